"""Reads over terms: norms of the tenant, and a stored term as the rules see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery

from schakel.domain.matters.models import MatterQuerySet
from schakel.domain.networks.models import Membership, Network
from schakel.domain.organisations.models import ServiceNorm
from schakel.domain.organisations.queries import closed_days
from schakel.domain.terms.models import Suspension, Term
from schakel.domain.terms.rules import (
    CHOSEN_HERE,
    DEFAULT_NORMS,
    Clock,
    Extension,
    Length,
    Norm,
    SuspensionReason,
    TermKind,
    Unit,
)
from schakel.domain.terms.rules import Suspension as SuspensionRule
from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.working_days import NO_DAYS

LATE_SHOWN = 100


def norm_for(kind: TermKind) -> Norm:
    """The norm of this tenant, else the one with which a tenant begins."""
    stored = ServiceNorm.objects.filter(kind=kind.value).first()
    return DEFAULT_NORMS[kind] if stored is None else _norm(stored)


@dataclass(frozen=True)
class NormHere:
    """A norm as it holds here; ``number`` is of its row, None when nobody laid it down."""

    norm: Norm
    number: int | None

    @property
    def is_default(self) -> bool:
        """Whether it is the norm with which every institution begins."""
        return self.norm == DEFAULT_NORMS[self.norm.kind]


def norms_here() -> dict[TermKind, NormHere]:
    """Every norm that an institution may choose, as it holds here. One query."""
    stored = {each.kind: each for each in ServiceNorm.objects.all()}
    return {
        kind: NormHere(_norm(stored[kind]), stored[kind].pk)
        if kind in stored
        else NormHere(DEFAULT_NORMS[kind], None)
        for kind in CHOSEN_HERE
    }


def _norm(stored: ServiceNorm) -> Norm:
    unit = Unit(stored.unit)
    return Norm(
        kind=TermKind(stored.kind),
        length=Length(stored.length, unit),
        article=stored.article,
        second_length=_length(stored.second_length, unit),
        extension=_length(stored.extension_length, unit),
        extension_article=stored.extension_article,
        statutory=stored.is_statutory,
    )


def clock_of(term: Term) -> Clock:
    """A stored term with its suspensions, as the rules see it. Two queries at most."""
    return clock_with(term, Suspension.objects.filter(term=term).order_by("from_on"))


def clock_with(term: Term, suspensions: Iterable[Suspension]) -> Clock:
    """As ``clock_of``, with suspensions that were read before."""
    unit = Unit(term.unit)
    norm = Norm(
        kind=TermKind(term.kind),
        length=Length(term.length, unit),
        article=term.article,
        second_length=_length(term.second_length, unit),
        extension=_length(term.extension_length, unit),
        extension_article=term.extension_article,
        statutory=term.is_statutory,
    )
    return Clock(
        norm=norm,
        started_on=term.started_on,
        suspensions=tuple(
            SuspensionRule(each.from_on, SuspensionReason(each.reason), each.until_on)
            for each in suspensions
        ),
        extension=Extension(Length(term.extended_by, unit), term.extension_reason)
        if term.extended_by
        else None,
        ended_on=term.ended_on,
        # Atw 3: an own closing day counts for a norm of our own, never for a term of law.
        closed_on=NO_DAYS if term.is_statutory else closed_days(),
        their_due_on=term.due_on if term.runs_elsewhere else None,
    )


def _length(amount: int | None, unit: Unit) -> Length | None:
    return Length(amount, unit) if amount else None


@dataclass(frozen=True)
class LateNumber:
    """A late answer for who sees no personal data: a number, dates and a network."""

    reference: str
    network: str
    due_on: date
    second_due_on: date | None


def late_in_sponsored(actor: Actor, today: date) -> list[LateNumber]:
    """Late answers in the networks that the actor backs or belongs to, the longest late first."""
    staff = actor.staff_id
    mine = Network.objects.filter(
        Q(administrative_sponsor=staff)
        | Q(political_sponsor=staff)
        | Q(pk__in=Membership.objects.on(today).filter(staff=staff).values("network_id"))
    )
    late = (
        Term.objects.due_by(today - timedelta(days=1))
        .filter(confidential=False, matter__network__in=mine)
        .select_related("matter__network")[:LATE_SHOWN]
    )
    return [
        LateNumber(each.matter.reference, each.matter.network.name, each.due_on, each.second_due_on)
        for each in late
    ]


def suspensions_of(term: Term) -> list[Suspension]:
    """When a clock stood still and why, the first first."""
    return list(Suspension.objects.filter(term=term).order_by("from_on", "pk"))


def with_due_day(matters: MatterQuerySet) -> MatterQuerySet:
    """Each matter with ``due_on``, the day on which its answer is due; None when no clock runs."""
    running = Term.objects.running().filter(matter=OuterRef("pk"), suspended_from__isnull=True)
    return matters.annotate(due_on=Subquery(running.values("due_on")[:1]))
