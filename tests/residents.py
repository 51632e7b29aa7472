"""Somebody from outside, without a browser: forms, links and codes."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from schakel.domain.access.actions import open_page_link, page_token
from schakel.domain.access.models import PageLink
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.parties.models import DigitalAddress
from schakel.entrypoints.public import form_tokens
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import also_show


def form_token(age: timedelta = timedelta(minutes=1)) -> str:
    """The token of a form that was shown so long ago."""
    return form_tokens.made(timezone.now() - age)


def filled_in(**fields: Any) -> dict[str, Any]:
    """The web form as somebody sends it."""
    return {
        "form_token": form_token(),
        "story": "Wij willen een groenstrook op de Kastanjelaan.",
        "name": "Fatima el Amrani",
        "kind": "person",
        "sector": "resident",
        "email": "fatima@bewoner.example",
        **fields,
    }


def link_to(matter: Matter, now: datetime | None = None) -> PageLink:
    """The link to the page of a matter, for the address of who came with it."""
    also_show(matter.pk)
    address = DigitalAddress.objects.get(party=matter.party, kind="email")
    return open_page_link(
        actor=system(matter.tenant_id), matter=matter, address=address, now=now or timezone.now()
    )


def address_of(link: PageLink) -> str:
    """Where the page of a link is."""
    return f"/uw-pagina/{page_token(link)}/"


def mailed_code(link: PageLink) -> str:
    """The six digits in the last mail."""
    also_show(link.matter_id)
    return Message.objects.filter(kind="page_code").latest("pk").typed


def opened(link: PageLink, client: Client | None = None) -> Client:
    """A browser in which the page was opened with a code."""
    client = client or Client()
    page = address_of(link)
    client.post(f"{page}code/", {"send": "yes"})
    assert client.post(f"{page}code/", {"code": mailed_code(link)}).status_code == 302
    return client
