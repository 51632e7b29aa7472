"""How long each kind of term lasts, and where that is laid down."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from schakel.domain.matters.rules import Kind
from schakel.foundation.kernel.refused import Refused


class TermKind(StrEnum):
    RECEIPT = "receipt"
    FIRST_ANSWER = "first_answer"
    DECISION = "decision"
    CITIZENS_MOTION = "citizens_motion"
    RIGHT_TO_CHALLENGE = "right_to_challenge"
    COMPLAINT = "complaint"
    OBJECTION = "objection"
    WOO_REQUEST = "woo_request"
    NOTICE_OF_DEFAULT = "notice_of_default"


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True)
class Length:
    amount: int
    unit: Unit


@dataclass(frozen=True)
class Norm:
    """How long a kind of term lasts, and where that is laid down.

    ``second_length``, counted from the same start, ends on the second due day, after which the
    sponsor hears of it. ``extension`` is the longest that ``extension_article`` allows.
    """

    kind: TermKind
    length: Length
    article: str
    second_length: Length | None = None
    extension: Length | None = None
    extension_article: str = ""
    statutory: bool = False


def _weeks(amount: int) -> Length:
    return Length(amount, Unit.WEEKS)


def _working_days(amount: int) -> Length:
    return Length(amount, Unit.WORKING_DAYS)


# With what a tenant begins, and may change. A second due day two weeks after a term of law is a
# service norm: after two weeks in default a penalty could run (Awb 4:17 lid 3).
DEFAULT_NORMS: Mapping[TermKind, Norm] = {
    norm.kind: norm
    for norm in (
        Norm(
            TermKind.RECEIPT,
            length=Length(0, Unit.DAYS),
            second_length=_working_days(2),
            article="Awb afdeling 2.3",
            statutory=True,
        ),
        Norm(
            TermKind.FIRST_ANSWER,
            length=_working_days(10),
            second_length=_working_days(20),
            extension=_working_days(10),
            extension_article="servicenorm",
            article="servicenorm",
        ),
        Norm(
            TermKind.DECISION,
            length=_weeks(8),
            second_length=_weeks(10),
            extension=_weeks(8),
            extension_article="Awb 4:14 lid 3",
            article="Awb 4:13",
            statutory=True,
        ),
        Norm(
            TermKind.CITIZENS_MOTION,
            length=_weeks(12),
            second_length=_weeks(14),
            article="verordening burgerinitiatief",
        ),
        Norm(
            TermKind.RIGHT_TO_CHALLENGE,
            length=_weeks(10),
            second_length=_weeks(12),
            article="participatieverordening",
        ),
        Norm(
            TermKind.COMPLAINT,
            length=_weeks(6),
            second_length=_weeks(8),
            extension=_weeks(4),
            extension_article="Awb 9:11 lid 2",
            article="Awb 9:11 lid 1",
            statutory=True,
        ),
        Norm(
            TermKind.OBJECTION,
            length=_weeks(6),
            second_length=_weeks(8),
            extension=_weeks(6),
            extension_article="Awb 7:10 lid 3",
            article="Awb 7:10 lid 1",
            statutory=True,
        ),
        Norm(
            TermKind.WOO_REQUEST,
            length=_weeks(4),
            second_length=_weeks(6),
            extension=_weeks(2),
            extension_article="Woo 4.4 lid 2",
            article="Woo 4.4 lid 1",
            statutory=True,
        ),
        Norm(
            TermKind.NOTICE_OF_DEFAULT,
            length=_weeks(2),
            second_length=_weeks(3),
            article="Awb 4:17 lid 3",
            statutory=True,
        ),
    )
}

# With an advisory committee the law gives more: Awb 7:10 lid 1, Awb 9:11 lid 1.
LONGEST_BY_LAW: Mapping[TermKind, Length] = {
    TermKind.DECISION: _weeks(8),
    TermKind.COMPLAINT: _weeks(10),
    TermKind.OBJECTION: _weeks(12),
    TermKind.WOO_REQUEST: _weeks(4),
    TermKind.NOTICE_OF_DEFAULT: _weeks(2),
}
# A year: what takes longer is no answer.
LONGEST_OF_OUR_OWN: Mapping[Unit, int] = {
    Unit.WORKING_DAYS: 260,
    Unit.DAYS: 366,
    Unit.WEEKS: 52,
    Unit.MONTHS: 12,
}
# That a receipt goes out at once is no choice.
CHOSEN_HERE = tuple(kind for kind in TermKind if kind is not TermKind.RECEIPT)


def check_norm(kind: TermKind, amount: int, second_amount: int, article: str) -> None:
    """Refused when longer than the law allows, without a source, or when the second is no later.

    Amounts are in the unit of the default of that kind.
    """
    default = DEFAULT_NORMS[kind]
    unit = default.length.unit
    if kind not in CHOSEN_HERE:
        raise Refused("norm_is_fixed")
    if amount < 1:
        raise Refused("norm_too_short")
    longest = LONGEST_BY_LAW.get(kind)
    if longest is not None and amount > longest.amount:
        raise Refused(
            "norm_longer_than_law", article=default.article, most=longest.amount, unit=unit
        )
    if amount > LONGEST_OF_OUR_OWN[unit]:
        raise Refused("norm_too_long", most=LONGEST_OF_OUR_OWN[unit], unit=unit)
    if not amount < second_amount <= 2 * LONGEST_OF_OUR_OWN[unit]:
        raise Refused("norm_second_not_later", amount=amount, unit=unit)
    if not article.strip():
        raise Refused("norm_needs_source")


# Which term a matter of this kind starts. What is not ours keeps a term until it is passed on.
TERM_FOR: Mapping[Kind, TermKind] = {
    Kind.UNSORTED: TermKind.FIRST_ANSWER,
    Kind.IDEA: TermKind.FIRST_ANSWER,
    Kind.QUESTION: TermKind.FIRST_ANSWER,
    Kind.REPORT: TermKind.FIRST_ANSWER,
    Kind.NOT_OURS: TermKind.FIRST_ANSWER,
    Kind.COMPLAINT: TermKind.COMPLAINT,
    Kind.OBJECTION: TermKind.OBJECTION,
    Kind.WOO_REQUEST: TermKind.WOO_REQUEST,
    Kind.NOTICE_OF_DEFAULT: TermKind.NOTICE_OF_DEFAULT,
}
