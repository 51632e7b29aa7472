"""What in answers, mails and notes of late may be a promise: offered, recorded in one click."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.domain.arrivals.models import Arrival
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.parties.models import Channel
from schakel.domain.promises.rules import Side, Suggestion, suggestions
from schakel.foundation.ui.components import Row, Step
from schakel.foundation.ui.words import deadline, long_date

# Who did not record it by then, did not want to.
OFFERED_FOR = timedelta(days=14)
OFFERED_AT_ONCE = 5


def offered_rows(
    contacts: Iterable[ContactMoment], recorded: Iterable[str], matter_id: int, today: date
) -> list[Row]:
    """The newest first, without what was ``recorded`` in the same words. No queries."""
    rows: dict[str, Row] = {}
    for contact in contacts:
        written_on = timezone.localdate(contact.happened_at)
        if contact.taken_back_at is not None or written_on < today - OFFERED_FOR:
            continue
        for found in _found(contact, written_on):
            rows.setdefault(found.words, _row(found, contact, written_on, matter_id, today))
    known = {_plain(each) for each in recorded}
    return [row for words, row in rows.items() if _plain(words) not in known][:OFFERED_AT_ONCE]


def offered_in(mail: Arrival) -> list[Suggestion]:
    """What in a mail that waits may be a promise, as far as it says who gives it. No queries."""
    written_on = timezone.localdate(mail.arrived_at)
    writer = Side.THEIRS if mail.colleague_id is None else Side.OURS
    found = {
        each.words: each
        for each in suggestions(mail.reply or mail.text, written_on, writer)
        if each.is_own or each.side is Side.THEIRS
    }
    return list(found.values())[:OFFERED_AT_ONCE]


def promise_words(promise: Suggestion, today: date) -> str:
    """Who promises it, in which words, and by when."""
    by = _("We, to them") if promise.side is Side.OURS else _("They, to us")
    said = f"{by}: “{promise.words}”"
    return f"{said} ({deadline(promise.due_on, today)})" if promise.due_on else said


def _found(contact: ContactMoment, written_on: date) -> Iterator[Suggestion]:
    """Of a conversation, which was offered when it was recorded, only what others promised."""
    is_conversation = Direction(contact.direction) is Direction.BOTH_WAYS
    for each in suggestions(contact.summary, written_on, _writer(contact)):
        if not is_conversation or (each.side is Side.OURS and not each.is_own):
            yield each


def _writer(contact: ContactMoment) -> Side:
    """Whose words these are: a mail that came in is theirs, a note of it by a colleague is ours."""
    came_in = Direction(contact.direction) is Direction.INBOUND
    is_theirs = contact.recorded_by_id is None or contact.channel == Channel.MAIL
    return Side.THEIRS if came_in and is_theirs else Side.OURS


def _row(
    found: Suggestion, contact: ContactMoment, written_on: date, matter_id: int, today: date
) -> Row:
    is_ours = found.side is Side.OURS
    giver = contact.staff_id if is_ours and found.is_own else None
    why = [_("We, to them") if is_ours else _("They, to us"), long_date(written_on, today)]
    return Row(
        what=f"“{found.words}”",
        why=" · ".join([*why, *([deadline(found.due_on, today)] if found.due_on else [])]),
        steps=(
            Step(
                _("Record it as a promise"),
                reverse("promise-record", args=[matter_id]),
                post=True,
                values={
                    "offered": "yes",
                    "words": found.words,
                    "side": found.side.value,
                    "given_by": str(giver or ""),
                    "made_on": written_on.isoformat(),
                    "due_on": found.due_on.isoformat() if found.due_on else "",
                },
            ),
        ),
    )


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
