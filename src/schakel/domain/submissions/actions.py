"""What somebody sends in becomes a matter that two people carry, with a date and a receipt."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone

from schakel.domain.access.actions import hand_out_paper_code
from schakel.domain.contacts.actions import Enclosed, record_contact
from schakel.domain.contacts.rules import Direction
from schakel.domain.initiatives.actions import begin_initiative
from schakel.domain.matters.actions import open_matter
from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import network_for
from schakel.domain.matters.rules import Kind as MatterKind
from schakel.domain.messages.actions import queue_message, receipts_today
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way, may_send_receipt
from schakel.domain.notices.actions import tell
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.models import Area, Theme
from schakel.domain.parties.actions import register_party
from schakel.domain.parties.models import DigitalAddress, Party, PartyKind, Sector
from schakel.domain.parties.queries import how_to_reach
from schakel.domain.staff.models import StaffMember
from schakel.domain.submissions import rules
from schakel.domain.submissions.models import ColumnMapping, ImportBatch, Submission
from schakel.domain.submissions.rules import Field, Row
from schakel.domain.tasks.actions import reach_party
from schakel.domain.terms.actions import start_term
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.sheets import header_digest


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sent it in, as they say themselves; nothing of it is proven."""

    name: str
    email: str = ""
    phone: str = ""
    postal_address: str = ""
    preferred_channel: str = ""
    avoid_channels: tuple[str, ...] = ()
    avoid_note: str = ""
    kind: PartyKind = PartyKind.PERSON
    sector: Sector = Sector.RESIDENT
    language: str = "nl"


@dataclass(frozen=True, kw_only=True)
class Received:
    """What was sent in: by which way, when, and what about."""

    source: str
    key: str
    story: str
    channel: str
    received_at: datetime
    subject: str = ""
    theme: Theme | None = None
    area: Area | None = None
    confidential: bool = False
    neutral_subject: bool = False
    supporter: str = ""
    kind: MatterKind = MatterKind.UNSORTED
    uploads: Sequence[Enclosed] = ()


@journal.written_together()
def take_in(
    *,
    actor: Actor,
    received: Received,
    sender: Sender | Party,
    today: date,
    now: datetime,
    batch: ImportBatch | None = None,
    receipt_to: StaffMember | None = None,
) -> Matter:
    """Take in what somebody sends: a matter with carriers, a term and a receipt.

    The same ``source`` and ``key`` give the same matter: sending twice makes one. ``receipt_to``
    gets the receipt where nobody knows the sender.
    """
    known = _known(received)
    if known is not None:
        return known
    rules.check_received(received.story, received.subject)
    party = sender if isinstance(sender, Party) else _register(actor, sender, now)
    network = network_for(
        theme_id=received.theme.pk if received.theme else None,
        area_id=received.area.pk if received.area else None,
    )
    if network is None:
        raise Refused("no_network_takes_it")
    matter = open_matter(
        actor=actor,
        party=party,
        network=network,
        subject=received.subject.strip() or rules.subject_from(received.story),
        story=received.story,
        channel=received.channel,
        received_at=received.received_at,
        theme=received.theme,
        area=received.area,
        kind=received.kind,
        confidential=received.confidential,
        neutral_subject=received.neutral_subject,
        supporter=received.supporter,
        entered_by=_colleague(actor),
        today=today,
        now=now,
    )
    record_contact(
        actor=actor if actor.is_staff else replace(actor, matter_id=matter.pk),
        party=party,
        matter=matter,
        channel=received.channel,
        direction=Direction.INBOUND,
        summary=received.story.strip() or matter.subject,
        happened_at=received.received_at,
        uploads=received.uploads,
        now=now,
    )
    start_term(
        actor=actor,
        matter=matter,
        started_on=timezone.localdate(received.received_at),
        today=today,
        now=now,
    )
    if received.kind is MatterKind.IDEA:
        begin_initiative(actor=actor, matter=matter, today=today, now=now)
    submission = _keep(matter, received, _as_typed(received, sender), batch)
    _ask_carriers(actor, matter, now)
    _send_receipt(actor, matter, receipt_to, today, now)
    journal.record(
        "submission.taken_in",
        actor=actor,
        subject="submission",
        subject_id=submission.pk,
        matter_id=matter.pk,
        details={"source": received.source},
        now=now,
    )
    return matter


@transaction.atomic
def take_in_with_paper_code(
    *, actor: Actor, received: Received, sender: Sender, today: date, now: datetime
) -> tuple[Matter, str]:
    """As ``take_in``, for somebody whom we cannot reach: they get a code to come back with."""
    matter = take_in(actor=actor, received=received, sender=sender, today=today, now=now)
    code = hand_out_paper_code(actor=system(actor.tenant_id), matter=matter, now=now)
    return matter, code


def _colleague(actor: Actor) -> StaffMember | None:
    if actor.staff_id is None:
        return None
    return StaffMember.objects.filter(pk=actor.staff_id).first()


def _keep(
    matter: Matter,
    received: Received,
    typed: dict[str, object],
    batch: ImportBatch | None,
) -> Submission:
    """Refused when the same was taken in before, or at this very moment, out of our sight."""
    try:
        with transaction.atomic():
            return Submission.objects.create(
                tenant_id=matter.tenant_id,
                matter=matter,
                confidential=matter.confidential,
                source=received.source,
                key=received.key,
                typed=typed,
                batch=batch,
                received_at=received.received_at,
            )
    except IntegrityError:
        raise Refused("sent_before") from None


def _known(received: Received) -> Matter | None:
    """The matter that this was taken in as before, if that may be seen here."""
    submission = (
        Submission.objects.filter(source=received.source, key=received.key)
        .select_related("matter")
        .first()
    )
    return submission.matter if submission else None


def _register(actor: Actor, sender: Sender, now: datetime) -> Party:
    return register_party(
        actor=actor,
        name=sender.name,
        kind=sender.kind,
        sector=sender.sector,
        email=sender.email,
        phone=sender.phone,
        postal_address=sender.postal_address,
        preferred_channel=sender.preferred_channel,
        avoid_channels=sender.avoid_channels,
        avoid_note=sender.avoid_note,
        language=sender.language,
        now=now,
    )


def _as_typed(received: Received, sender: Sender | Party) -> dict[str, object]:
    typed: dict[str, object] = {"subject": received.subject, "story": received.story}
    if isinstance(sender, Sender):
        typed["sender"] = asdict(sender)
    return typed


def _ask_carriers(actor: Actor, matter: Matter, now: datetime) -> None:
    """Both carriers hear of it, the one loudly when nobody better was found."""
    members = [each for each in (matter.owner, matter.second) if each is not None]
    tell(
        actor=actor,
        members=members,
        kind=NoticeKind.ASKED_TO_CARRY,
        trigger=f"opened:{matter.pk}",
        matter=matter,
        now=now,
    )


def _send_receipt(
    actor: Actor, matter: Matter, receipt_to: StaffMember | None, today: date, now: datetime
) -> None:
    key = f"receipt:{matter.pk}"
    reach = how_to_reach(matter.party)
    address = reach.address
    if matter.party.is_platform or (address is None and receipt_to is not None):
        if receipt_to is not None:
            queue_message(
                actor=actor,
                kind=MessageKind.RECEIPT,
                way=Way.EMAIL,
                to_address=receipt_to.email,
                key=key,
                matter=matter,
                staff=receipt_to,
                now=now,
            )
        return
    if reach.way is None or not _may_get_receipt(actor, address, now):
        _journal_withheld(actor, matter, now)
        return
    reach_party(
        actor=actor,
        matter=matter,
        kind=MessageKind.RECEIPT,
        key=key,
        reach=reach,
        today=today,
        now=now,
    )


def _may_get_receipt(actor: Actor, address: DigitalAddress | None, now: datetime) -> bool:
    """An address that is not proven may be of somebody else, who gets few of them."""
    if address is None or address.verified_at is not None:
        return True
    return may_send_receipt(receipts_today(actor=actor, address=address.address, now=now))


def _journal_withheld(actor: Actor, matter: Matter, now: datetime) -> None:
    journal.record(
        "receipt.withheld",
        actor=actor,
        subject="matter",
        subject_id=matter.pk,
        matter_id=matter.pk,
        now=now,
    )


def forget_submissions(*, matters: Collection[int]) -> None:
    """What was typed is gone; by its key the same file brings it back no second time."""
    Submission.objects.filter(matter__in=matters).update(typed={})


def remember_mapping(
    *, actor: Actor, header: Sequence[str], columns: Mapping[str, str], now: datetime
) -> None:
    """Keep which column means what, by the code of each field, for the next such header."""
    ColumnMapping.objects.update_or_create(
        tenant_id=actor.tenant_id,
        header_digest=header_digest(header),
        defaults={"columns": dict(columns), "updated_at": now},
    )


@transaction.atomic
def import_contributions(
    *,
    actor: Actor,
    rows: Sequence[Row],
    source: str,
    file_name: str,
    digest: str,
    mapping: Mapping[Field, str],
    importer: StaffMember,
    today: date,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> ImportBatch:
    """Take in every row of a file, or none. A row that was taken in before is left as it is.

    Who is not named in the file is *via* its platform; then ``importer`` gets the receipt.
    """
    batch = ImportBatch.objects.create(
        tenant_id=actor.tenant_id,
        source=source,
        file_name=file_name,
        digest=digest,
        mapping={each.value: column for each, column in mapping.items()},
        rows=len(rows),
        staff=importer,
        created_at=now,
    )
    known = set(Submission.objects.filter(source=source).values_list("key", flat=True))
    themes = {theme.name.lower(): theme for theme in Theme.objects.all()}
    areas = {area.name.lower(): area for area in Area.objects.own()}
    for number, row in enumerate(rows, start=1):
        key = rules.row_key(source, row)
        if key in known:
            batch.known += 1
        else:
            _take_in_row(
                actor, row, key, source, batch, importer, themes, areas, today=today, now=now
            )
            batch.added += 1
        progress(number, len(rows))
    batch.save(update_fields=["added", "known"])
    journal.record(
        "contributions.imported",
        actor=actor,
        subject="import",
        subject_id=batch.pk,
        details={"added": batch.added, "known": batch.known},
        now=now,
    )
    return batch


def _take_in_row(
    actor: Actor,
    row: Row,
    key: str,
    source: str,
    batch: ImportBatch,
    importer: StaffMember,
    themes: Mapping[str, Theme],
    areas: Mapping[str, Area],
    *,
    today: date,
    now: datetime,
) -> Matter:
    sender: Sender | Party
    if row.name or row.email or row.phone:
        sender = Sender(name=row.name or row.email or row.phone, email=row.email, phone=row.phone)
    else:
        sender = _platform(actor, source, now)
    sent_at = now
    if row.sent_on is not None:
        sent_at = min(now, timezone.make_aware(datetime.combine(row.sent_on, time(12))))
    return take_in(
        actor=actor,
        received=Received(
            source=source,
            key=key,
            subject=row.title,
            story=row.text or row.title,
            channel="platform",
            received_at=sent_at,
            theme=themes.get(row.theme.lower()),
            area=areas.get(row.area.lower()),
        ),
        sender=sender,
        batch=batch,
        receipt_to=importer,
        today=today,
        now=now,
    )


def _platform(actor: Actor, source: str, now: datetime) -> Party:
    """The party that stands for everybody who came by a platform and is not known by name."""
    found = Party.objects.filter(is_platform=True, name=source).first()
    return found or register_party(
        actor=actor,
        name=source,
        kind=PartyKind.GROUP,
        is_platform=True,
        now=now,
    )
