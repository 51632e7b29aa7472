"""Parties are registered, and reached or not."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from schakel.domain.networks.models import Network
from schakel.domain.parties import rules
from schakel.domain.parties.models import (
    Acquaintance,
    AddressKind,
    DigitalAddress,
    Party,
    PartyKind,
    PartyRelation,
    RelationKind,
    Sector,
)
from schakel.domain.staff.models import StaffMember
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused


@transaction.atomic
def register_party(
    *,
    actor: Actor,
    name: str,
    now: datetime,
    kind: PartyKind = PartyKind.PERSON,
    sector: Sector = Sector.RESIDENT,
    email: str = "",
    phone: str = "",
    postal_address: str = "",
    preferred_channel: str = "",
    avoid_channels: Sequence[str] = (),
    avoid_note: str = "",
    language: str = "nl",
    is_platform: bool = False,
) -> Party:
    """Somebody new. An address that they gave is not verified, and joins no existing party."""
    if not rules.may_register(actor):
        raise Refused("party_not_yours_to_register")
    if not name.strip():
        raise Refused("party_needs_name")
    party = Party.objects.create(
        tenant_id=actor.tenant_id,
        name=name.strip(),
        kind=kind,
        sector=sector,
        postal_address=postal_address.strip(),
        preferred_channel=preferred_channel,
        avoid_channels=list(avoid_channels),
        avoid_note=avoid_note.strip(),
        language=language,
        is_platform=is_platform,
        created_at=now,
    )
    journal.record(
        "party.registered",
        actor=actor,
        subject="party",
        subject_id=party.pk,
        personal={"name": party.name},
        now=now,
    )
    if email.strip():
        add_address(actor=actor, party=party, kind=AddressKind.EMAIL, address=email, now=now)
    if phone.strip():
        add_address(actor=actor, party=party, kind=AddressKind.PHONE, address=phone, now=now)
    return party


@transaction.atomic
def add_address(
    *, actor: Actor, party: Party, kind: AddressKind, address: str, now: datetime
) -> DigitalAddress:
    """A way to reach a party, not verified yet. The first of its kind is preferred."""
    clean = {AddressKind.EMAIL: rules.clean_email, AddressKind.PHONE: rules.clean_phone}
    cleaned = clean[kind](address) if kind in clean else address.strip()
    is_first = not DigitalAddress.objects.filter(party=party, kind=kind).exists()
    added, _ = DigitalAddress.objects.get_or_create(
        tenant_id=actor.tenant_id,
        party=party,
        address=cleaned,
        defaults={"kind": kind, "is_preferred": is_first},
    )
    journal.record("address.added", actor=actor, subject="party", subject_id=party.pk, now=now)
    return added


@transaction.atomic
def verify_address(*, actor: Actor, address: DigitalAddress, now: datetime) -> DigitalAddress:
    """The party showed that it reads what is sent to this address."""
    address.verified_at, address.failed_at = now, None
    address.save(update_fields=["verified_at", "failed_at"])
    journal.record(
        "address.verified", actor=actor, subject="party", subject_id=address.party_id, now=now
    )
    return address


@transaction.atomic
def prefer_address(*, actor: Actor, address: DigitalAddress, now: datetime) -> DigitalAddress:
    """What goes to the party goes here from now on."""
    others = DigitalAddress.objects.filter(party_id=address.party_id, kind=address.kind)
    others.exclude(pk=address.pk).update(is_preferred=False)
    address.is_preferred = True
    address.save(update_fields=["is_preferred"])
    journal.record(
        "address.preferred", actor=actor, subject="party", subject_id=address.party_id, now=now
    )
    return address


@transaction.atomic
def replace_phone(*, actor: Actor, party: Party, number: str, now: datetime) -> None:
    """Another phone number in the place of those that we had; none when it is empty."""
    if not rules.may_register(actor):
        raise Refused("party_not_yours_to_register")
    DigitalAddress.objects.filter(party=party, kind=AddressKind.PHONE).delete()
    if number.strip():
        add_address(actor=actor, party=party, kind=AddressKind.PHONE, address=number, now=now)
    else:
        journal.record(
            "address.removed", actor=actor, subject="party", subject_id=party.pk, now=now
        )


@transaction.atomic
def mark_address_failed(*, actor: Actor, address: DigitalAddress, now: datetime) -> DigitalAddress:
    """What was sent to this address did not arrive."""
    address.failed_at = now
    address.save(update_fields=["failed_at"])
    journal.record(
        "address.failed", actor=actor, subject="party", subject_id=address.party_id, now=now
    )
    return address


@transaction.atomic
def correct_party(
    *, actor: Actor, party: Party, changes: dict[str, object], now: datetime
) -> Party:
    """Correct what we hold about a party; ``changes`` are fields of ``rules.CORRECTABLE``."""
    rules.check_correct(actor, changes)
    party = Party.objects.select_for_update().get(pk=party.pk)
    for name, value in changes.items():
        setattr(party, name, value)
    party.save(update_fields=list(changes))
    journal.record(
        "party.corrected",
        actor=actor,
        subject="party",
        subject_id=party.pk,
        details={"fields": sorted(changes)},
        now=now,
    )
    return party


@transaction.atomic
def relate_parties(
    *,
    actor: Actor,
    party: Party,
    other: Party,
    kind: RelationKind,
    from_on: date,
    now: datetime,
) -> PartyRelation:
    """Write down how one party belongs to another, from a day on."""
    if not rules.may_register(actor):
        raise Refused("party_not_yours_to_register")
    relation = PartyRelation.objects.create(
        tenant_id=actor.tenant_id, party=party, other=other, kind=kind, from_on=from_on
    )
    journal.record(
        "party.related",
        actor=actor,
        subject="party",
        subject_id=party.pk,
        details={"other_id": other.pk, "kind": kind},
        now=now,
    )
    return relation


def acquaint(
    *,
    actor: Actor,
    party: Party,
    network: Network | None = None,
    colleagues: Sequence[StaffMember] = (),
) -> None:
    """Let a network, or single colleagues, see a party."""
    rows = [Acquaintance(tenant_id=actor.tenant_id, party=party, staff=each) for each in colleagues]
    if network is not None:
        rows.append(Acquaintance(tenant_id=actor.tenant_id, party=party, network=network))
    Acquaintance.objects.bulk_create(rows, ignore_conflicts=True)
