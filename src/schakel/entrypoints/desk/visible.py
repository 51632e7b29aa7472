"""What a page is about, if the reader may see it; for others the page does not exist."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from schakel.domain.connections.rules import may_work_on
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.parties.models import Party
from schakel.domain.terms.models import Term
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.tenancy.requests import TenantRequest


def matter_of(request: TenantRequest, matter_id: int) -> Matter:
    """The matter with all that a headline names."""
    visible = Matter.objects.visible_to(request.actor).select_related(
        "party", "connection", "network", "theme", "area", "owner", "second", "entered_by"
    )
    return get_object_or_404(visible, pk=matter_id)


def party_of(request: TenantRequest, party_id: int) -> Party:
    """Somebody whom the reader knows."""
    visible = Party.objects.visible_to(request.actor).select_related("works_for")
    return get_object_or_404(visible, pk=party_id)


def running_term_of(request: TenantRequest, matter: Matter) -> Term:
    """The clock that runs for a matter."""
    term = Term.objects.visible_to(request.actor).running().filter(matter=matter).first()
    if term is None:
        raise Http404
    return term


def may_work(actor: Actor, matter: Matter) -> bool:
    """Whether the reader may do what has to be done on a matter; nothing has, of who was erased."""
    return matter.party.erased_at is None and may_work_on(
        actor, (matter.owner_id, matter.second_id), matter.network_id
    )


def url_of(matter: Matter) -> str:
    """Where the page of a matter is."""
    return reverse("matter", args=[matter.pk])


def message_of(request: TenantRequest, message_id: int) -> Message:
    """A letter, a call or a mail that did not arrive, about what the reader works on."""
    visible = Message.objects.visible_to(request.actor).worked_on_by(request.actor).to_reach()
    read_along = visible.select_related("party", "matter__owner", "matter__network")
    return get_object_or_404(read_along, pk=message_id)


def url_of_sending(message: Message) -> str:
    """Where a letter is printed and posted, or a call made."""
    return reverse("sending", args=[message.pk])
