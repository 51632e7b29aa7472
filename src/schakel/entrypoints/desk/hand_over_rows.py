"""What is handed over, as rows: who, from whom to whom, how far it is, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from schakel.domain.connections.rules import CarrierRank
from schakel.domain.continuity.models import HandOver, Passing
from schakel.domain.continuity.queries.hand_over import Proposed, steps_of
from schakel.domain.continuity.rules import GOES_ON, Course, HandOverKind, Next, next_of
from schakel.entrypoints.desk import reasons
from schakel.entrypoints.desk.standings import about_of, names_of
from schakel.foundation.ui.components import Kind, Row, State, Step, Tag
from schakel.foundation.ui.words import deadline, long_date

READ_ALONG = (
    "connection__party",
    "connection__other_party",
    "connection__network",
    "connection__theme",
    "connection__area",
    "hand_over__staff",
    "position",
    "successor",
)
_KINDS = {
    Course.SEEKING: (Kind.WATCH, State.THIN),
    Course.ASKED: (Kind.WATCH, State.THIN),
    Course.ACCEPTED: (Kind.GOOD, State.WHOLE),
    Course.DONE: (Kind.GOOD, State.WHOLE),
    Course.DROPPED: (Kind.REST, State.WHOLE),
}


@dataclass(frozen=True)
class Reader:
    """Who reads the rows, and what they may do; ``back`` is where they go on after a step.

    ``works_on`` are the passings for which they may ask somebody; ``sees`` the connections whose
    page they may open; ``proposed`` says by passing who could be asked.
    """

    staff_id: int | None
    today: date
    back: str
    works_on: frozenset[int] = frozenset()
    sees: frozenset[int] = frozenset()
    proposed: Mapping[int, Proposed] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)


def passing_row(passing: Passing, reader: Reader) -> Row:
    """One place of one connection."""
    kind, state = _KINDS[Course(passing.course)]
    sees = passing.connection_id in reader.sees
    return Row(
        who=names_of(passing.connection),
        url=reverse("connection", args=[passing.connection_id]) if sees else "",
        state=state,
        tag=Tag(str(passing.get_course_display()), kind),
        what=from_whom_to_whom(passing),
        why=" ".join(filter(None, (_how_far(passing, reader), about_of(passing.connection)))),
        steps=_steps(passing, reader),
    )


def asked_row(passing: Passing, today: date, back: str) -> Row:
    """The reader is asked to carry something: from whom, from when, and yes or no."""
    return Row(
        who=names_of(passing.connection),
        url=reverse("passing", args=[passing.pk]),
        state=State.THIN,
        tag=Tag(_("you are asked"), Kind.WATCH),
        what=asked_words(passing, today),
        why=" ".join(filter(None, (_answer_by(passing, today), about_of(passing.connection)))),
        steps=(
            Step(
                _("Yes, I do this"),
                reverse("passing-yes", args=[passing.pk]),
                first=True,
                post=True,
                values={"next": back},
            ),
            Step(_("No, I cannot"), reverse("passing-no", args=[passing.pk])),
        ),
    )


def asked_words(passing: Passing, today: date) -> str:
    """What somebody is asked, and from when."""
    hand_over = passing.hand_over
    if hand_over is None:
        return (
            _("You are asked to be the deputy.")
            if passing.rank == CarrierRank.SECOND
            else _("You are asked to be the contact person.")
        )
    words = {"name": hand_over.staff.name, "day": long_date(hand_over.from_on, today)}
    if hand_over.from_on <= today or passing.taken_over_at is not None:
        return _("You are asked to take this over from %(name)s, at once.") % words
    return _("You are asked to take this over from %(name)s, from %(day)s.") % words


def _answer_by(passing: Passing, today: date) -> str:
    if passing.answer_by is None:
        return ""
    return _("Answer %(day)s.") % {"day": deadline(passing.answer_by, today)}


def from_whom_to_whom(passing: Passing) -> str:
    """ "Vaste contactpersoon: van Noor naar Sam."."""
    place = _("Deputy") if passing.rank == CarrierRank.SECOND else _("Regular contact person")
    words = {"place": place, "to": passing.successor.name if passing.successor else _("nobody yet")}
    if passing.hand_over is not None:
        words["from"] = passing.hand_over.staff.name
        if passing.course == Course.SEEKING and passing.taken_over_at is None:
            return _("%(place)s: %(from)s, until somebody is found.") % words
        return _("%(place)s: from %(from)s to %(to)s.") % words
    if passing.position is not None:
        words["position"] = passing.position.name
        return _("%(place)s as %(position)s: %(to)s.") % words
    return _("%(place)s: %(to)s.") % words


def next_step(passing: Passing, today: date) -> Next:
    """What has to happen next."""
    return next_of(steps_of(passing), today)


def _how_far(passing: Passing, reader: Reader) -> str:
    """What has to happen next, in words."""
    name = passing.successor.name if passing.successor else ""
    hand_over, today = passing.hand_over, reader.today
    match next_step(passing, today):
        case Next.ASK:
            return _proposal(passing, reader)
        case Next.ANSWER:
            words = {"name": name, "day": deadline(passing.answer_by or today, today)}
            return _("%(name)s answers %(day)s.") % words
        case Next.WAIT_FOR_DAY if hand_over is not None:
            words = {"name": name, "day": long_date(hand_over.from_on, today)}
            return _("%(name)s carries it from %(day)s.") % words
        case Next.INTRODUCE:
            return _("They do not know %(name)s yet.") % {"name": name}
        case Next.MEET if passing.meet_on is not None:
            return _("They meet on %(day)s.") % {"day": long_date(passing.meet_on, today)}
        case Next.TELL:
            return _("They have not heard yet that %(name)s comes.") % {"name": name}
        case Next.SPEAK:
            return _("%(name)s has not spoken them yet.") % {"name": name}
    if passing.course == Course.DONE and passing.ended_at is not None:
        return _("Done on %(day)s.") % {"day": long_date(passing.ended_at, today)}
    return ""


def _proposal(passing: Passing, reader: Reader) -> str:
    if passing.pk not in reader.works_on:
        return _("Nobody is asked yet.")
    found = reader.proposed.get(passing.pk)
    if found is None:
        return _("Choose whom to ask.")
    return _("Proposal: %(name)s. Why: %(reasons)s.") % {
        "name": reader.names[found.staff_id],
        "reasons": reasons.in_words(found.reasons),
    }


def _steps(passing: Passing, reader: Reader) -> tuple[Step, ...]:
    if Course(passing.course) not in GOES_ON:
        return ()
    steps = [*_of_who_is_asked(passing, reader), *_of_who_arranges(passing, reader)]
    steps += _of_who_introduces(passing, reader)
    if passing.connection_id in reader.sees:
        steps.append(Step(_("Dossier"), reverse("dossier", args=[passing.connection_id])))
    return tuple(steps)


def _of_who_is_asked(passing: Passing, reader: Reader) -> list[Step]:
    if passing.successor_id != reader.staff_id or passing.course == Course.SEEKING:
        return []
    no = Step(_("No, I cannot"), reverse("passing-no", args=[passing.pk]))
    if passing.course == Course.ACCEPTED:
        return [no] if passing.taken_over_at is None else []
    yes = reverse("passing-yes", args=[passing.pk])
    return [
        Step(_("Yes, I do this"), yes, first=True, post=True, values={"next": reader.back}),
        no,
    ]


def _of_who_arranges(passing: Passing, reader: Reader) -> list[Step]:
    """Ask whoever is proposed, or somebody else."""
    if passing.pk not in reader.works_on or passing.course == Course.ACCEPTED:
        return []
    if passing.course == Course.ASKED:
        return []
    url = reverse("passing-ask", args=[passing.pk])
    found = reader.proposed.get(passing.pk)
    if found is None:
        return [Step(_("Ask somebody"), url, first=True)]
    words = {"name": reader.names[found.staff_id]}
    return [
        Step(
            _("Ask %(name)s") % words, url, first=True, post=True,
            values={"to": str(found.staff_id), "next": reader.back},
        ),
        Step(_("Ask somebody else"), url),
    ]  # fmt: skip


def _of_who_introduces(passing: Passing, reader: Reader) -> list[Step]:
    """Who goes, who comes, and who arranges it."""
    leaver = passing.hand_over.staff_id if passing.hand_over else None
    is_one_of_them = reader.staff_id in {leaver, passing.successor_id}
    steps = []
    if passing.course == Course.ACCEPTED and (is_one_of_them or passing.pk in reader.works_on):
        if not passing.introduction and not passing.introduced_at:
            introduce = reverse("passing-introduce", args=[passing.pk])
            steps.append(Step(_("Introduce"), introduce, first=True))
        if passing.spoke_on is None or passing.introduced_at is None:
            steps.append(Step(_("They met"), reverse("passing-met", args=[passing.pk])))
    is_planned = passing.hand_over is not None and passing.hand_over.kind in {
        HandOverKind.PLANNED, HandOverKind.PARTIAL,
    }  # fmt: skip
    if reader.staff_id == leaver and leaver is not None and is_planned:
        last_word = reverse("last-word", args=[passing.connection_id])
        steps.append(Step(_("Last word"), last_word))
    return steps


def hand_over_row(hand_over: HandOver, reader_id: int | None, today: date) -> Row:
    """A hand-over as a whole."""
    is_own = hand_over.staff_id == reader_id
    return Row(
        who=_("You") if is_own else hand_over.staff.name,
        url=reverse("hand-over", args=[hand_over.pk]),
        tag=how_it_stands(hand_over),
        what=when_in_words(hand_over, today),
    )


def how_it_stands(hand_over: HandOver) -> Tag:
    """Whether it goes on."""
    if hand_over.is_cancelled:
        return Tag(_("called off"), Kind.REST)
    if hand_over.ended_at is not None:
        return Tag(_("done"), Kind.GOOD)
    return Tag(_("goes on"), Kind.WATCH)


def when_in_words(hand_over: HandOver, today: date) -> str:
    """Why it is handed over, and from when until when."""
    words = {
        "from": long_date(hand_over.from_on, today),
        "until": long_date(hand_over.until_on, today) if hand_over.until_on else "",
    }
    match HandOverKind(hand_over.kind):
        case HandOverKind.PLANNED:
            return _("Everything goes to others, from %(from)s.") % words
        case HandOverKind.SUDDEN:
            return _("Everything went to others at once, on %(from)s.") % words
        case HandOverKind.TEMPORARY:
            return _("Others carry it from %(from)s until %(until)s.") % words
        case HandOverKind.PARTIAL:
            return _("A part goes to others, from %(from)s.") % words
