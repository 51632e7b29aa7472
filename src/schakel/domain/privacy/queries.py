"""Reads over what there is about somebody. Numbers only: who erases need not see who it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from schakel.domain.contacts.models import Attachment, ContactMoment
from schakel.domain.matters.models import Matter, MatterQuerySet
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import State
from schakel.domain.parties.models import DigitalAddress, Party
from schakel.domain.privacy.rules import Unfinished, check_may_erase
from schakel.domain.promises.models import Promise
from schakel.domain.terms.models import Term
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant


@dataclass(frozen=True, kw_only=True)
class Held:
    """What there is about one party, in confidence too. ``confirmed``: of the address asked for."""

    party: Party
    known_since: datetime
    matters: int
    still_open: int
    contacts: int
    promises: int
    messages: int
    files: int
    confirmed: bool | None


def held_about(*, actor: Actor, asked: str) -> list[Held]:
    """What there is about who has this e-mail address, or came with the matter of this reference.

    Exact, so that nobody can be browsed for; Refused when there is nobody. Each form that somebody
    sent may have made a party of its own.
    """
    check_may_erase(actor)
    asked = asked.strip()
    with within_tenant(actor.tenant_id, matters=ALL_MATTERS):
        found = _by_address(asked) if "@" in asked else _by_reference(asked)
        if not found:
            raise Refused("nobody_known_as", asked=asked[:80])
        return _counted(found)


def _by_address(address: str) -> list[tuple[Party, bool | None]]:
    found = DigitalAddress.objects.filter(address__iexact=address).select_related("party")
    return [(each.party, each.verified_at is not None) for each in found.order_by("party_id")]


def _by_reference(reference: str) -> list[tuple[Party, bool | None]]:
    found = Matter.objects.filter(reference=reference.upper(), party__erased_at__isnull=True)
    return [(each.party, None) for each in found.select_related("party")]


def _counted(found: Sequence[tuple[Party, bool | None]]) -> list[Held]:
    """One query, whatever the number of parties."""
    counted = Party.objects.annotate(
        matters=_number(Matter.objects.all()),
        still_open=_number(Matter.objects.open()),
        contacts=_number(ContactMoment.objects.all()),
        promises=_number(Promise.objects.all()),
        messages=_number(Message.objects.all()),
        files=_number(Attachment.objects.all(), "contact__party"),
    ).in_bulk([party.pk for party, _ in found])
    return [_held(counted[party.pk], confirmed) for party, confirmed in found]


def _held(party: Any, confirmed: bool | None) -> Held:
    return Held(
        party=party,
        known_since=party.created_at,
        matters=party.matters,
        still_open=party.still_open,
        contacts=party.contacts,
        promises=party.promises,
        messages=party.messages,
        files=party.files,
        confirmed=confirmed,
    )


def _number(rows: QuerySet[Any], party: str = "party") -> Coalesce:
    of_party = rows.filter(**{party: OuterRef("pk")}).order_by().values(party)
    return Coalesce(Subquery(of_party.annotate(number=Count("pk")).values("number")), 0)


def matters_of(party: Party) -> MatterQuerySet:
    """All that a party came with, as far as this transaction may see it."""
    return Matter.objects.filter(party=party)


def unfinished_of(party: Party) -> Unfinished:
    """What of a party is not at an end."""
    matters = matters_of(party)
    return Unfinished(
        matters=matters.open().count(),
        terms=Term.objects.running().filter(matter__in=matters).count(),
        messages_on_their_way=Message.objects.filter(
            Q(party=party) | Q(matter__in=matters), state=State.HANDING_OVER.value
        ).count(),
    )
