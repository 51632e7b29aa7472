"""What follows from a line of the journal: one action each, idempotent, and ids only.

``now`` of what a job does is its own moment; what makes it happen once is the line it follows.
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import wraps

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from schakel.domain.contacts.rules import Direction
from schakel.domain.followers.models import Follower
from schakel.domain.health.models import Break
from schakel.domain.initiatives.models import (
    Initiative,
    Introduction,
    IntroductionSide,
    Publication,
)
from schakel.domain.matters.models import Handover, Matter
from schakel.domain.matters.queries import place_of_staff
from schakel.domain.matters.rules import Rank
from schakel.domain.messages.actions import queue_message
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.messages.rules import Way
from schakel.domain.notices.actions import tell, tell_each
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.organisations.queries import closed_days
from schakel.domain.parties.models import Channel
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.actions import ask_for, reach_party
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.entrypoints.at_work import Here, inside
from schakel.entrypoints.worker import delivery, hand_overs, owners
from schakel.entrypoints.worker.alarms import nobody_reachable, words_of_failure
from schakel.entrypoints.worker.queue import RETRY, Job
from schakel.entrypoints.worker.recipients import roster
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.working_days import add_working_days

# What an initiator said about the public page, by the word of the journal.
_SAID = {
    "publication.agreed": gettext_lazy("Their idea may stand on the public page."),
    "publication.refused": gettext_lazy("Their idea may not stand on the public page."),
    "publication.withdrawn": gettext_lazy("They took their idea off the public page."),
}


def job(follow: Callable[[Here, Line], None]) -> Job:
    """A job that does its work in one transaction in the tenant of the line it follows."""

    @wraps(follow)
    def run(*, tenant_id: int, line_id: int, subject_id: int) -> None:
        with inside(tenant_id) as here:
            follow(here, Line.objects.get(pk=line_id))

    return app.task(name=follow.__name__, retry=RETRY)(run)


@app.task(name="deliver_message", retry=RETRY)
def deliver_message(*, tenant_id: int, subject_id: int, line_id: int | None = None) -> None:
    """Hand over one message (``subject_id``); by the calendar there is no line."""
    delivery.deliver(tenant_id, subject_id)


@app.task(name="find_living_owners", retry=RETRY)
def find_living_owners(*, tenant_id: int, subject_id: int, line_id: int) -> None:
    """Somebody goes or will be away: what they carry is carried by others from today on."""
    owners.find_living_owners(tenant_id)


@app.task(name="begin_hand_over", retry=RETRY)
def begin_hand_over(*, tenant_id: int, subject_id: int, line_id: int) -> None:
    """Somebody leaves: what they carry is handed over, and is nobody's at no moment."""
    hand_overs.vacate_functions(tenant_id)
    hand_overs.begin_for_who_leaves(tenant_id)
    owners.find_living_owners(tenant_id)


@job
def accept_with_matter(here: Here, line: Line) -> None:
    """Who accepts a matter accepts what they are asked to take over of that connection."""
    hand_overs.accept_by_matter(here, line)


@job
def ask_carriers(here: Here, line: Line) -> None:
    """Both carriers of a new matter are asked, with a link to accept.

    What came in a file by the dozen stands on their Vandaag and in the grouped mail only.
    """
    matter = _matter(line)
    if matter.channel == Channel.PLATFORM:
        return
    chosen = {line.details.get("owner_id"), line.details.get("second_id")}
    _ask_to_carry(here, line, matter, chosen, trigger=f"opened:{matter.pk}")


@job
def ask_new_carriers(here: Here, line: Line) -> None:
    """Whoever got a place in a hand-over is asked, unless they took it themselves.

    Who takes over a whole connection is asked for that, and not for each matter.
    """
    if line.details.get("with_connection"):
        return
    matter = _matter(line)
    chosen = set(_changes(line).values_list("after_id", flat=True))
    _ask_to_carry(here, line, matter, chosen, trigger=f"handed_over:{_moment(line)}")


@job
def tell_of_new_carrier(here: Here, line: Line) -> None:
    """The resident hears who their contact person is from now on, unless that changed since.

    Of a whole connection they hear it once, when somebody said yes.
    """
    if line.details.get("with_connection"):
        return
    if _changes(line).filter(rank=Rank.FIRST.value, after=_matter(line).owner_id).exists():
        _reach_once(here, line, MessageKind.NEW_CARRIER)


@job
def tell_passed_on(here: Here, line: Line) -> None:
    """The sender hears to whom their message went (Awb 2:3)."""
    _reach_once(here, line, MessageKind.PASSED_ON)


@job
def tell_of_broken_confidence(here: Here, line: Line) -> None:
    """Somebody looked at what was told in confidence: its carriers hear who, and when."""
    matter = _matter(line)
    who = StaffMember.objects.get(pk=line.actor_id or 0)
    tell(
        actor=here.actor,
        members=[each for each in (matter.owner, matter.second) if each is not None],
        kind=NoticeKind.CONFIDENCE_BROKEN,
        trigger=f"broken:{line.pk}",
        text=_("%(name)s looked at this in confidence.") % {"name": who.name},
        matter=matter,
        now=here.now,
    )


@job
def tell_of_contact(here: Here, line: Line) -> None:
    """A resident wrote something on their page: both carriers, or who stands in, hear of it."""
    if not line.by_link or line.details.get("direction") != Direction.INBOUND:
        return
    matter = _matter(line)
    tell(
        actor=here.actor,
        members=roster(here.today).living(matter, (matter.owner_id, matter.second_id)),
        kind=NoticeKind.NEW_CONTACT,
        trigger=f"contact:{line.subject_id}",
        matter=matter,
        now=here.now,
    )


@job
def tell_who_asked_to_publish(here: Here, line: Line) -> None:
    """An initiator said yes, no, or no longer: who asked them hears it, or who stands in."""
    initiative = Initiative.objects.select_related("matter").get(pk=line.subject_id)
    asked = Publication.objects.filter(initiative=initiative).first()
    if asked is None or line.what not in _SAID:
        return
    matter = initiative.matter
    here_today = roster(here.today)
    _tell_answer(
        here,
        line,
        here_today.living(matter, (asked.asked_by_id,))
        or here_today.living(matter, (matter.owner_id,)),
        text=str(_SAID[line.what]),
        matter=matter,
    )


@job
def tell_who_introduced(here: Here, line: Line) -> None:
    """Two said yes to each other: who asked them hears it. Of a no nobody is told."""
    asked = Introduction.objects.select_related("asked_by").get(pk=line.subject_id).asked_by
    place = asked and place_of_staff(tenant_id=here.tenant.pk, staff_id=asked.pk, today=here.today)
    if not (asked and place):
        return
    sides = IntroductionSide.objects.filter(introduction=line.subject_id).values("matter")
    matter = Matter.objects.visible_to(place.actor).filter(pk__in=sides).order_by("pk").first()
    if matter is not None:
        said = _("They wanted to meet somebody, and so did the other. Both have a name now.")
        _tell_answer(here, line, [asked], text=said, matter=matter)


@job
def tell_follower(here: Here, line: Line) -> None:
    """Who came with it answered somebody of the council, who reads what under what they follow."""
    follower = Follower.objects.select_related("staff", "matter").filter(pk=line.subject_id).first()
    if follower is None or not line.by_link:
        return
    said = _("You asked about %(reference)s, and they answered.")
    members = [each for each in (follower.staff,) if roster(here.today).members.get(each.pk)]
    # Without the matter: that is not theirs to see.
    _tell_answer(
        here, line, members, text=said % {"reference": follower.matter.reference}, matter=None
    )


@job
def tell_of_failed_message(here: Here, line: Line) -> None:
    """A message did not arrive: its owner hears it; where nobody is, every administrator."""
    message = Message.objects.select_related("matter").get(pk=line.subject_id)
    matter, here_today = message.matter, roster(here.today)
    # A colleague whose mail fails is not told by mail; somebody who can mend the address is.
    to_party = matter is not None and message.staff_id is None
    members = (
        here_today.living(matter, (matter.owner_id,)) if matter is not None and to_party else []
    )
    tell(
        actor=here.actor,
        members=members or here_today.administrators(),
        kind=NoticeKind.MESSAGE_FAILED,
        trigger=f"message:{message.pk}" if to_party else f"colleague:{message.staff_id}",
        matter=matter if members else None,
        text=words_of_failure(message, to_carrier=bool(members)),
        now=here.now,
    )


@job
def tell_owner_of_break(here: Here, line: Line) -> None:
    """Who is to see to what is stuck hears it, unless they took it on themselves."""
    found = Break.objects.open().filter(pk=line.subject_id).first()
    if found is not None and found.owner_id not in {None, line.actor_id}:
        told = {(found.owner_id or 0, f"break:{found.pk}:{line.pk}")}
        tell_each(actor=here.actor, told=told, kind=NoticeKind.CONNECTION, now=here.now)


@job
def warn_that_nobody_is_here(here: Here, line: Line) -> None:
    """A matter came while nobody is here to take it, or lost the last one who was."""
    if line.what == "matter.opened" and not line.details.get("nobody_here"):
        return
    nobody_reachable(here, roster(here.today), _matter(line), f"owner:{here.today}")


@job
def ask_to_follow_up(here: Here, line: Line) -> None:
    """Who was passed on was not heard there: that is ours again."""
    matter = _matter(line)
    tasks = Task.objects.filter(matter=matter, kind=TaskKind.FOLLOW_UP.value)
    if tasks.filter(created_at__gte=line.happened_at).exists():
        return
    here_today = roster(here.today)
    carrying = here_today.living(matter, (matter.owner_id, matter.second_id))
    ask_for(
        actor=here.actor,
        member=carrying[0] if carrying else matter.owner,
        kind=TaskKind.FOLLOW_UP,
        text=_("%(to)s did not answer them. Ask there, or answer yourself.")
        % {"to": matter.passed_on_to},
        matter=matter,
        due_on=add_working_days(here.today, 1, closed_days()),
        now=here.now,
    )


def _tell_answer(
    here: Here, line: Line, members: Iterable[StaffMember], *, text: str, matter: Matter | None
) -> None:
    tell(
        actor=here.actor,
        members=members,
        kind=NoticeKind.QUESTION_ANSWERED,
        trigger=f"answered:{line.pk}",
        text=text,
        matter=matter,
        now=here.now,
    )


def _matter(line: Line) -> Matter:
    return Matter.objects.select_related("owner", "second", "party").get(pk=line.matter_id or 0)


def _changes(line: Line) -> QuerySet[Handover]:
    """The exchange of carriers that this line tells of."""
    return Handover.objects.filter(matter_id=line.matter_id or 0, changed_at=line.happened_at)


def _moment(line: Line) -> str:
    """One moment may hold several exchanges: who is told of it, is told once."""
    return f"{line.happened_at:%Y%m%d%H%M%S%f}"


def _ask_to_carry(
    here: Here, line: Line, matter: Matter, chosen: AbstractSet[int | None], trigger: str
) -> None:
    """A notice, and a mail with a link, for who still carries it and has not accepted yet."""
    if not Matter.objects.open().filter(pk=matter.pk).exists():
        return
    asked = [each for each in _not_accepted(matter) if each.pk in chosen - {line.actor_id}]
    tell(
        actor=here.actor,
        members=asked,
        kind=NoticeKind.ASKED_TO_CARRY,
        trigger=trigger,
        matter=matter,
        now=here.now,
    )
    for member in asked:
        queue_message(
            actor=here.actor,
            kind=MessageKind.NOTICE,
            way=Way.EMAIL,
            to_address=member.email,
            key=f"asked:{matter.pk}:{member.pk}:{_moment(line)}",
            matter=matter,
            staff=member,
            language=here.tenant.language,
            now=here.now,
        )


def _not_accepted(matter: Matter) -> list[StaffMember]:
    carriers = (
        (matter.owner, matter.owner_accepted_at),
        (matter.second, matter.second_accepted_at),
    )
    return [member for member, accepted_at in carriers if member and accepted_at is None]


def _reach_once(here: Here, line: Line, kind: MessageKind) -> None:
    """Reach the party of a matter; the key of the message makes that it goes once."""
    matter = _matter(line)
    reach_party(
        actor=here.actor,
        matter=matter,
        kind=kind,
        key=f"{kind.value}:{matter.pk}:{_moment(line)}",
        today=here.today,
        now=here.now,
    )
