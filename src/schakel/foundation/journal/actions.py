"""Writing to the journal, sealing it, and saying whether it is still whole."""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Q

from schakel.foundation.journal import chain
from schakel.foundation.journal.models import Detail, Line, Pending, Purpose, Seal
from schakel.foundation.kernel.actor import Actor, ActorKind
from schakel.foundation.kernel.steps import Step
from schakel.foundation.tenancy.context import in_one_piece

SEAL_AT_ONCE = 1_000
CLAIM_AT_ONCE = 200
_SEALER_LOCK = 7_201
_KEPT_AT_ONCE = 1_000
_READ_AT_ONCE = 500
_TOLD_APART = 50

# A line with its personal detail, not saved yet.
_Unsaved = tuple[Line, Detail | None]
_unsaved: ContextVar[list[_Unsaved] | None] = ContextVar("unsaved_lines", default=None)
_seen: ContextVar[list[Line] | None] = ContextVar("seen_lines", default=None)


def record(
    what: str,
    *,
    actor: Actor,
    subject: str,
    subject_id: int,
    now: datetime,
    matter_id: int | None = None,
    details: Mapping[str, object] | None = None,
    personal: Mapping[str, object] | None = None,
) -> None:
    """Write down what happened, in the transaction in which it happens.

    ``details`` are ids and codes only. ``personal`` goes to an erasable row.
    """
    salt = secrets.token_hex(32) if personal else ""
    line = Line(
        tenant_id=actor.tenant_id,
        what=what,
        actor_kind=actor.kind,
        actor_id=actor.staff_id,
        by_link=actor.by_link,
        subject=subject,
        subject_id=subject_id,
        matter_id=matter_id,
        details=dict(details or {}),
        commitment=chain.commitment(salt, personal) if personal else "",
        happened_at=now,
    )
    detail = None
    if personal:
        detail = Detail(tenant_id=actor.tenant_id, salt=salt, content=dict(personal))
    together = _unsaved.get()
    if together is None:
        _save([(line, detail)])
    else:
        together.append((line, detail))


@contextmanager
def written_together() -> Iterator[None]:
    """Many actions in one piece, so that each has its line: saved at its end, in a few queries."""
    with in_one_piece():
        if _unsaved.get() is not None:
            yield
            return
        lines: list[_Unsaved] = []
        token = _unsaved.set(lines)
        try:
            yield
        finally:
            _unsaved.reset(token)
        _save(lines)


@contextmanager
def seen() -> Iterator[list[Line]]:
    """The lines that are written within, in their order."""
    lines: list[Line] = []
    token = _seen.set(lines)
    try:
        yield lines
    finally:
        _seen.reset(token)


def _save(lines: Sequence[_Unsaved]) -> None:
    saved = Line.objects.bulk_create((line for line, _ in lines), batch_size=_KEPT_AT_ONCE)
    watching = _seen.get()
    if watching is not None:
        watching.extend(saved)
    details = []
    for line, detail in lines:
        if detail is not None:
            detail.line = line
            details.append(detail)
    if details:
        Detail.objects.bulk_create(details, batch_size=_KEPT_AT_ONCE)
    Pending.objects.bulk_create(
        (
            Pending(line_id=line.pk, tenant_id=line.tenant_id, purpose=purpose)
            for line in saved
            for purpose in Purpose
        ),
        batch_size=_KEPT_AT_ONCE,
    )


@transaction.atomic
def take_over_history(*, actor: Actor) -> int:
    """What was read in is sealed from here on, and nothing follows from it. Returns how many."""
    history = Line.objects.filter(is_history=True).order_by("pk").values_list("pk", flat=True)
    waiting = Pending.objects.bulk_create(
        (
            Pending(line_id=line_id, tenant_id=actor.tenant_id, purpose=Purpose.SEAL)
            for line_id in history.iterator(chunk_size=SEAL_AT_ONCE)
        ),
        batch_size=SEAL_AT_ONCE,
    )
    return len(waiting)


def own_step(*, actor: Actor, line_id: int) -> Step | None:
    """What this colleague did, by the number of its line; None when somebody else did it."""
    own = Line.objects.filter(actor_kind=ActorKind.STAFF, actor_id=actor.staff_id or 0)
    line = own.filter(pk=line_id).first()
    if line is None:
        return None
    about = (
        Line.objects.filter(matter_id=line.matter_id)
        if line.matter_id is not None
        else Line.objects.filter(subject=line.subject, subject_id=line.subject_id)
    )
    later = list(about.filter(happened_at__gte=line.happened_at).exclude(pk=line.pk).order_by("pk"))
    along = [each for each in later if each.happened_at == line.happened_at]
    return Step(
        what=line.what,
        by=line.actor_id,
        at=line.happened_at,
        number=line.subject_id,
        details=line.details,
        along=tuple(_alone(each) for each in along if each.actor_id == line.actor_id),
        since=frozenset(each.what for each in later if each.happened_at > line.happened_at),
    )


def _alone(line: Line) -> Step:
    return Step(
        what=line.what,
        by=line.actor_id,
        at=line.happened_at,
        number=line.subject_id,
        details=line.details,
    )


def lines_about(
    *, subjects: Mapping[str, Collection[int]], matter_ids: Collection[int]
) -> list[int]:
    """The lines about these subjects (their numbers, by kind) and these matters."""
    about = Q(matter_id__in=matter_ids)
    for subject, numbers in subjects.items():
        about |= Q(subject=subject, subject_id__in=numbers)
    return list(Line.objects.filter(about).values_list("pk", flat=True))


def erase_details(*, line_ids: list[int]) -> int:
    """Erase the personal detail of these lines; the chain stays whole. Returns how many."""
    return Detail.objects.filter(line_id__in=line_ids).delete()[0]


def waiting_lines(*, tenant_id: int) -> int:
    """How many lines of a tenant wait to be dispatched."""
    return Pending.objects.filter(tenant_id=tenant_id, purpose=Purpose.DISPATCH).count()


def waiting_for_dispatch() -> list[int]:
    """The tenants of which lines wait to be dispatched."""
    waiting = Pending.objects.filter(purpose=Purpose.DISPATCH)
    return list(waiting.order_by("tenant_id").values_list("tenant_id", flat=True).distinct())


@transaction.atomic
def claim(*, tenant_id: int) -> list[Line]:
    """Take at most ``CLAIM_AT_ONCE`` lines out of the outbox, in the transaction of the caller.

    Every line that is committed is taken, however late: rows are claimed, not numbers counted.
    Two dispatchers at once take different rows.
    """
    pending = list(
        Pending.objects.select_for_update(skip_locked=True)
        .filter(tenant_id=tenant_id, purpose=Purpose.DISPATCH)
        .order_by("line_id")[:CLAIM_AT_ONCE]
    )
    Pending.objects.filter(pk__in=[row.pk for row in pending]).delete()
    return list(Line.objects.filter(pk__in=[row.line_id for row in pending]).order_by("pk"))


@transaction.atomic
def seal(*, tenant_id: int, key: bytes) -> int:
    """Chain committed lines that are not sealed yet, at most ``SEAL_AT_ONCE``; say how many.

    One sealer per tenant at a time; a second one goes away empty-handed.
    """
    if not _is_alone(_SEALER_LOCK, tenant_id):
        return 0
    pending = list(
        Pending.objects.filter(tenant_id=tenant_id, purpose=Purpose.SEAL).order_by("line_id")[
            :SEAL_AT_ONCE
        ]
    )
    last = Seal.objects.order_by("-sequence").first()
    before, sequence = (last.mac, last.sequence) if last else (chain.START, 0)
    lines = Line.objects.in_bulk([row.line_id for row in pending])
    seals = []
    for row in pending:
        sequence += 1
        before = chain.link(key, before, sequence, _content(lines[row.line_id]))
        seals.append(Seal(tenant_id=tenant_id, sequence=sequence, line_id=row.line_id, mac=before))
    Seal.objects.bulk_create(seals)
    Pending.objects.filter(pk__in=[row.pk for row in pending]).delete()
    return len(seals)


def _is_alone(lock: int, tenant_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [lock, tenant_id])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True)
class Verdict:
    """What became of the journal: sequence numbers per kind of damage, and what is unsealed."""

    sealed: int
    head: str
    changed: tuple[int, ...]
    removed: tuple[int, ...]
    reordered: tuple[int, ...]
    unsealed: int
    cut_off: bool

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, removed, reordered or cut off."""
        return not (self.changed or self.removed or self.reordered or self.cut_off)


def verify(*, key: bytes, checkpoint: tuple[int, str] | None = None) -> Verdict:
    """Walk the chain of the current tenant. ``checkpoint`` is a (sequence, mac) kept elsewhere.

    Holds a few hundred lines at a time. Of more than ``_TOLD_APART`` lines that do not fit in
    their place it does not say which fit in another's: all of them were changed.
    """
    damaged: list[tuple[Seal, str, Line]] = []
    changed: list[int] = []
    removed: list[int] = []
    before, expected, seen = chain.START, 0, checkpoint is None or checkpoint[0] == 0
    sealed = 0
    for entry, line in _sealed_lines():
        sealed += 1
        expected += 1
        removed.extend(range(expected, entry.sequence))
        expected = entry.sequence
        if line is None:
            removed.append(entry.sequence)
        elif chain.link(key, before, entry.sequence, _content(line)) != entry.mac:
            changed.append(entry.sequence)
            if len(damaged) <= _TOLD_APART:
                damaged.append((entry, before, line))
        seen = seen or checkpoint == (entry.sequence, entry.mac)
        before = entry.mac
    reordered = _reordered(key, damaged) if len(damaged) <= _TOLD_APART else set()
    return Verdict(
        sealed=sealed,
        head=before,
        changed=tuple(each for each in changed if each not in reordered),
        removed=tuple(removed),
        reordered=tuple(sorted(reordered)),
        unsealed=Line.objects.exclude(pk__in=Seal.objects.values("line_id")).count(),
        cut_off=not seen,
    )


def _sealed_lines() -> Iterator[tuple[Seal, Line | None]]:
    """The links in their order, each with its line, or None when that is gone."""
    entries = Seal.objects.order_by("sequence").iterator(_READ_AT_ONCE)
    while some := list(islice(entries, _READ_AT_ONCE)):
        lines = Line.objects.in_bulk([entry.line_id for entry in some])
        yield from ((entry, lines.get(entry.line_id)) for entry in some)


def _reordered(key: bytes, damaged: list[tuple[Seal, str, Line]]) -> set[int]:
    """Of the links that do not fit in their place, those that fit in another's place."""
    places = [entry.sequence for entry, _, _ in damaged]
    befores = {before for _, before, _ in damaged} | {entry.mac for entry, _, _ in damaged}
    return {
        entry.sequence
        for entry, _, line in damaged
        if any(
            chain.link(key, before, place, _content(line)) == entry.mac
            for place in places
            for before in befores
        )
    }


def head() -> tuple[int, str]:
    """The last (sequence, mac) of the current tenant: what a checkpoint outside keeps."""
    last = Seal.objects.order_by("-sequence").first()
    return (last.sequence, last.mac) if last else (0, chain.START)


def _content(line: Line) -> dict[str, object]:
    return {
        "id": line.pk,
        "tenant": line.tenant_id,
        "what": line.what,
        "actor": [line.actor_kind, line.actor_id, line.by_link],
        "subject": [line.subject, line.subject_id],
        "matter": line.matter_id,
        "details": line.details,
        "commitment": line.commitment,
        "happened_at": line.happened_at.isoformat(),
        # Only where it is so: lines from before this was kept are sealed without.
        **({"history": True} if line.is_history else {}),
    }
