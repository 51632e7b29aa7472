"""When somebody else speaks for a group: what confirms it, and what is refused."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused

LONGEST_WORDS = 500


class Proof(StrEnum):
    """By what a change is confirmed."""

    BEFORE = "before"
    MEMBER = "member"
    DOCUMENT = "document"


class Course(StrEnum):
    """How far a change is."""

    ASKED = "asked"
    CONTESTED = "contested"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


RUNNING = frozenset({Course.ASKED, Course.CONTESTED})


@dataclass(frozen=True, kw_only=True)
class Given:
    """What confirms a change, as it was told.

    ``witness`` is a second member by number. ``words`` say how the one before said so, which
    document it is and where it lies, or what was said when both were heard.
    """

    proof: Proof
    witness: int | None = None
    words: str = ""
    document_on: date | None = None


def course_of(
    *, contested: datetime | None, confirmed: datetime | None, withdrawn: datetime | None
) -> Course:
    """An end is an end; until then whoever objected is heard."""
    if confirmed is not None:
        return Course.CONFIRMED
    if withdrawn is not None:
        return Course.WITHDRAWN
    return Course.ASKED if contested is None else Course.CONTESTED


def check_may(actor: Actor) -> None:
    """Refused for colleagues who may not write down who somebody is."""
    if actor.is_staff and not actor.has_role("connector", "official", "volunteer"):
        raise Refused("party_not_yours_to_register")


def check_ask(
    actor: Actor,
    *,
    is_group: bool,
    newcomer_is_somebody: bool,
    newcomer_speaks: bool,
    is_running: bool,
) -> None:
    """Refused when there is no group to speak for, or nothing would change."""
    check_may(actor)
    if not is_group:
        raise Refused("spokesperson_of_a_group")
    if not newcomer_is_somebody:
        raise Refused("spokesperson_is_a_person")
    if newcomer_speaks:
        raise Refused("spokesperson_speaks_already")
    if is_running:
        raise Refused("spokesperson_asked_already")


def check_running(course: Course) -> None:
    """Refused when the change came to an end."""
    if course not in RUNNING:
        raise Refused("spokesperson_change_ended")


def check_confirm(
    given: Given,
    *,
    course: Course,
    newcomer: int,
    before: int | None,
    members: frozenset[int],
    reachable: bool,
    on_own_page: bool,
    today: date,
) -> None:
    """Refused unless what confirms it is there; ``reachable``: an address of theirs is checked."""
    check_running(course)
    has_words = bool(given.words.strip())
    if given.proof is Proof.MEMBER:
        if given.witness is None:
            raise Refused("spokesperson_needs_member")
        if given.witness in {newcomer, before} or given.witness not in members:
            raise Refused("spokesperson_second_member")
    if given.proof is Proof.DOCUMENT:
        if not has_words or given.document_on is None:
            raise Refused("spokesperson_needs_document")
        if given.document_on > today:
            raise Refused("spokesperson_document_later")
    if given.proof is Proof.BEFORE and not has_words and not on_own_page:
        raise Refused("spokesperson_needs_words")
    if course is Course.CONTESTED and not has_words and not on_own_page:
        raise Refused("spokesperson_hear_both")
    if not reachable:
        raise Refused("spokesperson_needs_checked_address")


def check_own_page(*, opened_by_mail: bool, has_mail: bool) -> None:
    """Refused on a page opened with a paper code, when there is mail: anybody may hold a paper."""
    if has_mail and not opened_by_mail:
        raise Refused("spokesperson_needs_mail")


def check_contest(course: Course, objection: str) -> None:
    """Refused without words, or when somebody objected before."""
    check_running(course)
    if course is Course.CONTESTED:
        raise Refused("spokesperson_is_contested")
    if not objection.strip():
        raise Refused("spokesperson_needs_objection")
