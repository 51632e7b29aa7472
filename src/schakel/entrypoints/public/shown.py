"""The page of one matter in words: what its templates get, ready to be shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.initiatives.models import PhaseChange
from schakel.domain.matters.models import Handover, Matter
from schakel.domain.matters.queries import Meanwhile
from schakel.domain.matters.rules import Kind, Rank, Status
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import STANDS, Course, Side, is_overdue
from schakel.domain.staff.models import StaffMember
from schakel.domain.terms.models import Suspension, Term
from schakel.domain.terms.rules import Unit
from schakel.entrypoints.public.story import Story
from schakel.foundation.ui.components import Kind as TagKind
from schakel.foundation.ui.components import Moment, Row, Tag
from schakel.foundation.ui.words import long_date

# What a norm of the institution itself has for an article.
OWN_NORM = "servicenorm"


def lead(matter: Matter) -> str:
    """What it is, in the words of who came with it."""
    words = {
        Kind.IDEA: _("Your idea"),
        Kind.QUESTION: _("Your question"),
        Kind.REPORT: _("Your report"),
        Kind.COMPLAINT: _("Your complaint"),
        Kind.OBJECTION: _("Your objection"),
        Kind.WOO_REQUEST: _("Your request for information"),
        Kind.NOTICE_OF_DEFAULT: _("Your notice of default"),
    }
    return words.get(Kind(matter.kind), _("Your message"))


@dataclass(frozen=True)
class Person:
    """Somebody to speak to."""

    name: str
    first_name: str
    phone: str
    email: str


@dataclass(frozen=True)
class People:
    """Who carries it, who falls in, and whom to call today; ``away`` says who is away."""

    first: Person
    second: Person | None
    helper: Person | None
    away: str

    @property
    def to_call(self) -> Person:
        """The first, or whoever helps while the first is away."""
        return self.helper or self.first


def people(story: Story, today: date) -> People:
    """Both carriers, and who helps today while somebody is away; never why they are."""
    matter, meanwhile = story.matter, story.meanwhile
    helper = meanwhile.helper if meanwhile else None
    return People(
        first=_person(matter.owner),
        second=_person(matter.second) if matter.second else None,
        helper=_person(helper) if helper else None,
        away=_gone(matter.owner, today) or away_words(meanwhile, today),
    )


def _person(member: StaffMember) -> Person:
    return Person(
        name=member.shown_name,
        first_name=member.first_name,
        phone=member.phone,
        email=member.email if member.is_named else "",
    )


def _gone(member: StaffMember, today: date) -> str:
    if member.works_until is not None and member.works_until <= today:
        return _("%(name)s no longer works here.") % {"name": member.first_name}
    return ""


def away_words(meanwhile: Meanwhile | None, today: date) -> str:
    """Who is away, until when if that is known, and who helps until then; empty: nobody is away."""
    if meanwhile is None:
        return ""
    name = meanwhile.away.first_name
    helper = meanwhile.helper.shown_name if meanwhile.helper else ""
    if meanwhile.back_on is None:
        away = _("%(name)s is away now.") % {"name": name}
        said = _("Meanwhile %(name)s helps you.") % {"name": helper}
    else:
        last = long_date(meanwhile.back_on - timedelta(days=1), today)
        away = _("%(name)s is away until %(day)s.") % {"name": name, "day": last}
        said = _("Until then %(name)s helps you.") % {"name": helper}
    return f"{away} {said}" if helper else away


@dataclass(frozen=True)
class DateAndWhy:
    """``line`` is the date in a sentence, ``more`` what goes with it, ``why`` how it came about."""

    line: str
    more: str = ""
    why: tuple[str, ...] = ()


def date_and_why(story: Story, today: date) -> DateAndWhy:
    """Until when they hear from us, or where it ended."""
    matter, term = story.matter, story.term
    status = Status(matter.status)
    if status is Status.PASSED_ON:
        return DateAndWhy(
            _("We passed this on to %(whom)s on %(day)s.")
            % {"whom": matter.passed_on_to, "day": _day(matter.passed_on_at, today)}
        )
    reason = _reason(matter)
    if status is Status.WITHDRAWN:
        line = _("You took this back on %(day)s.") % _named(matter.ended_at, today)
        return DateAndWhy(line, reason)
    if status is Status.CLOSED:
        line = _("This was finished on %(day)s.") % _named(matter.ended_at, today)
        return DateAndWhy(line, reason)
    if term is None:
        return DateAndWhy(_("No date has been set yet. Call us if you want to know more."))
    if term.ended_on is not None:
        line = _("We gave you an answer on %(day)s.") % _named(term.ended_on, today)
        more = "" if matter.waits_for_them else _("We are reading what you added.")
        return DateAndWhy(line, more)
    why = tuple(
        _why_elsewhere(matter) if term.runs_elsewhere else _why(term, story.suspensions, today)
    )
    if term.suspended_from is not None and term.due_on >= term.suspended_from:
        return DateAndWhy(_("We wait. These days do not count."), _waiting(story), why)
    if term.due_on < today:
        late = _("You would hear from us on %(day)s at the latest. That did not succeed.")
        return DateAndWhy(late % _named(term.due_on, today), _("Please give us a call."), why)
    line = format_html(
        _("You hear from us <strong>on {day} at the latest</strong>."),
        day=long_date(term.due_on, today),
    )
    return DateAndWhy(line, reason, why)


def _reason(matter: Matter) -> str:
    """Why it came to an end, or was opened again, in the words of who did so."""
    if not matter.end_reason:
        return ""
    words = {"reason": matter.end_reason}
    if Status(matter.status) is Status.OPEN:
        return _("This was opened again. The reason: %(reason)s") % words
    return _("The reason: %(reason)s") % words


def _waiting(story: Story) -> str:
    suspension = next((each for each in story.suspensions if each.until_on is None), None)
    return "" if suspension is None else suspension.explanation


def _why_elsewhere(matter: Matter) -> Iterator[str]:
    yield _("This runs in another system of ours: %(system)s.") % {"system": matter.case_system}
    yield _("Your number there is %(number)s.") % {"number": matter.case_number}


def _why(term: Term, suspensions: list[Suspension], today: date) -> Iterator[str]:
    length = _length(term.length, term.unit)
    yield _("Your message came on %(day)s. After that we have %(length)s.") % {
        "day": long_date(term.started_on, today),
        "length": length,
    }
    if term.article == OWN_NORM:
        yield _("That is what we agreed among ourselves.")
    else:
        yield _("That is laid down in: %(article)s.") % {"article": term.article}
    for each in suspensions:
        yield _suspended(each, today)
    if term.extended_by:
        yield _("We took %(length)s more. The reason: %(reason)s") % {
            "length": _length(term.extended_by, term.unit),
            "reason": term.extension_reason,
        }
        if term.extension_article and term.extension_article != OWN_NORM:
            yield _("We may do so by: %(article)s.") % {"article": term.extension_article}


def _suspended(suspension: Suspension, today: date) -> str:
    reason = suspension.get_reason_display()
    words = {"reason": reason, "article": suspension.article, **_named(suspension.from_on, today)}
    if suspension.until_on is None:
        return _("From %(day)s days do not count: %(reason)s (%(article)s).") % words
    last = long_date(max(suspension.from_on, suspension.until_on - timedelta(days=1)), today)
    words["last"] = last
    return _("From %(day)s to %(last)s days did not count: %(reason)s (%(article)s).") % words


def _length(amount: int, unit: str) -> str:
    words = {
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", amount),
        Unit.DAYS: ngettext("%(n)s day", "%(n)s days", amount),
        Unit.WEEKS: ngettext("%(n)s week", "%(n)s weeks", amount),
        Unit.MONTHS: ngettext("%(n)s month", "%(n)s months", amount),
    }
    return words[Unit(unit)] % {"n": amount}


def promises(story: Story, side: Side, today: date) -> list[Row]:
    """What we promised, or they, in the words in which it was given, and what became of it."""
    return [_promise(each, today) for each in story.promises if each.side == side]


def _promise(promise: Promise, today: date) -> Row:
    name = promise.given_by.first_name if promise.given_by else _("You")
    why = [_("%(name)s, on %(day)s.") % {"name": name, "day": long_date(promise.made_on, today)}]
    if promise.settled_on is not None:
        why.append(_("Settled on %(day)s.") % _named(promise.settled_on, today))
    elif promise.due_on is not None:
        why.append(_("On %(day)s at the latest.") % _named(promise.due_on, today))
    if promise.reason:
        why.append(promise.reason)
    return Row(tag=_promise_tag(promise, today), what=f"“{promise.words}”", why=" ".join(why))


def _promise_tag(promise: Promise, today: date) -> Tag:
    course = Course(promise.course)
    if promise.side == Side.THEIRS and course in STANDS:
        return Tag(_("not done yet"), TagKind.REST)
    if is_overdue(course, promise.due_on, today):
        return Tag(_("too late"), TagKind.STUCK)
    return {
        Course.HEARD: Tag(_("not confirmed yet"), TagKind.REST),
        Course.CONFIRMED: Tag(_("not done yet"), TagKind.WATCH),
        Course.RENEGOTIATED: Tag(_("new date"), TagKind.WATCH),
        Course.KEPT: Tag(_("kept"), TagKind.GOOD),
        Course.BROKEN: Tag(_("not kept"), TagKind.STUCK),
        Course.WITHDRAWN: Tag(_("taken back"), TagKind.REST),
    }[course]


def moments(story: Story, today: date) -> list[Moment]:
    """What happened, the newest first; answers in full."""
    happened = [(each.happened_at, _contact(each), each.summary) for each in story.moments]
    happened += [(each.changed_at, _hand_over(each), each.reason) for each in story.hand_overs]
    happened += [(each.changed_at, _phase(each), each.motivation) for each in story.phases]
    happened.sort(key=lambda each: each[0], reverse=True)
    return [
        Moment(when=_day(at, today), at=at, what=f"{what}\n{words}" if words else what)
        for at, what, words in happened
    ]


def _contact(contact: ContactMoment) -> str:
    direction = Direction(contact.direction)
    member = contact.staff or contact.recorded_by
    if direction is Direction.INBOUND:
        return _("You let us know:")
    if member is None:
        return _("We let you know:") if contact.succeeded else _("We could not reach you.")
    return _what_was_done(contact, direction) % {"name": member.first_name}


def _what_was_done(contact: ContactMoment, direction: Direction) -> str:
    if not contact.succeeded:
        return _("%(name)s could not reach you.")
    if direction is Direction.OUTBOUND:
        return _("%(name)s let you know:")
    if contact.channel == "visit":
        return _("%(name)s came to see you.")
    if contact.channel == "phone":
        return _("%(name)s and you spoke on the phone.")
    return _("%(name)s and you spoke.")


def _hand_over(change: Handover) -> str:
    name = change.after.shown_name if change.after else ""
    if Rank(change.rank) is Rank.FIRST:
        return _("%(name)s became your contact person.") % {"name": name}
    return _("%(name)s now helps when your contact person is away.") % {"name": name}


def _phase(change: PhaseChange) -> str:
    return _("Your idea is now: %(phase)s.") % {"phase": change.get_after_display()}


@dataclass(frozen=True)
class Download:
    """A file that came or went, and from when it is."""

    name: str
    url: str
    when: str


def attachments(story: Story, token: str, today: date) -> list[Download]:
    """The files of this matter."""
    return [
        Download(
            name=each.name,
            url=reverse("page-attachment", args=[token, each.pk]),
            when=_day(each.contact.happened_at, today),
        )
        for each in story.attachments
    ]


def _named(day: date | datetime | None, today: date) -> dict[str, str]:
    return {"day": _day(day, today)}


def _day(day: date | datetime | None, today: date) -> str:
    if day is None:
        return ""
    return long_date(timezone.localtime(day) if isinstance(day, datetime) else day, today)
