"""Reads over terms: norms of the tenant, and a stored term as the rules see it."""

from collections.abc import Iterable

from schakel.domain.organisations.models import ServiceNorm
from schakel.domain.organisations.queries import closed_days
from schakel.domain.terms.models import Suspension, Term
from schakel.domain.terms.rules import (
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
from schakel.foundation.kernel.working_days import NO_DAYS


def norm_for(kind: TermKind) -> Norm:
    """The norm of this tenant, else the one with which a tenant begins."""
    stored = ServiceNorm.objects.filter(kind=kind.value).first()
    if stored is None:
        return DEFAULT_NORMS[kind]
    unit = Unit(stored.unit)
    return Norm(
        kind=kind,
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
    )


def _length(amount: int | None, unit: Unit) -> Length | None:
    return Length(amount, unit) if amount else None
