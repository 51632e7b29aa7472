"""Decisions about promises: their course, the day that words name, and what may be a promise."""

from schakel.domain.promises.rules.course import (
    FOLLOWS,
    NEEDS_REASON,
    STANDS,
    WORKING_DAYS_TO_CONFIRM,
    Course,
    Side,
    check_may_settle,
    check_move,
    check_record,
    check_renegotiate,
    check_words,
    is_overdue,
    is_told,
    is_unconfirmed,
    who_confirms_by,
    who_keeps,
)
from schakel.domain.promises.rules.days import due_day
from schakel.domain.promises.rules.sentences import Suggestion, suggestions
from schakel.domain.promises.rules.told import Told, is_named, told_in

__all__ = [
    "FOLLOWS",
    "NEEDS_REASON",
    "STANDS",
    "WORKING_DAYS_TO_CONFIRM",
    "Course",
    "Side",
    "Suggestion",
    "Told",
    "check_may_settle",
    "check_move",
    "check_record",
    "check_renegotiate",
    "check_words",
    "due_day",
    "is_named",
    "is_overdue",
    "is_told",
    "is_unconfirmed",
    "suggestions",
    "told_in",
    "who_confirms_by",
    "who_keeps",
]
