"""Reads over parties: how to reach one."""

from dataclasses import dataclass

from django.db.models import Q

from schakel.domain.parties import rules
from schakel.domain.parties.models import AddressKind, DigitalAddress, Party, PartyRelation
from schakel.foundation.kernel.actor import Actor


@dataclass(frozen=True)
class Reach:
    """The way to send something (mail, letter, phone, or None), and the address when by mail."""

    way: str | None
    address: DigitalAddress | None = None


def how_to_reach(party: Party) -> Reach:
    """As they want, never as they do not want. One query."""
    addresses = list(DigitalAddress.objects.reachable().filter(party=party))
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
