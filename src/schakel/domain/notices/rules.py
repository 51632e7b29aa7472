"""Kinds of notices, and when a colleague is mailed about what they were told."""

from enum import StrEnum

from schakel.domain.staff.rules import GroupedMail


class Kind(StrEnum):
    """Why a colleague hears of a matter."""

    ASKED_TO_CARRY = "asked_to_carry"
    TERM_APPROACHING = "term_approaching"
    TERM_LATE = "term_late"
    TERM_SECOND_LATE = "term_second_late"
    NEW_CONTACT = "new_contact"
    WANTS_OTHER_CARRIER = "wants_other_carrier"
    NOBODY_REACHABLE = "nobody_reachable"
    MESSAGE_FAILED = "message_failed"
    IMPORT_RECEIPT = "import_receipt"
    CONFIDENCE_BROKEN = "confidence_broken"
    NOT_SENT = "not_sent"
    ONE_VOICE = "one_voice"
    DRAFT_READ = "draft_read"
    READER_SILENT = "reader_silent"
    ANSWER_HELD = "answer_held"
    QUESTION_ANSWERED = "question_answered"
    TASK_ASKED = "task_asked"
    TASK_DUE = "task_due"
    PROMISE_HEARD = "promise_heard"
    PROMISE_DUE = "promise_due"
    MAIL_HELD = "mail_held"
    MAIL_LATE = "mail_late"
    MAILED_DRAFT = "mailed_draft"
    MAIL_NOT_FETCHED = "mail_not_fetched"
    CONNECTION = "connection"
    TAKE_OVER = "take_over"
    BOTH_AWAY = "both_away"
    WELCOME_BACK = "welcome_back"
    ANCHORING = "anchoring"


LOUD = frozenset({Kind.NOBODY_REACHABLE, Kind.MESSAGE_FAILED, Kind.MAIL_NOT_FETCHED})
OF_TERMS = frozenset({Kind.TERM_APPROACHING, Kind.TERM_LATE, Kind.TERM_SECOND_LATE})
# What has a last day that cannot wait for the next grouped mail.
MAILED_AT_ONCE = OF_TERMS | {Kind.PROMISE_HEARD, Kind.TAKE_OVER}
# What asks to do something, and is no news any more once it is done.
OF_ERRANDS = frozenset(
    {Kind.TASK_ASKED, Kind.TASK_DUE, Kind.PROMISE_HEARD, Kind.PROMISE_DUE, Kind.TAKE_OVER}
)
# About a mail that waits, which belongs to no matter yet.
OF_MAIL = frozenset({Kind.MAIL_HELD, Kind.MAIL_LATE})
# What even reaches who wants no mail of what is new.
ALWAYS_TOLD = frozenset({Kind.TERM_SECOND_LATE})
MOST_MAILS_A_WEEK = {
    GroupedMail.WORKING_DAY: 7,
    GroupedMail.TWICE_A_WEEK: 2,
    GroupedMail.WEEK: 1,
    GroupedMail.NEVER: 0,
}


def number_of(noun: str, trigger: str) -> int | None:
    """The number of the task, promise or break that a trigger such as ``task:12`` is about."""
    word, _, rest = trigger.partition(":")
    number = rest.partition(":")[0]
    return int(number) if word == noun and number.isdigit() else None


def terms_told(often: GroupedMail) -> frozenset[Kind]:
    """The notices of terms, and of what they may have promised, that are mailed at once."""
    return ALWAYS_TOLD if often is GroupedMail.NEVER else MAILED_AT_ONCE


def is_mail_due(
    *,
    of_term: bool,
    on_working_day: bool,
    mailed_today: bool,
    mails_this_week: int,
    often: GroupedMail,
) -> bool:
    """Whether a colleague is mailed now about what is new.

    A term of which they are told at once is never held back. All else waits for a working day
    without such a mail, in a week (Monday to Sunday) with fewer than they chose;
    ``mails_this_week`` leaves out those of terms.
    """
    if of_term:
        return True
    return on_working_day and not mailed_today and mails_this_week < MOST_MAILS_A_WEEK[often]
