"""Who waits for whom, since when, by which date, and why that date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.domain.initiatives.queries import Happening, What
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Status
from schakel.domain.terms.models import Term
from schakel.domain.terms.rules import Unit
from schakel.foundation.ui.components import Kind, Tag
from schakel.foundation.ui.words import deadline, long_date


@dataclass(frozen=True)
class Waiting:
    """How it stands, as a tag and sentences."""

    tag: Tag
    sentences: Sequence[str]


def waiting(matter: Matter, term: Term | None, today: date) -> Waiting:
    """Who waits, since when, and by which date."""
    match Status(matter.status):
        case Status.OPEN if matter.waits_for_them:
            return _wait_for_them(matter, term, today)
        case Status.OPEN:
            return _wait_for_us(matter, term, today)
        case Status.ANSWERED:
            return Waiting(Tag(_("answered")), [_answered(matter, term, today)])
        case _:
            return _at_an_end(matter, today)


def _wait_for_us(matter: Matter, term: Term | None, today: date) -> Waiting:
    words = {"name": matter.party.name, "day": long_date(matter.received_at, today)}
    waits = _("%(name)s waits for us since %(day)s.") % words
    again = _reason(matter, _("Opened again: %(reason)s"))
    if term is None or term.ended_on is not None:
        return Waiting(Tag(_("waits for us"), Kind.WATCH), [waits, *again])
    elsewhere = _elsewhere(matter, term)
    if today > term.due_on:
        late = _("The answer was due on %(day)s.") % {"day": long_date(term.due_on, today)}
        return Waiting(Tag(_("late"), Kind.STUCK), [waits, late, *elsewhere, *again])
    due = _("Answer %(deadline)s.") % {"deadline": deadline(term.due_on, today)}
    return Waiting(Tag(_("waits for us"), Kind.WATCH), [waits, due, *elsewhere, *again])


def _elsewhere(matter: Matter, term: Term) -> list[str]:
    if not term.runs_elsewhere:
        return []
    return [_("The term runs in %(system)s. No other one runs here.") % _case(matter)]


def _case(matter: Matter) -> dict[str, str]:
    return {"system": matter.case_system, "number": matter.case_number}


def _wait_for_them(matter: Matter, term: Term | None, today: date) -> Waiting:
    name = {"name": matter.party.name}
    tag = Tag(_("waits for them"))
    if term is None or term.suspended_from is None:
        return Waiting(tag, [_("We wait for %(name)s.") % name])
    words = {**name, "day": long_date(term.suspended_from, today)}
    return Waiting(
        tag,
        [
            _("We wait for %(name)s since %(day)s.") % words,
            _("The term stands still. The date moves along with every day."),
        ],
    )


def _answered(matter: Matter, term: Term | None, today: date) -> str:
    name = {"name": matter.party.name}
    if term is None or term.ended_on is None:
        return _("We answered. The next move is up to %(name)s.") % name
    return _("We answered on %(day)s. The next move is up to %(name)s.") % {
        **name,
        "day": long_date(term.ended_on, today),
    }


def _at_an_end(matter: Matter, today: date) -> Waiting:
    ended = matter.ended_at
    words = {"day": long_date(ended, today) if ended else "", "name": matter.party.name}
    match Status(matter.status):
        case Status.PASSED_ON:
            passed = _("We passed this on to %(to)s on %(day)s.") % {
                **words,
                "to": matter.passed_on_to,
            }
            return Waiting(Tag(_("passed on")), [passed, *_was_heard(matter, today)])
        case Status.WITHDRAWN:
            said = _("%(name)s withdrew this on %(day)s.") % words
            return Waiting(Tag(_("withdrawn")), [said, *_reason(matter, _("Reason: %(reason)s"))])
        case _:
            said = _("This was closed on %(day)s.") % words
            return Waiting(Tag(_("closed")), [said, *_reason(matter, _("Reason: %(reason)s"))])


def _reason(matter: Matter, words: str) -> list[str]:
    return [words % {"reason": matter.end_reason}] if matter.end_reason else []


def _was_heard(matter: Matter, today: date) -> list[str]:
    if matter.was_heard:
        return [_("They were heard there.")]
    if matter.was_heard is not None:
        return [_("They were not heard there.")]
    if matter.ask_heard_on is None:
        return []
    day = long_date(matter.ask_heard_on, today)
    return [_("From %(day)s on we ask whether they were heard.") % {"day": day}]


def why_this_date(term: Term, history: Sequence[Happening], today: date) -> list[str]:
    """The norm, its source, and what moved the date; of a term elsewhere, where it comes from."""
    if term.runs_elsewhere:
        return [_("%(system)s gave this date, for case %(number)s.") % _case(term.matter)]
    counted = _("%(kind)s: %(length)s, counted from %(day)s.") % {
        "kind": str(term.get_kind_display()).capitalize(),
        "length": length(term.length, Unit(term.unit)),
        "day": long_date(term.started_on, today),
    }
    told = [counted, _("Source: %(article)s.") % {"article": term.article}]
    told += [_stood_still(each, today) for each in history if each.what is What.SUSPENSION]
    if term.extended_by:
        told.append(
            _("We took %(length)s more (%(article)s): %(reason)s")
            % {
                "length": length(term.extended_by, Unit(term.unit)),
                "article": term.extension_article,
                "reason": term.extension_reason,
            }
        )
    if term.is_statutory:
        told.append(_("A last day in a weekend or on a holiday moves to the next working day."))
    return told


def _stood_still(change: Happening, today: date) -> str:
    words = {
        "from": long_date(change.from_on, today) if change.from_on else "",
        "why": change.words,
        "article": change.code,
    }
    if change.until_on is None:
        return _("It stands still since %(from)s (%(article)s): %(why)s") % words
    words["until"] = long_date(change.until_on, today)
    return _("It stood still from %(from)s until %(until)s (%(article)s): %(why)s") % words


def length(amount: int, unit: Unit) -> str:
    """ "10 werkdagen"."""
    words = {
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", amount),
        Unit.DAYS: ngettext("%(n)s day", "%(n)s days", amount),
        Unit.WEEKS: ngettext("%(n)s week", "%(n)s weeks", amount),
        Unit.MONTHS: ngettext("%(n)s month", "%(n)s months", amount),
    }
    return words[unit] % {"n": amount}
