"""Reads over parties: how to reach one."""

from dataclasses import dataclass

from schakel.domain.parties import rules
from schakel.domain.parties.models import AddressKind, DigitalAddress, Party


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
