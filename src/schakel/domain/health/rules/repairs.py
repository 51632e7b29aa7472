"""What could repair a break, by its cause: who calls, what to say first, whom to bring.

The first eight causes are the complaints of the national ombudsman's report 2009/180. What is
suggested there follows its three demands: clear choices beforehand, a constructive attitude,
careful information. The others are our own. An institution may say each in its own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from schakel.domain.health.rules.breaks import Cause

# Report 2009/180 of the national ombudsman, "We gooien het de inspraak in".
OF_THE_OMBUDSMAN = frozenset(
    {
        Cause.ALREADY_DECIDED,
        Cause.INVOLVED_TOO_LATE,
        Cause.INPUT_IGNORED,
        Cause.NO_INFORMATION,
        Cause.EXPECTATIONS_MISMATCH,
        Cause.NOT_CAREFUL,
        Cause.NO_CONVERSATION,
        Cause.UNCLEAR_INFORMATION,
    }
)


class Caller(StrEnum):
    """Who should be the one to call."""

    OWNER = "owner"
    WHO_DECIDED = "who_decided"
    WHO_WAS_WRONG = "who_was_wrong"
    NEW_CARRIER = "new_carrier"
    SPONSOR = "sponsor"


class Opening(StrEnum):
    """What to say first."""

    WHAT_IS_FIXED = "what_is_fixed"
    WE_CAME_LATE = "we_came_late"
    WHAT_WE_DID_WITH_IT = "what_we_did_with_it"
    WHERE_IT_STANDS = "where_it_stands"
    WHAT_THEY_EXPECT = "what_they_expect"
    WHAT_WENT_WRONG = "what_went_wrong"
    HOW_THEY_ARE = "how_they_are"
    IN_PLAIN_WORDS = "in_plain_words"
    WHO_TAKES_OVER = "who_takes_over"
    WHICH_WAY_SUITS = "which_way_suits"
    WHO_STANDS_BEHIND_IT = "who_stands_behind_it"
    WHICH_ANSWER_HOLDS = "which_answer_holds"


class Company(StrEnum):
    """Whom to bring."""

    NOBODY = "nobody"
    WHO_DECIDES = "who_decides"
    WHO_KNOWS_THE_SUBJECT = "who_knows_the_subject"
    DEPUTY = "deputy"
    WHO_THEY_TRUST = "who_they_trust"
    THE_OTHER_WHO_ANSWERED = "the_other_who_answered"


@dataclass(frozen=True)
class Repair:
    """A suggestion; whoever owns the break decides."""

    caller: Caller
    opening: Opening
    company: Company


REPAIRS: Mapping[Cause, Repair] = {
    Cause.ALREADY_DECIDED: Repair(Caller.WHO_DECIDED, Opening.WHAT_IS_FIXED, Company.NOBODY),
    Cause.INVOLVED_TOO_LATE: Repair(Caller.OWNER, Opening.WE_CAME_LATE, Company.WHO_DECIDES),
    Cause.INPUT_IGNORED: Repair(Caller.OWNER, Opening.WHAT_WE_DID_WITH_IT, Company.WHO_DECIDES),
    Cause.NO_INFORMATION: Repair(Caller.OWNER, Opening.WHERE_IT_STANDS, Company.NOBODY),
    Cause.EXPECTATIONS_MISMATCH: Repair(
        Caller.OWNER, Opening.WHAT_THEY_EXPECT, Company.WHO_KNOWS_THE_SUBJECT
    ),
    Cause.NOT_CAREFUL: Repair(Caller.WHO_WAS_WRONG, Opening.WHAT_WENT_WRONG, Company.NOBODY),
    Cause.NO_CONVERSATION: Repair(Caller.OWNER, Opening.HOW_THEY_ARE, Company.NOBODY),
    Cause.UNCLEAR_INFORMATION: Repair(
        Caller.OWNER, Opening.IN_PLAIN_WORDS, Company.WHO_KNOWS_THE_SUBJECT
    ),
    Cause.OWNER_LOST: Repair(Caller.NEW_CARRIER, Opening.WHO_TAKES_OVER, Company.DEPUTY),
    Cause.UNREACHABLE: Repair(Caller.OWNER, Opening.WHICH_WAY_SUITS, Company.WHO_THEY_TRUST),
    Cause.NOT_ANCHORED: Repair(Caller.SPONSOR, Opening.WHO_STANDS_BEHIND_IT, Company.WHO_DECIDES),
    Cause.CONTRADICTORY_ANSWERS: Repair(
        Caller.OWNER, Opening.WHICH_ANSWER_HOLDS, Company.THE_OTHER_WHO_ANSWERED
    ),
}
