"""Reads over parties: how to reach one."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Lower

from schakel.domain.parties import rules
from schakel.domain.parties.models import (
    AddressKind,
    DigitalAddress,
    Party,
    PartyRelation,
    RelationKind,
)
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

MOST_MEMBERS = 200


@dataclass(frozen=True)
class Reach:
    """The way to send something (mail, letter, phone, or None), and the address when by mail."""

    way: str | None
    address: DigitalAddress | None = None


def how_to_reach(party: Party) -> Reach:
    """As they want, never as they do not want; never who was erased. One query."""
    return how_to_reach_each([party])[party.pk]


def how_to_reach_each(parties: Collection[Party]) -> dict[int, Reach]:
    """The same of several, by their numbers. One query."""
    addresses: dict[int, list[DigitalAddress]] = {each.pk: [] for each in parties}
    for each in DigitalAddress.objects.reachable().filter(party__in=addresses):
        addresses[each.party_id].append(each)
    return {each.pk: _reach(each, addresses[each.pk]) for each in parties}


def _reach(party: Party, addresses: Sequence[DigitalAddress]) -> Reach:
    email = next((each for each in addresses if each.kind == AddressKind.EMAIL), None)
    way = rules.way_to_reach(
        preferred=party.preferred_channel,
        avoid=party.avoid_channels,
        has_email=email is not None,
        has_phone=any(each.kind == AddressKind.PHONE for each in addresses),
        has_letter=bool(party.postal_address),
    )
    return Reach(way, email if way == "mail" else None)


@dataclass(frozen=True)
class Addresses:
    """The addresses that go first; empty where there is none."""

    email: str = ""
    phone: str = ""


def addresses_of(party: Party) -> Addresses:
    """The e-mail address and the phone number of a party. One query."""
    found: dict[str, str] = {}
    for each in DigitalAddress.objects.reachable().filter(party=party):
        found.setdefault(each.kind, each.address)
    return Addresses(found.get(AddressKind.EMAIL, ""), found.get(AddressKind.PHONE, ""))


def addresses_known(party: Party) -> list[str]:
    """Every address that we ever knew of a party, failed ones too."""
    return list(DigitalAddress.objects.filter(party=party).values_list("address", flat=True))


def ways_to_reach(party: Party) -> list[DigitalAddress]:
    """All addresses of a party, failed ones too, those that go first at the top."""
    return list(DigitalAddress.objects.filter(party=party).order_by("-is_preferred", "pk"))


def relations_of(party: Party, actor: Actor) -> list[PartyRelation]:
    """With whom a party belongs together, as far as the actor may see the other one."""
    visible = Party.objects.visible_to(actor).values("pk")
    relations = PartyRelation.objects.filter(
        Q(party=party, other__in=visible) | Q(other=party, party__in=visible)
    )
    return list(relations.select_related("party", "other").order_by("-from_on", "pk"))


def members_of(party: Party, actor: Actor, today: date) -> list[Party]:
    """Who belongs to a group or organisation today, as far as the actor may see them."""
    running = PartyRelation.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today),
        other=party,
        kind__in=[RelationKind.MEMBER_OF, RelationKind.REPRESENTS],
    )
    belong = Q(pk__in=running.values("party_id")) | Q(works_for=party)
    return list(Party.objects.visible_to(actor).filter(belong).order_by("pk")[:MOST_MEMBERS])


def known_by_address(actor: Actor, typed: str) -> list[Party]:
    """Whom the actor knows by this very e-mail address or phone number. One query or none."""
    keys = []
    for clean in (rules.clean_email, rules.clean_phone):
        with suppress(Refused):
            keys.append(clean(typed).lower())
    if not keys:
        return []
    addresses = DigitalAddress.objects.annotate(key=Lower("address")).filter(key__in=keys)
    return list(Party.objects.visible_to(actor).filter(pk__in=addresses.values("party_id"))[:10])


def address(actor: Actor, address_id: int) -> DigitalAddress | None:
    """An address of somebody whom the actor knows."""
    addresses = DigitalAddress.objects.select_related("party")
    return addresses.filter(pk=address_id, party__in=Party.objects.visible_to(actor)).first()


def relation(actor: Actor, relation_id: int) -> PartyRelation | None:
    """A relation between two whom the actor knows both."""
    visible = Party.objects.visible_to(actor)
    relations = PartyRelation.objects.select_related("party", "other")
    return relations.filter(pk=relation_id, party__in=visible, other__in=visible).first()
