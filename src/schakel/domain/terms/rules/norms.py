"""How long each kind of term lasts, and where that is laid down."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from schakel.domain.matters.rules import Kind


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
