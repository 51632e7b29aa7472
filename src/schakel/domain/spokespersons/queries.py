"""Reads over who speaks for a group."""

from datetime import date, datetime

from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery

from schakel.domain.parties.models import (
    AddressKind,
    DigitalAddress,
    Party,
    PartyKind,
    PartyRelation,
    RelationKind,
)
from schakel.domain.spokespersons.models import SpokespersonChange
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused


def changes_of(actor: Actor, group: Party) -> list[SpokespersonChange]:
    """All changes of a group, the last first. One query."""
    found = SpokespersonChange.objects.visible_to(actor).filter(group=group)
    people = found.select_related("before", "newcomer", "witness", "asked_by", "confirmed_by")
    return list(people.order_by("-asked_at", "-pk"))


def running_change(group: Party) -> SpokespersonChange | None:
    """What was asked of a group and did not end; none of who is no group."""
    if group.kind != PartyKind.GROUP:
        return None
    found = SpokespersonChange.objects.running().filter(group=group)
    return found.select_related("before", "newcomer").first()


def asked_on_page(actor: Actor, group: Party, matter_id: int) -> SpokespersonChange | None:
    """The same for who opened the page of a matter of the group; Refused to anybody else."""
    if actor.matter_id != matter_id:
        raise Refused("not_your_own_page")
    return running_change(group)


def is_contested(group: Party) -> bool:
    """Whether two speak for this group now. One query for a group, else none."""
    if group.kind != PartyKind.GROUP:
        return False
    return SpokespersonChange.objects.contested().filter(group=group).exists()


def spokespersons(group: Party, today: date) -> list[Party]:
    """Who represents a group today, the last who began first."""
    running = PartyRelation.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today),
        other=group,
        kind=RelationKind.REPRESENTS,
    )
    relations = running.select_related("party").order_by("-from_on", "-pk")
    return [each.party for each in relations]


def members(group: Party, today: date) -> QuerySet[Party]:
    """Who belongs to a group today, as a member or in its name."""
    running = PartyRelation.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today),
        other=group,
        kind__in=[RelationKind.MEMBER_OF, RelationKind.REPRESENTS],
    )
    belong = Q(pk__in=running.values("party_id")) | Q(works_for=group)
    return Party.objects.filter(belong, erased_at__isnull=True)


def checked_addresses(party: Party) -> list[DigitalAddress]:
    """Mail addresses and phone numbers of which a party showed that they are theirs."""
    reachable = DigitalAddress.objects.reachable().filter(party=party, verified_at__isnull=False)
    return list(reachable.filter(kind__in=[AddressKind.EMAIL, AddressKind.PHONE]))


def spoken_for_since() -> Subquery:
    """To annotate on a matter: since when somebody else speaks for the group that came with it."""
    confirmed = SpokespersonChange.objects.confirmed().filter(group=OuterRef("party_id"))
    return Subquery(confirmed.values("confirmed_at")[:1], output_field=DateTimeField())


def spoke_since(group: Party) -> datetime | None:
    """Since when who speaks for a group does so, if somebody else did before."""
    if group.kind != PartyKind.GROUP:
        return None
    confirmed = SpokespersonChange.objects.confirmed().filter(group=group)
    return confirmed.values_list("confirmed_at", flat=True).first()
