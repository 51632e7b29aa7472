"""A dossier in words: the same short parts in the same order, on screen, paper and in ODT."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from schakel.domain.connections.models import Carrier
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.continuity.queries.dossier import (
    MOST_MATTERS,
    MOST_PROMISES,
    Address,
    Chapter,
    Dossier,
    Due,
)
from schakel.domain.health.models import Break
from schakel.domain.health.rules import End
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Status
from schakel.domain.parties.models import Channel, Party, PartyRelation
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import STANDS, Course, Side
from schakel.domain.surveys.models import WORD_WORDS
from schakel.domain.surveys.rules import Word
from schakel.domain.terms.models import KIND_WORDS as TERM_WORDS
from schakel.entrypoints.desk.breaks import end_in_words
from schakel.entrypoints.desk.breaks import next_step as next_of_break
from schakel.entrypoints.desk.standings import names_of, next_change, worst_in_words
from schakel.foundation.ui.words import deadline, long_date, sentence_list

# So that one connection is read in ten minutes, on two pages.
MOST_TURNS = 10
LONGEST_SUMMARY = 160
LONGEST_NOTE = 700
LONGEST_MENTION = 80
_CHANNELS = dict(Channel.choices)
_WORDS = dict(WORD_WORDS)
_TERMS = dict(TERM_WORDS)


@dataclass(frozen=True)
class Line:
    """What there is to know, with its facts and what was said of it."""

    words: str
    facts: str = ""
    note: str = ""

    @property
    def lines(self) -> list[str]:
        """Each that says something."""
        return [each for each in (self.words, self.facts, self.note) if each]


@dataclass(frozen=True)
class Part:
    """A short part under its heading; ``nothing`` is said where it holds no lines.

    ``more`` says that not all of it stands here.
    """

    title: str
    lines: tuple[Line, ...]
    nothing: str
    more: str = ""


@dataclass(frozen=True)
class Entry:
    """One connection, ready to be read; ``next`` is its next step in a sentence."""

    number: int
    title: str
    about: str
    next: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Turn:
    """A day on which the story took a turn."""

    on: date
    line: Line


def entry_of(dossier: Dossier, today: date) -> Entry:
    """In a fixed order: who knows one dossier finds the way in every other."""
    next_lines = tuple(_next(dossier, today))
    return Entry(
        number=dossier.connection.pk,
        title=names_of(dossier.connection),
        about=_about(dossier),
        next=next_lines[0].words if next_lines else _("Nothing has to be done now."),
        parts=(
            Part(_("Who they are"), tuple(_who(dossier)), _("Nothing was written down.")),
            Part(
                _("How to reach them, and how not"),
                tuple(_reach(dossier)),
                _("Nothing was written down."),
            ),
            Part(
                _("Why we are in touch"), tuple(_why(dossier, today)), _("That was not agreed yet.")
            ),
            Part(_("The story in short"), _story(dossier, today), _("Nothing happened yet.")),
            Part(
                _("What was promised"),
                tuple(_promise(each, today) for each in dossier.promises),
                _("Nothing was promised."),
                _more(len(dossier.promises), MOST_PROMISES),
            ),
            Part(
                _("What is open"),
                tuple(_open(dossier, today)),
                _("Nothing is open."),
                _more(len(dossier.chapters), MOST_MATTERS),
            ),
            Part(
                _("What was disappointing"),
                tuple(_disappointing(dossier, today)),
                _("Nothing was written down."),
            ),
            Part(
                _("Who vouches for them"),
                tuple(_vouching(dossier)),
                _("Nobody, as far as we know."),
            ),
            Part(
                _("Who else knows them"),
                tuple(_known(dossier, today)),
                _("Nobody, as far as we know."),
            ),
            Part(
                _("A last word of who carried it"),
                tuple(_last_words(dossier, today)),
                _("Nobody left one."),
            ),
            Part(_("The next step"), next_lines, _("Nothing has to be done now.")),
        ),
    )


def _more(count: int, most: int) -> str:
    """Who reads for ten minutes does not read all there is."""
    return "" if count < most else _("These come first. The page of the contact has the others.")


def _about(dossier: Dossier) -> str:
    found = dossier.connection
    named = [
        found.theme.name if found.theme else "",
        found.area.name if found.area else "",
        found.network.name,
    ]
    if found.is_confidential:
        named.append(_("in confidence: only for who carries it"))
    return " · ".join(each for each in named if each)


def _who(dossier: Dossier) -> Iterator[Line]:
    found, party = dossier.connection, dossier.connection.party
    if found.is_brokered:
        yield Line(_("We introduced these two to each other."))
        return
    kind = capfirst(party.get_kind_display())
    yield Line(
        f"{kind}, {party.get_sector_display()}.",
        _("Works for %(name)s.") % {"name": party.works_for.name} if party.works_for else "",
        _("Speaks: %(language)s.") % {"language": party.language} if party.language != "nl" else "",
    )
    if party.matters_to_them:
        what = Truncator(party.matters_to_them).chars(LONGEST_NOTE)
        yield Line(_("This matters to them: %(what)s") % {"what": what})


def _reach(dossier: Dossier) -> Iterator[Line]:
    party = dossier.connection.party
    if dossier.connection.is_brokered:
        return
    if party.preferred_channel:
        channel = {"channel": party.get_preferred_channel_display()}
        yield Line(_("Prefers: %(channel)s.") % channel)
    avoided = [str(_CHANNELS.get(each, each)) for each in party.avoid_channels]
    if avoided or party.avoid_note:
        not_so = _("Not by: %(channels)s.") % {"channels": sentence_list(avoided)}
        words = [not_so if avoided else _("How not:"), party.avoid_note]
        yield Line(" ".join(each for each in words if each))
    yield from (_address(each) for each in dossier.addresses)
    if party.postal_address:
        yield Line(party.postal_address)


def _address(address: Address) -> Line:
    facts = "" if address.works else _("does not work")
    return Line(f"{capfirst(str(address.kind.label))}: {address.address}", facts)


def _why(dossier: Dossier, today: date) -> Iterator[Line]:
    found = dossier.connection
    if found.purpose:
        yield Line(found.purpose)
    days = [timezone.localdate(found.created_at)]
    days += [timezone.localdate(each.matter.received_at) for each in dossier.chapters]
    yield Line(_("In touch since %(day)s.") % {"day": long_date(min(days), today)})
    if found.agreed_rhythm_days:
        often = {"n": round(found.agreed_rhythm_days)}
        yield Line(_("You agreed to speak each other every %(n)s days.") % often)
    if found.resting_until and found.resting_until > today:
        day = {"day": long_date(found.resting_until, today)}
        yield Line(_("You agreed to rest until %(day)s.") % day)


def _story(dossier: Dossier, today: date) -> tuple[Line, ...]:
    """How it began, and its newest turns; never every contact."""
    turns = sorted(_turns(dossier, today), key=lambda each: each.on, reverse=True)
    if len(turns) > MOST_TURNS:
        turns = [*turns[: MOST_TURNS - 1], turns[-1]]
    return tuple(turn.line for turn in turns)


def _turns(dossier: Dossier, today: date) -> Iterator[Turn]:
    for chapter in dossier.chapters:
        yield from _turns_of(chapter, today)
    yield from (_met(each, today) for each in dossier.meetings)
    for found in dossier.breaks:
        yield _stuck(found, today)
        if found.ended_on and found.end == End.REPAIRED:
            day = long_date(found.ended_on, today)
            yield Turn(found.ended_on, Line(_("Repaired, they say."), day))


def _turns_of(chapter: Chapter, today: date) -> Iterator[Turn]:
    """How a matter came in, was answered, opened again and ended."""
    matter = chapter.matter
    yield _turn(matter.received_at, today, _("They came with: %(what)s."), matter)
    for day in chapter.answered_on:
        yield _turn(day, today, _("We answered: %(what)s."), matter)
    for at in chapter.reopened_at:
        yield _turn(at, today, _("Opened again: %(what)s."), matter)
    if matter.status == Status.PASSED_ON and matter.passed_on_at:
        yield _turn(matter.passed_on_at, today, _("Passed on to others: %(what)s."), matter)
    elif matter.ended_at:
        yield _turn(matter.ended_at, today, _("Closed: %(what)s."), matter, matter.end_reason)


def _turn(at: date | datetime, today: date, words: str, about: Matter, note: str = "") -> Turn:
    day = timezone.localdate(at) if isinstance(at, datetime) else at
    told = words % {"what": about.shown_subject}
    return Turn(day, Line(told, long_date(day, today), note))


def _met(meeting: ContactMoment, today: date) -> Turn:
    day = timezone.localdate(meeting.happened_at)
    by = f" · {meeting.staff.shown_name}" if meeting.staff else ""
    summary = Truncator(meeting.summary).chars(LONGEST_SUMMARY)
    return Turn(day, Line(_("Met: %(what)s") % {"what": summary}, f"{long_date(day, today)}{by}"))


def _stuck(found: Break, today: date) -> Turn:
    what = {"what": found.get_signal_display()}
    return Turn(found.since, Line(_("Stuck: %(what)s.") % what, long_date(found.since, today)))


def _promise(promise: Promise, today: date) -> Line:
    """In the words given: by whom, on whose mandate, by when, and what became of it."""
    told = [_given(promise, today)]
    if promise.due_on:
        told.append(f"{capfirst(deadline(promise.due_on, today))}.")
    else:
        told.append(_("No date was agreed."))
    told.append(f"{capfirst(promise.get_course_display())}.")
    return Line(f"“{promise.words}”", " ".join(told), promise.reason)


def _given(promise: Promise, today: date) -> str:
    words = {"day": long_date(promise.made_on, today)}
    if promise.side == Side.THEIRS or promise.given_by is None:
        return _("Promised by them on %(day)s.") % words
    words["name"] = promise.given_by.shown_name
    if not promise.mandate:
        return _("Promised by %(name)s on %(day)s.") % words
    words["mandate"] = promise.mandate
    return _("Promised by %(name)s on %(day)s, on behalf of %(mandate)s.") % words


def _open(dossier: Dossier, today: date) -> Iterator[Line]:
    for chapter in dossier.chapters:
        matter = chapter.matter
        if matter.ended_at is None:
            yield Line(
                f"{capfirst(matter.get_kind_display())}: {matter.shown_subject}.",
                _by_when(chapter.due, today),
                _("We wait for them.") if matter.waits_for_them else "",
            )
    for promise in dossier.promises:
        if promise.course in STANDS and promise.due_on:
            words = Truncator(promise.words).chars(LONGEST_MENTION)
            day = f"{capfirst(deadline(promise.due_on, today))}."
            yield Line(_("Promised: “%(words)s”") % {"words": words}, day)


def _by_when(due: Due | None, today: date) -> str:
    if due is None:
        return _("No term runs.")
    if due.stands_still:
        return _("The term stands still.")
    words = {"what": capfirst(str(_TERMS[due.kind.value])), "day": deadline(due.on, today)}
    told = _("%(what)s, %(day)s.") % words
    return f"{told} {_('That is too late.')}" if due.on < today else told


def _disappointing(dossier: Dossier, today: date) -> Iterator[Line]:
    for found in dossier.breaks:
        yield _broke(dossier, found, today)
    for said in dossier.words:
        if said.word is not Word.GOOD:
            day = long_date(said.given_at, today)
            words = Truncator(said.own_words).chars(LONGEST_NOTE)
            yield Line(f"{said.by}: {_WORDS[said.word.value]}.", day, f"“{words}”" if words else "")
    for promise in dossier.promises:
        if promise.course in {Course.BROKEN, Course.WITHDRAWN}:
            course = capfirst(promise.get_course_display())
            yield Line(f"{course}: “{promise.words}”", promise.reason)


def _broke(dossier: Dossier, found: Break, today: date) -> Line:
    since = {"day": long_date(found.since, today), "what": found.get_signal_display()}
    told = [_("Cause: %(cause)s.") % {"cause": found.get_cause_display()}] if found.cause else []
    if found.ended_on is not None:
        over = {
            "day": long_date(found.ended_on, today),
            "end": end_in_words(End(found.end), dossier.connection),
        }
        told.append(_("Over since %(day)s: %(end)s.") % over)
    else:
        told.append(_("This is not over."))
    return Line(_("Stuck since %(day)s: %(what)s.") % since, " ".join(told), found.end_reason)


def _vouching(dossier: Dossier) -> Iterator[Line]:
    if dossier.connection.is_brokered:
        return
    if dossier.connection.party.vouched_by:
        yield Line(dossier.connection.party.vouched_by)
    for chapter in dossier.chapters:
        if chapter.matter.supporter:
            what = {"name": chapter.matter.supporter, "what": chapter.matter.shown_subject}
            yield Line(_("%(name)s supports: %(what)s.") % what)


def _known(dossier: Dossier, today: date) -> Iterator[Line]:
    """Colleagues who carry or carried something of them, and whom they belong with."""
    yield from (_carrier(each, today) for each in dossier.carriers)
    named = {each.staff_id for each in dossier.carriers}
    for carrier in dossier.known_by:
        if carrier.staff_id not in named:
            named.add(carrier.staff_id)
            yield _carrier(carrier, today)
    if dossier.connection.is_brokered:
        return
    party = dossier.connection.party
    yield from (_relation(each, party, today) for each in dossier.relations)
    for other in dossier.brokered:
        names = [each.name for each in other.parties if each.pk != party.pk]
        yield Line(_("We introduced them to %(name)s.") % {"name": sentence_list(names)})


def _carrier(carrier: Carrier, today: date) -> Line:
    words = {
        "name": carrier.staff.shown_name,
        "from": long_date(carrier.from_at, today),
        "until": long_date(carrier.until_at, today) if carrier.until_at else "",
    }
    unit = carrier.staff.unit.name if carrier.staff.unit else ""
    if carrier.until_at:
        return Line(_("%(name)s, from %(from)s until %(until)s") % words, unit)
    if carrier.rank == CarrierRank.FIRST:
        return Line(_("%(name)s, contact person since %(from)s") % words, unit)
    return Line(_("%(name)s, deputy since %(from)s") % words, unit)


def _relation(relation: PartyRelation, party: Party, today: date) -> Line:
    told = f"{relation.party.name} {relation.get_kind_display()} {relation.other.name}."
    if relation.until_on is None or relation.until_on > today:
        return Line(told)
    return Line(told, _("Until %(day)s.") % {"day": long_date(relation.until_on, today)})


def _last_words(dossier: Dossier, today: date) -> Iterator[Line]:
    for word in dossier.last_words:
        yield Line(word.text, f"{word.by}, {long_date(word.at, today)}")


def _next(dossier: Dossier, today: date) -> Iterator[Line]:
    """What has to be done first: of what is stuck, of the weakest link, else to stay in touch."""
    found, standing = dossier.connection, dossier.standing
    if found.completed_on:
        day = long_date(found.completed_on, today)
        yield Line(_("This was completed on %(day)s.") % {"day": day})
        return
    for each in dossier.breaks:
        if each.ended_on is None:
            yield Line(next_of_break(each, today))
    if standing is not None and standing.signals:
        yield Line(worst_in_words(standing, today), next_change(standing, today))
    yield from _first_due(dossier, today)
    if found.silent_on and found.silent_on > today and not found.is_brokered:
        day = long_date(found.silent_on, today)
        yield Line(_("Speak them before %(day)s, then the contact stays good.") % {"day": day})


def _first_due(dossier: Dossier, today: date) -> Iterable[Line]:
    """What comes first of what we owe them."""
    days = [
        (each.due.on, each.matter.shown_subject)
        for each in dossier.chapters
        if each.due is not None and not each.due.stands_still
    ]
    days += [
        (each.due_on, f"“{Truncator(each.words).chars(LONGEST_MENTION)}”")
        for each in dossier.promises
        if each.due_on and each.course in STANDS and each.side == Side.OURS
    ]
    if not days:
        return []
    day, what = min(days)
    told = {"what": what, "day": deadline(day, today)}
    return [Line(_("First is: %(what)s, %(day)s.") % told)]
