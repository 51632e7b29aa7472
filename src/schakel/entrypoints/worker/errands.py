"""What a colleague is asked to do, as far as it may stand in a mail, and what else is new to them.

Of a matter in confidence only that something waits, until when; of one with a neutral subject no
name and no words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.access.rules import LinkAction
from schakel.domain.answers.models import Draft
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.continuity.models import Passing
from schakel.domain.matters.models import Matter
from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import OF_ERRANDS, OF_TERMS, number_of
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.parties.models import Party
from schakel.domain.parties.queries import addresses_of
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Course, Side
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.domain.terms.models import Term
from schakel.entrypoints.at_work import Here
from schakel.entrypoints.worker.signals import Asking, asking_of

# In characters: about a page. The rest is read after logging in.
LONGEST_WRITTEN = 2_000
# Told by the errand itself, where one stands in the same mail about the same matter.
_SAID_BY_ERRAND = OF_TERMS | {NoticeKind.WANTS_OTHER_CARRIER, NoticeKind.NOT_SENT}
# Words that have to be in the mail, else it is done after logging in.
_NEED_WORDS = frozenset({LinkAction.CALLED, LinkAction.POSTED, LinkAction.READ})
_OF_TASK = {
    TaskKind.CALL: LinkAction.CALLED,
    TaskKind.CONFIRM_BACKING: LinkAction.CONFIRM_BACKING,
    TaskKind.MEET: LinkAction.MET,
    TaskKind.OTHER_CARRIER: LinkAction.HAND_OVER,
    TaskKind.READ_ALONG: LinkAction.READ,
    TaskKind.SEND_LETTER: LinkAction.POSTED,
    TaskKind.SPEAK_FOR_US: LinkAction.ANSWER,
}
_WHAT = {
    LinkAction.ANSWER: gettext_lazy("Answer %(name)s"),
    LinkAction.CALLED: gettext_lazy("Call %(name)s"),
    LinkAction.CONFIRM_BACKING: gettext_lazy("Do you still stand behind this network?"),
    LinkAction.MET: gettext_lazy("Did you meet %(name)s?"),
    LinkAction.HAND_OVER: gettext_lazy("%(name)s wants to speak to somebody else"),
    LinkAction.POSTED: gettext_lazy("Send %(name)s a letter"),
    LinkAction.READ: gettext_lazy("Read along with an answer to %(name)s"),
}
_WHAT_WITHOUT_NAME = {
    LinkAction.ANSWER: gettext_lazy("Answer this message"),
    LinkAction.CALLED: gettext_lazy("Make this call"),
    LinkAction.HAND_OVER: gettext_lazy("They want to speak to somebody else"),
    LinkAction.POSTED: gettext_lazy("Send this letter"),
    LinkAction.READ: gettext_lazy("Read along with this answer"),
    LinkAction.MET: gettext_lazy("Did this meeting take place?"),
    LinkAction.KEEP: gettext_lazy("Say whether your promise was kept"),
    LinkAction.FINISH: gettext_lazy("Do what you were asked"),
}


@dataclass(frozen=True)
class Errand:
    """One thing to do. Without ``action`` it is done after logging in, on ``page``."""

    what: str
    due_on: date | None
    action: LinkAction | None
    matter: Matter | None = None
    about_id: int | None = None
    details: Sequence[str] = ()
    page: str = "today"

    @property
    def reference(self) -> str:
        """The number of the matter; in confidence there is none."""
        quiet = self.matter is None or self.matter.confidential
        return "" if quiet or self.matter is None else self.matter.reference


@dataclass(frozen=True)
class Errands:
    """What is asked, the first due first, connections that ask attention, the worst first, and the
    other notices, the newest first.
    """

    asked: Sequence[Errand]
    connections: Sequence[Asking]
    news: Sequence[Notice]


def errands_of(here: Here, member: StaffMember, since: datetime | None) -> Errands:
    """What a colleague was told and has not seen: all that is due now, or was told after ``since``.

    Twelve queries, and two more for each text to read or send.
    """
    notices = list(Notice.objects.unseen_by(member.pk).select_related("matter__party"))
    told = _Told(notices, since, here.today)
    asked = [
        *_answers(member, notices),
        *_promises(member, told),
        *_tasks(member, told),
        *_passings(member, told),
    ]
    covered = {each.matter.pk for each in asked if each.matter is not None}
    news = [each for each in notices if _is_news(each, since, covered)]
    return Errands(
        asked=sorted(asked, key=lambda each: each.due_on or date.max),
        connections=_connections(member, told, asked),
        news=[each for each in news if each.kind != NoticeKind.CONNECTION],
    )


def _connections(member: StaffMember, told: "_Told", asked: Sequence[Errand]) -> list[Asking]:
    """Those that are new, and of which nothing is asked in this mail already."""
    besides = {each.matter.connection_id for each in asked if each.matter is not None}
    new = [
        each
        for each in told.notices
        if each.kind == NoticeKind.CONNECTION and told.is_said(None, each.created_at)
    ]
    return [each for each in asking_of(member, new) if each.connection_id not in besides]


@dataclass(frozen=True)
class _Told:
    """The notices of one mail, and what of them is not too old to be said once more."""

    notices: Sequence[Notice]
    since: datetime | None
    today: date

    def numbers(self, noun: str) -> dict[int, datetime]:
        """The tasks or promises that were told of, each with when it was told last."""
        found: dict[int, datetime] = {}
        for each in self.notices:
            number = number_of(noun, each.trigger)
            if number is not None and NoticeKind(each.kind) in OF_ERRANDS:
                found.setdefault(number, each.created_at)
        return found

    def is_said(self, due_on: date | None, told_at: datetime) -> bool:
        """Whether it stands in this mail: it is new, or due."""
        is_new = self.since is None or told_at > self.since
        return is_new or (due_on is not None and due_on <= self.today)


def _is_news(notice: Notice, since: datetime | None, covered: set[int]) -> bool:
    kind = NoticeKind(notice.kind)
    if kind in OF_ERRANDS or kind is NoticeKind.ASKED_TO_CARRY:
        return False
    if kind in _SAID_BY_ERRAND and notice.matter_id in covered:
        return False
    return since is None or notice.created_at > since


def _answers(member: StaffMember, notices: Sequence[Notice]) -> Iterator[Errand]:
    """What this colleague carries and was told to answer: the term runs out, or they wrote."""
    kinds = {kind.value for kind in OF_TERMS} | {NoticeKind.NEW_CONTACT.value}
    told = {each.matter_id for each in notices if each.kind in kinds and each.matter_id}
    carried = Matter.objects.open().carried_by([member.pk]).filter(waits_for_them=False)
    matters = list(carried.filter(pk__in=told).select_related("party").order_by("pk"))
    terms = Term.objects.running().filter(matter__in=matters, suspended_from__isnull=True)
    due = dict(terms.values_list("matter_id", "due_on"))
    written = unanswered(matters)
    for matter in matters:
        details = told_of(matter, written[matter.pk])
        yield _errand(LinkAction.ANSWER, matter, matter.party, due.get(matter.pk), details)


def _promises(member: StaffMember, told: _Told) -> Iterator[Errand]:
    """What was promised and is due, or was written down by a colleague."""
    numbers = told.numbers("promise")
    found = Promise.objects.standing().filter(pk__in=numbers)
    for promise in found.select_related("matter", "party", "given_by"):
        if not told.is_said(promise.due_on, numbers[promise.pk]):
            continue
        words = {
            "name": promise.party.name,
            "words": promise.words,
            "giver": promise.given_by.name if promise.given_by is not None else "",
        }
        yield _errand(
            LinkAction.KEEP,
            promise.matter,
            promise.party,
            promise.confirm_by if promise.course == Course.HEARD else promise.due_on,
            about_id=promise.pk,
            what=str(_promised(member, promise)) % words,
        )


def _promised(member: StaffMember, promise: Promise) -> str:
    """What is asked about a promise: whether it was given, whether it was kept, or a kind call."""
    is_own = promise.given_by_id == member.pk
    if promise.side == Side.THEIRS:
        return _("Ask %(name)s kindly how it goes. They said: “%(words)s”")
    if promise.course == Course.HEARD:
        if is_own:
            return _("Did you promise %(name)s this? “%(words)s”")
        return _("Did %(giver)s promise %(name)s this? “%(words)s” Ask it, and record the answer.")
    if is_own:
        return _("You promised %(name)s: “%(words)s”")
    return _("We promised %(name)s: “%(words)s”")


def _tasks(member: StaffMember, told: _Told) -> Iterator[Errand]:
    numbers = told.numbers("task")
    found = Task.objects.open().filter(pk__in=numbers, staff=member)
    for task in found.select_related("matter__party", "connection__party", "message", "about"):
        if told.is_said(task.due_on, numbers[task.pk]):
            yield _of_task(member, task)


def _passings(member: StaffMember, told: _Told) -> Iterator[Errand]:
    """What this colleague is asked to take over. Without a name, where others may read along."""
    numbers = told.numbers("passing")
    asked = Passing.objects.asked_of(member.pk).filter(pk__in=numbers)
    passings = list(asked.select_related("connection__party", "hand_over__staff"))
    quiet = Matter.objects.filter(
        connection__in=[each.connection_id for each in passings], neutral_subject=True
    )
    nameless = set(quiet.values_list("connection_id", flat=True)) if passings else set()
    for passing in passings:
        is_quiet = passing.connection_id in nameless
        words = {
            "name": "" if is_quiet else passing.connection.party.name,
            "leaver": passing.hand_over.staff.name if passing.hand_over is not None else "",
        }
        yield Errand(
            str(_to_take_over(passing, is_quiet=is_quiet)) % words,
            passing.answer_by,
            LinkAction.TAKE_OVER,
            about_id=passing.pk,
        )


def _to_take_over(passing: Passing, *, is_quiet: bool) -> str:
    if passing.rank == CarrierRank.SECOND:
        if is_quiet:
            return _("Will you be the second contact person of somebody?")
        return _("Will you be the second contact person of %(name)s?")
    if is_quiet:
        return _("Will you take over a contact?")
    if passing.hand_over is None:
        return _("Will you be the contact person of %(name)s?")
    return _("Will you take over the contact with %(name)s from %(leaver)s?")


def _of_task(member: StaffMember, task: Task) -> Errand:
    kind, matter = TaskKind(task.kind), task.matter
    about = matter or task.connection
    party = about.party if about is not None else None
    if kind is TaskKind.REVIEW_RIGHTS:
        what = capfirst(str(task.get_kind_display()))
        return Errand(what, task.due_on, None, page="reviews")
    if kind is TaskKind.LOOK_AFTER and task.about is not None:
        what = _("Look whether %(name)s is all right") % {"name": task.about.name}
        return Errand(what, task.due_on, None, page="look-after")
    action = _OF_TASK.get(kind, LinkAction.FINISH)
    if kind is TaskKind.CALL and task.message is None:
        return _call(task, party)
    if action is LinkAction.ANSWER:
        speaks = matter is not None and member.pk in (matter.owner_id, matter.second_id)
        details = told_of(matter, unanswered([matter])[matter.pk]) if matter is not None else ()
        found = _errand(action, matter, party, task.due_on, details)
        return found if speaks else _after_log_in(found)
    if action is LinkAction.READ and matter is not None:
        details = _text_to_read(member, matter)
    elif task.message is not None and party is not None:
        details = _words_to_send(task.message, party)
    else:
        details = [task.text] if task.text else []
    if action in _NEED_WORDS and not details:
        return _after_log_in(_errand(action, matter, party, task.due_on))
    what = ""
    if action is LinkAction.FINISH:
        name = f" ({party.name})" if party is not None else ""
        what = f"{capfirst(str(task.get_kind_display()))}{name}"
    return _errand(action, matter, party, task.due_on, details, about_id=task.pk, what=what)


def _call(task: Task, party: Party | None) -> Errand:
    """A call without a message that is kept: with words to say it is done when those were said."""
    name = {"name": party.name if party is not None else ""}
    what = str(_WHAT[LinkAction.CALLED]) % name
    if task.text or task.connection is None:
        details = [task.text] if task.text else []
        return _errand(
            LinkAction.FINISH, task.matter, party, task.due_on, details, about_id=task.pk, what=what
        )
    if task.connection.is_confidential:
        return Errand(_("Something in confidence waits"), task.due_on, None)
    return Errand(what, task.due_on, LinkAction.SPOKE, None, task.connection.pk)


def _errand(
    action: LinkAction,
    matter: Matter | None,
    party: Party | None,
    due_on: date | None,
    details: Sequence[str] = (),
    *,
    about_id: int | None = None,
    what: str = "",
) -> Errand:
    """With as much of it as may stand in a mail."""
    if matter is not None and matter.confidential:
        return Errand(_("Something in confidence waits"), due_on, None, matter)
    if matter is not None and matter.neutral_subject:
        quiet = Errand(str(_WHAT_WITHOUT_NAME[action]), due_on, action, matter, about_id)
        return _after_log_in(quiet) if action in _NEED_WORDS else quiet
    words: dict[str, Any] = {"name": party.name if party is not None else ""}
    said = what or str(_WHAT[action]) % words
    return Errand(said, due_on, action, matter, about_id, details)


def _after_log_in(errand: Errand) -> Errand:
    return Errand(errand.what, errand.due_on, None, errand.matter)


def unanswered(matters: Sequence[Matter]) -> dict[int, str]:
    """What they wrote about each matter and was not answered, the newest first; at most a page."""
    found: dict[int, list[str]] = {matter.pk: [] for matter in matters}
    inbound = ContactMoment.objects.that_were().filter(
        matter__in=matters, direction=Direction.INBOUND.value, answered_at__isnull=True
    )
    for contact in inbound.newest_first():
        found[contact.matter_id or 0].append(contact.summary)
    return {
        matter.pk: Truncator("\n".join(found[matter.pk]) or matter.story).chars(LONGEST_WRITTEN)
        for matter in matters
    }


def told_of(matter: Matter, written: str) -> list[str]:
    """What is needed to answer without logging in."""
    return [
        _("About: %(subject)s") % {"subject": matter.shown_subject},
        *([_("They wrote:"), *quoted(written)] if written else []),
    ]


def quoted(text: str) -> list[str]:
    """The words of somebody else, as mail programs show them."""
    return [f"> {line}" for line in _lines(text)]


def _text_to_read(member: StaffMember, matter: Matter) -> list[str]:
    """The text as it stands, and who wrote it; nothing when it is there no more."""
    asked = Draft.objects.filter(matter=matter, reader=member, verdict="")
    draft = asked.select_related("staff").order_by("-asked_at").first()
    if draft is None:
        return []
    return [_("%(name)s wrote:") % {"name": draft.staff.name}, *_lines(draft.text)]


def _words_to_send(message: Message, party: Party) -> list[str]:
    """Where it goes, and what to say or write; nothing as long as it has no words."""
    if not message.body:
        return []
    if message.way == "call":
        where = addresses_of(party).phone or message.to_address
        return [_("Phone: %(number)s") % {"number": where}, _("You say:"), *_lines(message.body)]
    where = party.postal_address or message.to_address
    return [*_lines(where), "", *_lines(message.body)]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]
