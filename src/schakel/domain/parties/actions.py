"""Parties are registered, and reached or not."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from schakel.domain.networks.models import Network
from schakel.domain.parties import rules
from schakel.domain.parties.models import (
    Acquaintance,
    AddressKind,
    Consent,
    DigitalAddress,
    Party,
    PartyKind,
    PartyRelation,
    RelationKind,
    Sector,
)
from schakel.domain.parties.rules import Proof
from schakel.domain.staff.models import StaffMember
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.steps import Step, check_take_back
from schakel.foundation.tenancy.context import is_first_time


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
    works_for: Party | None = None,
) -> Party:
    """Somebody new. An address that they gave is not verified, and joins no existing party."""
    rules.check_register(actor)
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
        works_for=works_for,
        created_at=now,
    )
    # Nobody else can see it before this transaction ends.
    is_first_time(("held", party.pk))
    journal.record(
        "party.registered",
        actor=actor,
        subject="party",
        subject_id=party.pk,
        personal={"name": party.name},
        now=now,
    )
    for of_kind, address in ((AddressKind.EMAIL, email), (AddressKind.PHONE, phone)):
        if address.strip():
            _add_address(actor, party, of_kind, address, now, known=())
    return party


def hold_party(party: Party) -> None:
    """Keep an erasure waiting until the end of this transaction; Refused when it took place.

    A platform cannot be erased, and many write about it at once: it is not held.
    """
    if not party.is_platform and is_first_time(("held", party.pk)):
        held = Party.objects.select_for_update(no_key=True, of=("self",)).get(pk=party.pk)
        rules.check_not_erased(held.erased_at)


@transaction.atomic
def add_address(
    *, actor: Actor, party: Party, kind: AddressKind, address: str, now: datetime
) -> DigitalAddress:
    """A way to reach a party, not verified yet. The first of its kind is preferred.

    It joins no parties: others may have the same one. One that was wrong before gets a new chance,
    and has to be verified anew.
    """
    rules.check_register(actor)
    hold_party(party)
    known = list(DigitalAddress.objects.filter(party=party).order_by("pk"))
    return _add_address(actor, party, kind, address, now, known)


def _add_address(
    actor: Actor,
    party: Party,
    kind: AddressKind,
    address: str,
    now: datetime,
    known: Sequence[DigitalAddress],
) -> DigitalAddress:
    clean = {AddressKind.EMAIL: rules.clean_email, AddressKind.PHONE: rules.clean_phone}
    cleaned = clean[kind](address) if kind in clean else address.strip()
    if not cleaned:
        raise Refused("address_is_empty")
    same = (each for each in known if each.address.lower() == cleaned.lower())
    added = next(same, None) or DigitalAddress(
        tenant_id=actor.tenant_id,
        party=party,
        kind=kind,
        address=cleaned,
        is_preferred=not any(each.kind == kind for each in known),
    )
    if added.failed_at is not None:
        added.failed_at = added.verified_at = None
    added.save()
    _journal_address("address.added", actor, added, now)
    return added


@transaction.atomic
def verify_address(
    *, actor: Actor, address: DigitalAddress, now: datetime, proof: Proof | None = None
) -> DigitalAddress:
    """The party showed that it reads what is sent to this address.

    ``proof`` says how, when a colleague saw it; without it they opened a link that went there.
    """
    rules.check_register(actor)
    address.verified_at, address.failed_at = now, None
    address.save(update_fields=["verified_at", "failed_at"])
    _journal_address("address.verified", actor, address, now, proof=proof)
    return address


@transaction.atomic
def prefer_address(*, actor: Actor, address: DigitalAddress, now: datetime) -> DigitalAddress:
    """What goes to the party goes here from now on."""
    rules.check_register(actor)
    others = DigitalAddress.objects.filter(party_id=address.party_id, kind=address.kind)
    others.exclude(pk=address.pk).update(is_preferred=False)
    address.is_preferred = True
    address.save(update_fields=["is_preferred"])
    _journal_address("address.preferred", actor, address, now)
    return address


@transaction.atomic
def replace_phone(*, actor: Actor, party: Party, number: str, now: datetime) -> None:
    """Another phone number in the place of those that we had; none when it is empty."""
    rules.check_register(actor)
    DigitalAddress.objects.filter(party=party, kind=AddressKind.PHONE).delete()
    if number.strip():
        add_address(actor=actor, party=party, kind=AddressKind.PHONE, address=number, now=now)
    else:
        journal.record(
            "address.removed", actor=actor, subject="party", subject_id=party.pk, now=now
        )


@transaction.atomic
def mark_address_failed(*, actor: Actor, address: DigitalAddress, now: datetime) -> DigitalAddress:
    """What was sent to this address did not arrive, or would reach somebody else."""
    rules.check_register(actor)
    address.failed_at = now
    address.save(update_fields=["failed_at"])
    _journal_address("address.failed", actor, address, now)
    return address


@transaction.atomic
def correct_party(
    *, actor: Actor, party: Party, changes: dict[str, object], now: datetime
) -> Party:
    """Correct what we hold about a party; ``changes`` are fields of ``rules.CORRECTABLE``."""
    rules.check_correct(actor, changes)
    party = Party.objects.select_for_update().get(pk=party.pk)
    rules.check_not_erased(party.erased_at)
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


def _journal_address(
    what: str, actor: Actor, address: DigitalAddress, now: datetime, proof: Proof | None = None
) -> None:
    journal.record(
        what,
        actor=actor,
        subject="party",
        subject_id=address.party_id,
        details={"address_id": address.pk} | ({"proof": proof.value} if proof else {}),
        now=now,
    )


@transaction.atomic
def relate_parties(
    *,
    actor: Actor,
    party: Party,
    other: Party,
    kind: RelationKind,
    from_on: date,
    today: date,
    now: datetime,
) -> PartyRelation:
    """Write down how one party belongs to another, from a day on; it stands with both."""
    running = PartyRelation.objects.filter(kind=kind, until_on__isnull=True)
    pair = Q(party=party, other=other)
    if kind is RelationKind.WORKS_WITH:
        pair |= Q(party=other, other=party)
    rules.check_relate(
        actor,
        with_itself=party.pk == other.pk,
        is_known=running.filter(pair).exists(),
        from_on=from_on,
        today=today,
    )
    for each in sorted((party, other), key=lambda each: each.pk):
        hold_party(each)
    relation = PartyRelation.objects.create(
        tenant_id=actor.tenant_id, party=party, other=other, kind=kind, from_on=from_on
    )
    _journal_relation("party.related", actor, relation, now)
    return relation


@transaction.atomic
def end_relation(
    *, actor: Actor, relation: PartyRelation, until_on: date, now: datetime
) -> PartyRelation:
    """From a day on they do not belong together any more; that they did stays."""
    relation = PartyRelation.objects.select_for_update(of=("self",)).get(pk=relation.pk)
    rules.check_end_relation(
        actor, from_on=relation.from_on, ended_on=relation.until_on, until_on=until_on
    )
    relation.until_on = until_on
    relation.save(update_fields=["until_on"])
    _journal_relation("party.relation_ended", actor, relation, now)
    return relation


@transaction.atomic
def take_back_end_of_relation(*, actor: Actor, step: Step, now: datetime) -> PartyRelation:
    """They belong together still; Refused when that was written down anew."""
    rules.check_register(actor)
    relation = PartyRelation.objects.select_for_update(of=("self",)).get(
        pk=step.details["relation_id"]
    )
    hold_party(relation.party)
    hold_party(relation.other)
    running = PartyRelation.objects.filter(
        party=relation.party, other=relation.other, kind=relation.kind, until_on__isnull=True
    )
    is_so = relation.until_on is not None and not running.exists()
    check_take_back(step, actor=actor, now=now, is_so=is_so)
    relation.until_on = None
    relation.save(update_fields=["until_on"])
    _journal_relation("party.end_of_relation_taken_back", actor, relation, now)
    return relation


def _journal_relation(what: str, actor: Actor, relation: PartyRelation, now: datetime) -> None:
    journal.record(
        what,
        actor=actor,
        subject="party",
        subject_id=relation.party_id,
        details={
            "relation_id": relation.pk,
            "other_id": relation.other_id,
            "kind": relation.kind,
        },
        now=now,
    )


@transaction.atomic
def give_consent(*, actor: Actor, party: Party, purpose: str, now: datetime) -> Consent:
    """Write down that a party agrees to something, from now on."""
    hold_party(party)
    consent, made = Consent.objects.get_or_create(
        tenant_id=actor.tenant_id,
        party=party,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"given_at": now},
    )
    if made:
        _journal_consent("consent.given", actor, party, purpose, now)
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Actor, party: Party, purpose: str, now: datetime) -> None:
    """From now on a party does not agree to something any more; that they did stays."""
    running = Consent.objects.filter(party=party, purpose=purpose, withdrawn_at__isnull=True)
    if running.update(withdrawn_at=now):
        _journal_consent("consent.withdrawn", actor, party, purpose, now)


def _journal_consent(what: str, actor: Actor, party: Party, purpose: str, now: datetime) -> None:
    journal.record(
        what,
        actor=actor,
        subject="party",
        subject_id=party.pk,
        details={"purpose": purpose},
        now=now,
    )


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


def forget_party(*, party: Party, word: str, now: datetime) -> None:
    """Who it was, how to reach it and who knew it: gone. ``word`` stands in place of the name."""
    for model in (DigitalAddress, Consent, Acquaintance):
        model._default_manager.filter(party=party).delete()
    PartyRelation.objects.filter(Q(party=party) | Q(other=party)).delete()
    Party.objects.filter(works_for=party).update(works_for=None)
    Party.objects.filter(pk=party.pk).update(
        name=word,
        works_for=None,
        preferred_channel="",
        avoid_channels=[],
        avoid_note="",
        postal_address="",
        matters_to_them="",
        vouched_by="",
        erased_at=now,
    )


def take_back_addresses(*, addresses: Collection[int]) -> None:
    """These ways to reach somebody were never meant to be written down."""
    DigitalAddress.objects.filter(pk__in=addresses).delete()


def take_back_parties(
    *, parties: Collection[int], relations: Collection[int], acquaintances: Collection[int]
) -> None:
    """These were never meant to be here: nothing else hangs on them. With what names them."""
    ends = Q(party__in=parties) | Q(other__in=parties)
    PartyRelation.objects.filter(ends | Q(pk__in=relations)).delete()
    Acquaintance.objects.filter(Q(party__in=parties) | Q(pk__in=acquaintances)).delete()
    Party.objects.filter(pk__in=parties, works_for__isnull=False).delete()
    Party.objects.filter(pk__in=parties).delete()
    about = journal.lines_about(subjects={"party": parties}, matter_ids=())
    journal.erase_details(line_ids=about)
