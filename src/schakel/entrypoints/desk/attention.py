"""What asks for attention, as rows: a fold of facts that were read before. It queries nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schakel.domain.connections.actions import tie_of
from schakel.domain.connections.models import Connection
from schakel.domain.connections.rules import Contact, Tie, contact_on
from schakel.domain.continuity.models import Passing
from schakel.domain.health.models import Standing
from schakel.domain.health.rules import SignalKind
from schakel.domain.health.rules import State as StandingState
from schakel.domain.matters.models import Confidant, Matter
from schakel.domain.networks.queries import Presence
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import OF_MAIL, number_of
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Course, Side
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.domain.terms.models import Term
from schakel.entrypoints.desk import hand_over_rows
from schakel.entrypoints.desk.contacts import spoke_steps
from schakel.entrypoints.desk.standings import last_told, names_of, tag_of, worst_in_words
from schakel.foundation.ui.components import Kind, Row, State, Step, Tag
from schakel.foundation.ui.words import deadline, long_date

_DAY = timedelta(days=1)

# What a task is about that was asked since somebody could not be reached by mail.
_ABOUT = {
    "receipt": gettext_lazy("that we received it"),
    "answer": gettext_lazy("our answer"),
    "interim": gettext_lazy("how far we are"),
    "suspended": gettext_lazy("that the term stands still"),
    "resumed": gettext_lazy("the new date"),
    "extended": gettext_lazy("the new date"),
    "new_carrier": gettext_lazy("who their contact person is now"),
    "successor": gettext_lazy("who is there for them from now on"),
    "passed_on": gettext_lazy("to whom we passed it on"),
    "was_heard": gettext_lazy("whether they were heard"),
    "promise_changed": gettext_lazy("what became of our promise"),
}


# What a colleague hears about what is being written, or was asked.
ABOUT_ANSWERS = frozenset(
    {
        NoticeKind.ONE_VOICE,
        NoticeKind.DRAFT_READ,
        NoticeKind.READER_SILENT,
        NoticeKind.ANSWER_HELD,
        NoticeKind.MAILED_DRAFT,
        NoticeKind.QUESTION_ANSWERED,
    }
)
# Where a task is done, besides saying that it is.
_DONE_ON = {
    TaskKind.READ_ALONG.value: (gettext_lazy("Read along"), "matter-read-along"),
    TaskKind.SPEAK_FOR_US.value: (gettext_lazy("Answer"), "matter-answer"),
}


# Done on the page of who carries a connection.
_OF_HAND_OVERS = {
    TaskKind.INTRODUCE_SUCCESSOR: gettext_lazy("Introduce"),
    TaskKind.SEEK_CARRIER: gettext_lazy("Ask somebody"),
}


class Loudness(IntEnum):
    """What comes first."""

    VERY_LATE = 0
    STUCK = 1
    LATE = 2
    NOBODY = 3
    PROMISE = 4
    NOT_ARRIVED = 5
    SILENT = 6
    STRAINED = 7
    FADING = 8


@dataclass(frozen=True)
class Facts:
    """All that Vandaag is made of: visible to the reader, with what they point to read along.

    ``carrying`` are the reader and those for whom they stand in; ``nobody`` those whose work
    nobody does; ``connections`` those that are silent, or will be soon, while the other side
    expects something. ``standings`` are those in which something else asks attention, or that
    harm. ``harm`` is by connection whether it holds something up, and how many people it harms.
    """

    today: date
    horizon: date
    reader: int
    presence: Presence
    carrying: frozenset[int]
    terms: Collection[Term] = ()
    matters: Collection[Matter] = ()
    connections: Collection[Connection] = ()
    promises: Collection[Promise] = ()
    tasks: Collection[Task] = ()
    confided: Collection[Confidant] = ()
    passings: Collection[Passing] = ()
    notices: Collection[Notice] = ()
    standings: Collection[Standing] = ()
    nobody: frozenset[int] = field(default_factory=frozenset)
    harm: Mapping[int, tuple[bool, int]] = field(default_factory=dict)

    @property
    def read(self) -> tuple[Sized, ...]:
        """What was read up to a limit."""
        return self.terms, self.matters, self.connections, self.promises, self.tasks


@dataclass(frozen=True)
class Call:
    """A row with what decides on its place. Per matter the loudest one is shown."""

    loudness: Loudness
    since: date
    key: tuple[str, int]
    connection_id: int
    row: Row


def urgent(facts: Facts) -> list[Row]:
    """What asks attention now: the loudest first, then whom it harms most, then the longest."""
    calls = [
        *_late(facts),
        *_without_carrier(facts),
        *_broken_promises(facts),
        *_not_arrived(facts),
    ]
    calls += _stuck(facts, besides=frozenset(call.connection_id for call in calls))
    calls += _silent(facts, besides=frozenset(call.connection_id for call in calls))
    rows: dict[tuple[str, int], Row] = {}
    for call in sorted(calls, key=lambda each: (each.loudness, _harm(facts, each), each.since)):
        rows.setdefault(call.key, call.row)
    return list(rows.values())


def _harm(facts: Facts, call: Call) -> tuple[bool, int]:
    """First what holds something up, then what harms most people."""
    holds_up, people = facts.harm.get(call.connection_id, (False, 0))
    return not holds_up, -people


def soon(facts: Facts) -> list[Row]:
    """What is due today or on the next working day, and tasks that should have been done."""
    due = [
        *((term.due_on, _term_row(facts, term)) for term in facts.terms if _is_soon(facts, term)),
        *(
            (promise.due_on, _promise_row(facts, promise))
            for promise in facts.promises
            if promise.due_on and not _is_broken(facts, promise)
        ),
        *((task.due_on, _task_row(facts, task)) for task in facts.tasks),
    ]
    return [row for _day, row in sorted(due, key=lambda each: each[0])]


def new(facts: Facts) -> list[Row]:
    """What the reader is asked to carry, and what came in about what they carry.

    Of a connection that they are asked to take over they are not asked each matter as well.
    """
    whole = {each.connection_id for each in facts.passings}
    return [
        *(confided_row(each, facts.today, reverse("today")) for each in facts.confided),
        *(hand_over_rows.asked_row(each, facts.today, reverse("today")) for each in facts.passings),
        *(
            asked_row(each, facts.reader, facts.today, reverse("today"))
            for each in facts.matters
            if is_asked(each, facts.reader) and each.connection_id not in whole
        ),
        *(
            Row(
                who=each.matter.party.name,
                url=_matter_url(each.matter_id),
                state=State.WHOLE,
                what=_("Wrote something on %(day)s.")
                % {"day": long_date(each.created_at, facts.today)},
                why=each.matter.shown_subject,
                steps=(Step(_("Read"), _matter_url(each.matter_id)),),
            )
            for each in facts.notices
            if each.matter is not None and each.kind == NoticeKind.NEW_CONTACT
        ),
        *(_about_answer(each, facts.today) for each in facts.notices if _is_about_answer(each)),
        *_waiting_mail(facts),
    ]


def _waiting_mail(facts: Facts) -> Iterator[Row]:
    """A mail of which Schakel does not know where it belongs; once, also when it is late."""
    told = [each for each in facts.notices if NoticeKind(each.kind) in OF_MAIL]
    late = {each.trigger for each in told if each.kind == NoticeKind.MAIL_LATE}
    for notice in {each.trigger: each for each in told}.values():
        url = reverse("arrival", args=[number_of("mail", notice.trigger)])
        yield Row(
            who=_("A mail"),
            url=url,
            state=State.OPEN if notice.trigger in late else State.THIN,
            tag=Tag(_("late"), Kind.STUCK) if notice.trigger in late else None,
            what=_("Came on %(day)s. Somebody has to say where it belongs.")
            % {"day": long_date(notice.created_at, facts.today)},
            steps=(Step(_("Place"), url, first=True),),
        )


def _is_about_answer(notice: Notice) -> bool:
    return notice.matter is not None and notice.kind in ABOUT_ANSWERS


def _about_answer(notice: Notice, today: date) -> Row:
    """What the reader hears about a text of their own or of a colleague, or what they asked."""
    assert notice.matter is not None
    return Row(
        who=notice.matter.party.name,
        url=_matter_url(notice.matter_id),
        state=State.WHOLE,
        what=_("%(what)s (%(day)s)")
        % {
            "what": notice.text or f"{capfirst(notice.get_kind_display())}.",
            "day": long_date(notice.created_at, today),
        },
        why=notice.matter.shown_subject,
        steps=(Step(_("Read"), _matter_url(notice.matter_id)),),
    )


def is_asked(matter: Matter, reader: int | None) -> bool:
    """Whether the reader carries this and has not said yes yet."""
    return (matter.owner_id == reader and matter.owner_accepted_at is None) or (
        matter.second_id == reader and matter.second_accepted_at is None
    )


def asked_row(matter: Matter, reader: int | None, today: date, back: str) -> Row:
    """Somebody came, and the reader is asked to carry it."""
    came = {"day": long_date(matter.received_at, today)}
    if matter.owner_id == reader:
        what = _("Came on %(day)s. You are asked to be the contact person.") % came
    else:
        what = _("Came on %(day)s. You are asked to be the deputy.") % came
    return Row(
        who=matter.party.name,
        url=_matter_url(matter.pk),
        state=State.THIN,
        tag=Tag(str(matter.get_kind_display())),
        what=what,
        why=matter.shown_subject,
        steps=(
            Step(
                _("Accept"),
                reverse("matter-accept", args=[matter.pk]),
                first=True,
                post=True,
                values={"next": back},
            ),
        ),
    )


def confided_row(asked: Confidant, today: date, back: str) -> Row:
    """Somebody came in confidence: the reader sees a date and nothing else."""
    if asked.hear_by is None:
        what = _("Somebody came with something in confidence. Accept it to read on.")
    else:
        what = _("Somebody came with something in confidence. They hear from us %(deadline)s.") % {
            "deadline": deadline(asked.hear_by, today)
        }
    return Row(
        who=_("In confidence"),
        state=State.THIN,
        what=what,
        why=_("Only who carries it can read it."),
        steps=(
            Step(
                _("Accept"),
                reverse("confidence-accept", args=[asked.matter_id]),
                first=True,
                post=True,
                values={"next": back},
            ),
        ),
    )


def contact_tag(contact: Contact) -> tuple[State, Tag]:
    """How the contact goes, in words and as a link of the chain."""
    return {
        Contact.GOOD: (State.WHOLE, Tag(_("good"), Kind.GOOD)),
        Contact.FADING: (State.THIN, Tag(_("watch"), Kind.WATCH)),
        Contact.SILENT: (State.OPEN, Tag(_("not spoken for long"), Kind.STUCK)),
        Contact.NONE: (State.THIN, Tag(_("no contact recorded"), Kind.REST)),
        Contact.RESTING: (State.WHOLE, Tag(_("rest"), Kind.REST)),
        Contact.COMPLETED: (State.WHOLE, Tag(_("completed"), Kind.REST)),
    }[contact]


def how_often(tie: Tie) -> str:
    """ "every month": how often two sides speak, as a person says it."""
    weeks = round(tie.rhythm_days / 7)
    if weeks <= 1:
        return _("every week")
    if weeks <= 3:
        return _("every %(count)s weeks") % {"count": weeks}
    months = max(1, round(tie.rhythm_days / 30))
    if months == 1:
        return _("every month")
    return _("every %(count)s months") % {"count": months}


def last_contact(connection: Connection, today: date) -> str:
    """When contact was last recorded, or told of by two whom we introduced."""
    if connection.is_brokered:
        return last_told(connection, today)
    if connection.last_contact_on is None:
        return _("No contact recorded yet.")
    return _("Last contact recorded: %(day)s.") % {
        "day": long_date(connection.last_contact_on, today)
    }


def _late(facts: Facts) -> Iterator[Call]:
    for term in facts.terms:
        if term.due_on >= facts.today:
            continue
        second = term.second_due_on
        very = second is not None and second < facts.today
        days = (facts.today - term.due_on).days
        what = ngettext(
            "Waits %(count)s day too long for an answer. Promised was %(deadline)s.",
            "Waits %(count)s days too long for an answer. Promised was %(deadline)s.",
            days,
        ) % {"count": days, "deadline": deadline(term.due_on, facts.today)}
        yield Call(
            Loudness.VERY_LATE if very else Loudness.LATE,
            term.due_on,
            ("matter", term.matter_id),
            term.matter.connection_id,
            Row(
                who=term.matter.party.name,
                url=_matter_url(term.matter_id),
                state=State.OPEN,
                tag=Tag(_("stuck") if very else _("late"), Kind.STUCK),
                what=what,
                why=_about(facts, term.matter),
                steps=(
                    Step(_("Answer"), reverse("matter-answer", args=[term.matter_id]), first=True),
                ),
            ),
        )


def _without_carrier(facts: Facts) -> Iterator[Call]:
    for matter in facts.matters:
        if matter.owner_id not in facts.nobody:
            continue
        name = facts.presence.names[matter.owner_id]
        left_on = facts.presence.left_on(matter.owner_id)
        if left_on is not None:
            what = _("Has no contact person since %(day)s: %(name)s left.") % {
                "day": long_date(left_on, facts.today),
                "name": name,
            }
        else:
            what = _("Has no contact person now: %(name)s is away without a deputy.") % {
                "name": name
            }
        yield Call(
            Loudness.NOBODY,
            left_on or facts.today,
            ("matter", matter.pk),
            matter.connection_id,
            Row(
                who=matter.party.name,
                url=_matter_url(matter.pk),
                state=State.OPEN,
                tag=Tag(_("contact lost"), Kind.STUCK),
                what=what,
                why=matter.shown_subject,
                steps=(Step(_("Ask somebody"), reverse("matter-hand-over", args=[matter.pk])),),
            ),
        )


def _broken_promises(facts: Facts) -> Iterator[Call]:
    for promise in facts.promises:
        if promise.due_on is not None and _is_broken(facts, promise):
            yield Call(
                Loudness.PROMISE,
                promise.due_on,
                ("promise", promise.pk),
                promise.connection_id,
                _promise_row(facts, promise),
            )


def _not_arrived(facts: Facts) -> Iterator[Call]:
    for notice in facts.notices:
        if notice.matter is None or notice.kind != NoticeKind.MESSAGE_FAILED:
            continue
        yield Call(
            Loudness.NOT_ARRIVED,
            timezone.localdate(notice.created_at),
            ("message", notice.pk),
            notice.matter.connection_id,
            Row(
                who=notice.matter.party.name,
                url=_matter_url(notice.matter_id),
                state=State.OPEN,
                tag=Tag(_("did not arrive"), Kind.STUCK),
                what=_("Our message of %(day)s did not arrive. Reach them in another way.")
                % {"day": long_date(notice.created_at, facts.today)},
                why=notice.matter.shown_subject,
                steps=(Step(_("Open"), _matter_url(notice.matter_id)),),
            ),
        )


# What has no row of its own from terms, promises, carriers or silence.
SHOWN_BY_STANDING = (
    SignalKind.THEIR_WORD.value,
    SignalKind.REPEATED.value,
    SignalKind.REACH.value,
)


def _stuck(facts: Facts, besides: frozenset[int]) -> Iterator[Call]:
    """What they say, ask again, or where we cannot reach them."""
    for each in facts.standings:
        if each.connection_id in besides or each.signal not in SHOWN_BY_STANDING:
            continue
        is_stuck = each.state == StandingState.BROKEN.value
        url = f"{reverse('connection', args=[each.connection_id])}#waarom"
        yield Call(
            Loudness.STUCK if is_stuck else Loudness.STRAINED,
            each.since,
            ("connection", each.connection_id),
            each.connection_id,
            Row(
                who=names_of(each.connection),
                url=url,
                state=State.OPEN if is_stuck else State.THIN,
                tag=tag_of(each),
                what=worst_in_words(each, facts.today),
                why=_("Since %(day)s.") % {"day": long_date(each.since, facts.today)},
                why_label=_("why?"),
                why_url=url,
                steps=(*_if_spoken(each), Step(_("Open"), url)),
            ),
        )


def _if_spoken(standing: Standing) -> tuple[Step, ...]:
    """That we spoke, unless they wait for an answer to what they asked."""
    if standing.signal == SignalKind.REPEATED.value:
        return ()
    return spoke_steps(standing.connection, reverse("today"))


def _silent(facts: Facts, besides: frozenset[int]) -> Iterator[Call]:
    """Silent or fading, while the other side expects something, ``besides`` what calls already."""
    for connection in facts.connections:
        tie, silent = tie_of(connection), connection.silent_on
        assert silent is not None, "they are read by the day on which they are silent"
        contact = Contact.SILENT if facts.today >= silent else contact_on(tie, facts.today)
        if contact not in {Contact.SILENT, Contact.FADING} or connection.pk in besides:
            continue
        url = reverse("connection", args=[connection.pk])
        state, tag = contact_tag(contact)
        if contact is Contact.SILENT:
            what = _("You speak %(often)s, but not since then. They expect something of us.")
        else:
            what = _("You speak %(often)s. Get in touch %(deadline)s, then it stays good.")
        yield Call(
            Loudness.SILENT if contact is Contact.SILENT else Loudness.FADING,
            silent,
            ("connection", connection.pk),
            connection.pk,
            Row(
                who=connection.party.name,
                url=url,
                state=state,
                tag=tag,
                what=what
                % {"often": how_often(tie), "deadline": deadline(silent - _DAY, facts.today)},
                why=last_contact(connection, facts.today),
                why_label=_("we did speak"),
                why_url=f"{reverse('contact')}?party={connection.party_id}"
                f"&about=connection-{connection.pk}",
                steps=(*spoke_steps(connection, reverse("today")), Step(_("Open"), url)),
            ),
        )


def _is_soon(facts: Facts, term: Term) -> bool:
    """Due today or on the next working day, and the reader's own: a deputy hears when late."""
    matter = term.matter
    own = matter.owner_id in facts.carrying or matter.owner_id in facts.nobody
    return own and facts.today <= term.due_on <= facts.horizon


def _term_row(facts: Facts, term: Term) -> Row:
    return Row(
        who=term.matter.party.name,
        url=_matter_url(term.matter_id),
        state=State.WHOLE,
        what=f"{capfirst(term.get_kind_display())}, {_by(term.due_on, facts.today)}.",
        why=_about(facts, term.matter),
        steps=(Step(_("Open"), _matter_url(term.matter_id)),),
    )


def _is_broken(facts: Facts, promise: Promise) -> bool:
    """One of ours whose day has passed; of theirs it is only asked how it goes."""
    return promise.side == Side.OURS and promise.due_on is not None and promise.due_on < facts.today


def _promise_row(facts: Facts, promise: Promise) -> Row:
    broken = _is_broken(facts, promise)
    said = {
        "day": long_date(promise.made_on, facts.today),
        "words": promise.words,
        "name": facts.presence.names.get(promise.given_by_id or 0, ""),
    }
    if promise.side == Side.THEIRS:
        what = _("On %(day)s they said: “%(words)s” Ask kindly how it goes.") % said
    elif promise.given_by_id == facts.reader:
        what = _("On %(day)s you promised: “%(words)s”") % said
    else:
        what = _("On %(day)s %(name)s promised: “%(words)s”") % said
    by = capfirst(_by(promise.due_on, facts.today)) if promise.due_on else ""
    if promise.side == Side.THEIRS:
        by = ""
    if promise.matter_id is not None:
        url = _matter_url(promise.matter_id)
    else:
        url = reverse("connection", args=[promise.connection_id])
    settle = reverse("promise-settle", args=[promise.pk])
    return Row(
        who=promise.party.name,
        url=url,
        state=State.THIN if broken else State.WHOLE,
        tag=Tag(_("watch"), Kind.WATCH) if broken else None,
        what=what,
        why=f"{by}." if by else "",
        steps=(
            _most_likely(promise, settle),
            Step(_("Something else"), settle),
        ),
    )


def _most_likely(promise: Promise, settle: str) -> Step:
    """What mostly comes of a promise, in one click."""
    course, label = Course.KEPT, _("Kept")
    if promise.course == Course.HEARD:
        course, label = Course.CONFIRMED, _("Confirm")
    elif promise.side == Side.THEIRS:
        label = _("They did it")
    return Step(label, settle, post=True, values={"course": course.value, "next": reverse("today")})


def _task_row(facts: Facts, task: Task) -> Row:
    about = task.matter or task.connection
    if task.matter_id is not None:
        url = _matter_url(task.matter_id)
    else:
        url = reverse("connection", args=[task.connection_id]) if task.connection_id else ""
    what = capfirst(task.get_kind_display())
    if task.text:
        what = f"{what}: {_ABOUT.get(task.text, task.text)}"
    late = task.due_on < facts.today
    return Row(
        who=about.party.name if about else str(capfirst(task.get_kind_display())),
        url=url,
        state=State.THIN if late else State.WHOLE,
        tag=Tag(_("watch"), Kind.WATCH) if late else None,
        what=f"{what}, {_by(task.due_on, facts.today)}.",
        why=_("For %(name)s, who is away.") % {"name": facts.presence.names[task.staff_id]}
        if task.staff_id != facts.reader
        else "",
        steps=(
            *_done_on(task),
            task_step(task, reverse("today")),
        ),
    )


def task_step(task: Task, back: str) -> Step:
    """How a task gets done: a letter or call by sending it, all else by saying so."""
    if task.kind == TaskKind.REVIEW_RIGHTS:
        return Step(_("Look at it"), reverse("reviews"))
    if task.kind == TaskKind.CONFIRM_BACKING:
        return Step(_("Say it"), reverse("asked-of-me"), first=True)
    if task.kind == TaskKind.LOOK_AFTER:
        return Step(_("Look at it"), reverse("look-after"), first=True)
    if task.kind == TaskKind.MEET:
        return Step(_("Did you meet?"), reverse("task-met", args=[task.pk]), first=True)
    if task.kind in _OF_HAND_OVERS and task.connection_id is not None:
        url = reverse("connection-places", args=[task.connection_id])
        return Step(str(_OF_HAND_OVERS[TaskKind(task.kind)]), url, first=True)
    if task.kind == TaskKind.LAST_WORD and task.connection_id is not None:
        return Step(_("Write it"), reverse("last-word", args=[task.connection_id]), first=True)
    if task.message_id is not None:
        return Step(_("Send or call"), reverse("sending", args=[task.message_id]))
    return Step(_("Done"), reverse("task-finish", args=[task.pk]), post=True, values={"next": back})


def _done_on(task: Task) -> tuple[Step, ...]:
    """The page on which a task is done, if it has one."""
    if task.kind not in _DONE_ON or task.matter_id is None:
        return ()
    label, name = _DONE_ON[task.kind]
    return (Step(str(label), reverse(name, args=[task.matter_id]), first=True),)


def _about(facts: Facts, matter: Matter) -> str:
    """What it is about, and why the reader sees it when somebody else carries it."""
    names = facts.presence.names
    if matter.owner_id == facts.reader:
        return matter.shown_subject
    if matter.owner_id in facts.carrying:
        stands_in = _("you stand in for %(name)s") % {"name": names[matter.owner_id]}
    else:
        stands_in = _("%(name)s is the contact person") % {"name": names[matter.owner_id]}
    return f"{matter.shown_subject} · {stands_in}"


def _by(day: date, today: date) -> str:
    return _("today at the latest") if day == today else deadline(day, today)


def _matter_url(matter_id: int | None) -> str:
    return reverse("matter", args=[matter_id])


def greeting(now: datetime, name: str) -> str:
    """ "Goedemorgen Noor": by the hour of the reader."""
    hour = timezone.localtime(now).hour
    words: Iterable[tuple[int, Any]] = (
        (12, gettext_lazy("Good morning %(name)s")),
        (18, gettext_lazy("Good afternoon %(name)s")),
        (24, gettext_lazy("Good evening %(name)s")),
    )
    return str(next(said for until, said in words if hour < until) % {"name": name})
