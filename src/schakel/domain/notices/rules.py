"""Kinds of notices."""

from enum import StrEnum


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


LOUD = frozenset({Kind.NOBODY_REACHABLE, Kind.MESSAGE_FAILED})
