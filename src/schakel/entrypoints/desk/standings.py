"""How a connection stands, in words: each signal with its evidence, since when, and what next."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.connections.models import Connection
from schakel.domain.health.models import Standing
from schakel.domain.health.rules import Level, SignalKind
from schakel.domain.health.rules import State as StandingState
from schakel.foundation.ui.components import Kind, Row, State, Step, Tag
from schakel.foundation.ui.words import long_date, sentence_list

Kept = Mapping[str, Any]

_TAGS = {
    StandingState.GOOD: (gettext_lazy("good"), Kind.GOOD),
    StandingState.STRAINED: (gettext_lazy("watch"), Kind.WATCH),
    StandingState.BROKEN: (gettext_lazy("stuck"), Kind.STUCK),
    StandingState.RESTING: (gettext_lazy("rest"), Kind.REST),
    StandingState.COMPLETED: (gettext_lazy("completed"), Kind.REST),
}


def about_of(connection: Connection) -> str:
    """About which theme and area it is: with some there is more than one connection."""
    return " · ".join(each.name for each in (connection.theme, connection.area) if each is not None)


def names_of(connection: Connection) -> str:
    """With whom it is; of two whom we introduced, both."""
    return sentence_list([each.name for each in connection.parties])


def last_told(connection: Connection, today: date) -> str:
    """When two whom we introduced last told of contact."""
    if connection.last_contact_on is None:
        return _("They told of no contact yet.")
    day = long_date(connection.last_contact_on, today)
    return _("They last told of contact on %(day)s.") % {"day": day}


def tag_of(standing: Standing) -> Tag:
    """Goed, let op, vastgelopen, rust or afgerond."""
    label, kind = _TAGS[StandingState(standing.state)]
    return Tag(str(label), kind)


def link_of(standing: Standing) -> State:
    """How it looks as a link of a chain: whole, thin or open."""
    links = {StandingState.BROKEN: State.OPEN, StandingState.STRAINED: State.THIN}
    return links.get(StandingState(standing.state), State.WHOLE)


def reasons(standing: Standing, today: date) -> list[Row]:
    """Every signal that holds, the worst first: what it rests on and what can be done."""
    return [_reason(each, standing, today) for each in standing.signals]


def worst_in_words(standing: Standing, today: date) -> str:
    """The sentence of the weakest link; empty where nothing asks attention."""
    return _told(standing.signals[0], standing, today) if standing.signals else ""


def next_change(standing: Standing, today: date) -> str:
    """When this changes by itself, in words; empty when it never does."""
    if standing.changes_on is None or standing.changes_on <= today:
        return ""
    day = long_date(standing.changes_on, today)
    return _("If nothing happens, this changes on %(day)s.") % {"day": day}


def _reason(kept: Kept, standing: Standing, today: date) -> Row:
    is_broken = kept["level"] == Level.BROKEN
    since = long_date(date.fromisoformat(kept["since"]), today)
    return Row(
        state=State.OPEN if is_broken else State.THIN,
        tag=Tag(_("stuck"), Kind.STUCK) if is_broken else Tag(_("watch"), Kind.WATCH),
        what=_told(kept, standing, today),
        why=_("Since %(day)s.") % {"day": since},
        steps=_steps(kept, standing),
    )


def _told(kept: Kept, standing: Standing, today: date) -> str:
    told = _sentence_between if standing.connection.is_brokered else _sentence
    return told(kept, today)


def _sentence(kept: Kept, today: date) -> str:
    return _SENTENCES[SignalKind(kept["kind"])](kept, today)


def _sentence_between(kept: Kept, today: date) -> str:
    """Of two whom we introduced, where that reads differently than of one and us."""
    is_broken = kept["level"] == Level.BROKEN
    match SignalKind(kept["kind"]):
        case SignalKind.SILENCE:
            return _("We heard nothing for long of how it goes between them.")
        case SignalKind.THEIR_WORD if is_broken:
            return _("One of them says that it does not go.")
        case SignalKind.THEIR_WORD:
            return _("One of them says that it could be better.")
        case SignalKind.REACH if is_broken:
            return _("Mail to every address of both came back.")
        case SignalKind.REACH:
            return _("Mail to an address of one of them came back.")
        case _:
            return _sentence(kept, today)


def _days(kept: Kept) -> list[date]:
    return [date.fromisoformat(each["on"]) for each in kept["evidence"] if each["on"]]


def _unanswered(kept: Kept, today: date) -> str:
    words = {"day": long_date(_days(kept)[0], today)}
    if kept["level"] == Level.BROKEN:
        return _("They wait for an answer. The last day was %(day)s, the second one too.") % words
    return _("They wait for an answer. The last day was %(day)s.") % words


def _promise(kept: Kept, today: date) -> str:
    words = {"day": long_date(_days(kept)[0], today)}
    if kept["level"] == Level.BROKEN:
        return _("We promised something for %(day)s. It was not done, and no other day agreed.") % (
            words
        )
    return _("We promised something for %(day)s. It was not done yet.") % words


def _silence(kept: Kept, today: date) -> str:
    if kept["level"] == Level.BROKEN:
        return _("No contact is recorded for long, while they expect something of us.")
    return _("No contact is recorded for longer than you are used to.")


def _carrier(kept: Kept, today: date) -> str:
    if kept["level"] == Level.BROKEN:
        return _("Nobody is there for them now: who carries this left, or is away.")
    return _("One person carries this. If that person goes, the contact is lost.")


def _reach(kept: Kept, today: date) -> str:
    if any(each["what"] == "address" for each in kept["evidence"]):
        if kept["level"] == Level.BROKEN:
            return _("Mail to every address that we know came back.")
        return _("Mail to one of their addresses came back.")
    count = len(kept["evidence"])
    return ngettext(
        "We tried to reach them %(count)s time, without success.",
        "We tried to reach them %(count)s times, without success.",
        count,
    ) % {"count": count}


def _repeated(kept: Kept, today: date) -> str:
    count = len(kept["evidence"])
    return ngettext(
        "They asked the same %(count)s time, without an answer.",
        "They asked the same %(count)s times, without an answer.",
        count,
    ) % {"count": count}


def _their_word(kept: Kept, today: date) -> str:
    if kept["level"] == Level.BROKEN:
        return _("They say that it does not go.")
    return _("They say that it could be better.")


def _anchoring(kept: Kept, today: date) -> str:
    return _("Its network lacks something in the organisation: hours, or somebody behind it.")


_SENTENCES: Mapping[SignalKind, Callable[[Kept, date], str]] = {
    SignalKind.UNANSWERED: _unanswered,
    SignalKind.PROMISE: _promise,
    SignalKind.SILENCE: _silence,
    SignalKind.CARRIER: _carrier,
    SignalKind.REACH: _reach,
    SignalKind.REPEATED: _repeated,
    SignalKind.THEIR_WORD: _their_word,
    SignalKind.ANCHORING: _anchoring,
}


def _steps(kept: Kept, standing: Standing) -> tuple[Step, ...]:
    """What can be done about it, where that is one page."""
    if SignalKind(kept["kind"]) is SignalKind.ANCHORING:
        url = reverse("anchoring-network", args=[kept["evidence"][0]["number"]])
        return (Step(_("Who stands behind it"), url),)
    if standing.connection.is_brokered:
        return ()
    about = f"connection-{standing.connection_id}"
    record = f"{reverse('contact')}?party={standing.connection.party_id}&about={about}"
    match SignalKind(kept["kind"]):
        case SignalKind.REPEATED:
            url = reverse("matter", args=[kept["evidence"][0]["number"]])
            return (Step(_("Answer"), url),)
        case SignalKind.SILENCE | SignalKind.THEIR_WORD | SignalKind.REACH:
            return (Step(_("we did speak"), record),)
        case _:
            return ()
