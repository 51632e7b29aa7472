"""What may be kept, read along and sent, by whom and when."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from schakel.foundation.kernel.actor import Actor
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.kernel.working_days import NO_DAYS, add_working_days, is_working_day

WORKING_DAYS_TO_READ = 1
LONGEST_WAIT = timedelta(days=60)
LONGEST_REMARK = 1_000
MOST_FILES = 10
LONGEST_NAME = 80


class Purpose(StrEnum):
    """What is being written: the answer in content, or word of how it stands."""

    ANSWER = "answer"
    INTERIM = "interim"


class Verdict(StrEnum):
    """What a second reader says; the writer decides."""

    AGREED = "agreed"
    RATHER_NOT = "rather_not"


def clean(text: str) -> str:
    """Without spaces around, and with the line ends that every browser gives: one text is one."""
    return text.replace("\r\n", "\n").strip()


def writer_of(actor: Actor) -> int:
    """The colleague who writes; Refused for anybody else."""
    if actor.staff_id is None:
        raise Refused("matter_not_yours")
    return actor.staff_id


def check_later(
    *,
    send_at: datetime,
    send_on: date,
    now: datetime,
    due_on: date | None,
    after_term: bool,
    closed: frozenset[date] = NO_DAYS,
) -> None:
    """Refused in the past, on a day off, too far ahead, and after the term unless that is meant.

    ``send_on`` is the day of ``send_at`` in the time zone of the institution.
    """
    if send_at <= now:
        raise Refused("later_is_past")
    if not is_working_day(send_on, closed):
        raise Refused("later_needs_working_day", send_on=send_on)
    if send_at > now + LONGEST_WAIT:
        raise Refused("later_is_too_far", latest=(now + LONGEST_WAIT).date())
    if due_on is not None and send_on > due_on and not after_term:
        raise Refused("later_is_after_term", due_on=due_on)


def reads_until(asked_at: datetime, asked_on: date, closed: frozenset[date] = NO_DAYS) -> datetime:
    """Until when we wait for a second reader: the same hour on the next working day."""
    return asked_at + (add_working_days(asked_on, WORKING_DAYS_TO_READ, closed) - asked_on)


def check_reader(*, reader: int, writer: int | None, may_see: Collection[int]) -> None:
    """Refused unless it is a colleague who may see the matter."""
    if reader == writer:
        raise Refused("reader_is_writer")
    if reader not in may_see:
        raise Refused("reader_may_not_see")


def check_verdict(*, actor: Actor, reader: int | None, waits: bool) -> None:
    """Refused for who was not asked, and once the text waits to be sent."""
    if actor.staff_id is None or actor.staff_id != reader:
        raise Refused("draft_not_yours_to_read")
    if waits:
        raise Refused("answer_waits_to_be_sent")


def check_keep(*, waits: bool) -> None:
    """Refused for a text that waits to be sent: first take it back."""
    if waits:
        raise Refused("answer_waits_to_be_sent")


def check_files(count: int) -> None:
    """Refused when more files would go along than somebody can be asked to open."""
    if count > MOST_FILES:
        raise Refused("answer_has_too_many_files", most=MOST_FILES)


def check_standard_text(actor: Actor, name: str, text: str, taken: bool) -> None:
    """Refused for who is no administrator, without name or text, and with a name in use."""
    if not (actor.is_system or actor.has_role("administrator")):
        raise Refused("only_administrators")
    if not name.strip() or not text.strip():
        raise Refused("standard_text_is_empty")
    if taken:
        raise Refused("standard_text_is_known", name=name.strip())
