"""What each link in a mail can do: its page, whether it is still asked, and the one action.

Nothing of a dossier is read to be shown. Each looks with the eyes of the colleague whose link it
is, and does no more than that colleague could do at the desk.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.domain.access.models import ActionLink
from schakel.domain.access.rules import LinkAction, check_confidence, check_still_asked
from schakel.domain.anchoring.actions import say_backing
from schakel.domain.anchoring.models import Confirmation
from schakel.domain.anchoring.rules import Word
from schakel.domain.answers.actions import Voice, Writing, read_along, send
from schakel.domain.answers.models import Draft
from schakel.domain.answers.rules import Choice, Purpose, Verdict
from schakel.domain.arrivals.actions import say_met
from schakel.domain.connections.actions import agree_rest
from schakel.domain.connections.models import Connection
from schakel.domain.continuity.actions.passings import accept_passing, decline_passing
from schakel.domain.continuity.models import Passing
from schakel.domain.health.actions import take_step
from schakel.domain.health.models import Break
from schakel.domain.matters.actions import hand_over_matter, say_no, say_yes
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Rank
from schakel.domain.messages.actions import print_letters
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import UNDER_WAY, State
from schakel.domain.messages.rules import Kind as MessageKind
from schakel.domain.networks.queries import presence
from schakel.domain.parties.models import Channel
from schakel.domain.parties.queries import how_to_reach
from schakel.domain.promises import actions as promises
from schakel.domain.promises.models import Promise
from schakel.domain.promises.queries import is_asked
from schakel.domain.promises.rules import STANDS, Course, Side
from schakel.domain.staff.actions import choose_grouped_mail
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import GroupedMail
from schakel.domain.tasks.actions import (
    call_in_vain,
    finish_task,
    plan_call,
    tell_that_we_spoke,
)
from schakel.domain.tasks.models import Task
from schakel.domain.terms.actions import post_letters, tell_by_phone
from schakel.domain.terms.models import Term
from schakel.entrypoints.public import link_forms
from schakel.foundation.kernel.actor import Actor, resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import also_show
from schakel.foundation.tenancy.requests import TenantRequest
from schakel.foundation.ui.words import deadline, long_date

Text = str | Words


@dataclass(frozen=True)
class Use:
    """One request by a link: ``actor`` is the colleague whose link it is, whoever is logged in."""

    request: TenantRequest
    link: ActionLink
    actor: Actor

    @property
    def who(self) -> dict[str, Any]:
        """Who acts and when, as every action asks it."""
        return {"actor": self.actor, "now": self.request.now}


@dataclass(frozen=True)
class Step:
    """A page with one form. The first button is what most will do; so many as are ``at_once`` stand
    above the form, of which they need nothing.

    ``find`` gives what it is about, or is refused when it is not asked any more; ``act`` takes
    the action of a button and says what happened, and when the resident hears.
    """

    title: Text
    told: tuple[Text, ...]
    form: type[forms.Form]
    buttons: tuple[tuple[str, Text], ...]
    find: Callable[[Use], Any]
    act: Callable[[Use, Any, Mapping[str, Any], str], list[str]]
    at_once: int = 0


def _asked_to_carry(use: Use) -> Matter:
    if use.link.confidential:
        also_show(use.link.matter_id or 0)
    whole = resident(use.request.tenant.pk, use.link.matter_id)
    found = Matter.objects.visible_to(whole).asked_of(use.actor.staff_id).first()
    check_still_asked(asked=found is not None)
    assert found is not None
    return found


def _carry(use: Use, matter: Matter, typed: Mapping[str, Any], button: str) -> list[str]:
    if button == "no":
        say_no(**use.who, matter_id=matter.pk, reason=typed["reason"], today=use.request.today)
        return [
            _("You do not carry message %(reference)s.") % {"reference": matter.reference},
            _("A colleague is asked now. The resident hears who it is."),
        ]
    say_yes(**use.who, matter_id=matter.pk)
    return [
        _("You carry message %(reference)s from now on.") % {"reference": matter.reference},
        *_hears_by(use, matter),
    ]


def _asked_to_take_over(use: Use) -> Passing:
    asked = Passing.objects.visible_to(use.actor).asked_of(use.actor.staff_id)
    found = asked.filter(pk=use.link.about_id or 0).first()
    check_still_asked(asked=found is not None)
    assert found is not None
    return found


def _take_over(use: Use, passing: Passing, typed: Mapping[str, Any], button: str) -> list[str]:
    today = use.request.today
    if button == "no":
        decline_passing(**use.who, passing=passing, reason=typed["reason"], today=today)
        return [_("You do not take this over."), _("A colleague is asked now.")]
    accepted = accept_passing(**use.who, passing=passing, today=today)
    hand_over = accepted.hand_over
    if accepted.taken_over_at is None and hand_over is not None:
        day = long_date(hand_over.from_on, today)
        return [
            _("You take this over from %(day)s on.") % {"day": day},
            _("Who knows them introduces you. What you need to know stands at the contact."),
        ]
    return [
        _("You are their contact person now."),
        _("What you need to know stands at the contact."),
    ]


def _to_answer(use: Use) -> Matter:
    """As long as the next move is ours, no answer lies here, and this colleague carries it."""
    matter = (
        Matter.objects.visible_to(use.actor)
        .open()
        .filter(pk=use.link.matter_id or 0, waits_for_them=False)
        .select_related("party", "owner", "connection", "network")
        .first()
    )
    carries = matter is not None and use.actor.staff_id in (matter.owner_id, matter.second_id)
    lies_here = Message.objects.visible_to(use.actor).filter(
        matter_id=use.link.matter_id or 0,
        kind=MessageKind.ANSWER.value,
        state__in=[state.value for state in UNDER_WAY],
    )
    check_still_asked(asked=carries and not lies_here.exists())
    assert matter is not None
    return matter


def _answer(use: Use, matter: Matter, typed: Mapping[str, Any], button: str) -> list[str]:
    is_answer = button != "interim"
    reason = typed.get("reason", "")
    send(
        **use.who,
        writing=Writing(
            matter=matter,
            purpose=Purpose.ANSWER if is_answer else Purpose.INTERIM,
            text=typed["text"],
        ),
        voice=Voice(choice=Choice.ANYWAY if reason else None, reason=reason),
        today=use.request.today,
    )
    way = how_to_reach(matter.party).way
    if way != "mail":
        asked = _("The resident gets no mail. You are asked to send it as a letter.")
        if way != "letter":
            asked = _("The resident gets no mail. You are asked to call.")
        return [asked, _("You get a mail about that. The term runs until then.")]
    if is_answer:
        return [_("Your answer goes to the resident now."), _("The term stopped today.")]
    return [_("Your word goes to the resident now."), *_hears_by(use, matter)]


def _promise(use: Use) -> Promise:
    visible = Promise.objects.visible_to(use.actor, asked=True).select_related("matter", "given_by")
    promise = visible.filter(pk=use.link.about_id or 0).first()
    check_still_asked(
        asked=promise is not None
        and Course(promise.course) in STANDS
        and is_asked(promise, use.actor.staff_id, use.request.today)
    )
    assert promise is not None
    return promise


def _keep(use: Use, promise: Promise, typed: Mapping[str, Any], _button: str) -> list[str]:
    about: dict[str, Any] = {**use.who, "promise": promise}
    today, is_ours = use.request.today, promise.side == Side.OURS
    match Course(typed["course"]):
        case Course.CONFIRMED:
            promises.confirm_promise(**about)
            return [_("It is written down that this was promised.")]
        case Course.KEPT:
            promises.keep_promise(**about, today=today)
            return [_("The resident reads on their page that it was done.")]
        case Course.RENEGOTIATED:
            promises.renegotiate_promise(
                **about, due_on=typed["due_on"], reason=typed["reason"], today=today
            )
            new = deadline(typed["due_on"], today)
            kept = _("The new date is kept: %(deadline)s.") % {"deadline": new}
            return [kept, _("The resident hears it now, with your reason.")] if is_ours else [kept]
        case Course.BROKEN:
            promises.break_promise(**about, reason=typed["reason"], today=today)
        case _:
            promises.withdraw_promise(**about, explanation=typed["reason"], today=today)
    if not is_ours:
        return [_("It is written down that it does not happen.")]
    return [_("The resident hears now that it does not happen, and why.")]


def _task(use: Use) -> Task:
    """The task of the link, as long as it is open and asked of this colleague."""
    open_tasks = Task.objects.visible_to(use.actor).open()
    task = (
        open_tasks.filter(pk=use.link.about_id or 0, staff_id=use.actor.staff_id)
        .select_related("matter__party", "message__party", "staff")
        .first()
    )
    check_still_asked(asked=task is not None)
    assert task is not None
    return task


def _finish(use: Use, task: Task, typed: Mapping[str, Any], _button: str) -> list[str]:
    finish_task(**use.who, task=task, outcome=typed["outcome"])
    return [_("Your colleagues see that it is done. Thank you.")]


def _hand_over(use: Use, task: Task, typed: Mapping[str, Any], button: str) -> list[str]:
    matter, outcome = task.matter, typed["outcome"]
    finish_task(**use.who, task=task, outcome=outcome)
    if button == "stays" or matter is None:
        return [_("The contact person stays the same. Tell the resident why.")]
    hand_over_matter(
        **use.who,
        matter=matter,
        rank=Rank.FIRST,
        to=task.staff if button == "me" else None,
        reason=outcome,
        today=use.request.today,
    )
    if button == "me":
        return [
            _("You carry message %(reference)s from now on.") % {"reference": matter.reference},
            _("The resident hears that."),
        ]
    return [_("A colleague is asked now. The resident hears who it is.")]


def _to_send(use: Use) -> Message:
    task = _task(use)
    message: Message | None = task.message
    check_still_asked(asked=message is not None and State(message.state) in UNDER_WAY)
    assert message is not None
    return message


def _called(use: Use, call: Message, typed: Mapping[str, Any], button: str) -> list[str]:
    today = use.request.today
    if button == "in_vain":
        call = call_in_vain(
            **use.who, message=call, summary=_("We called. Nobody answered."), today=today
        )
        if State(call.state) in UNDER_WAY:
            return [_("Call again on the next working day. The link in the next mail is for that.")]
        return [_("Not reached three times. Choose a letter or another way.")]
    summary = typed["said"] or _("We called and told this.")
    tell_by_phone(**use.who, message=call, summary=summary, today=today)
    return [_("It is written down that you spoke to them today.")]


def _met(use: Use, task: Task, typed: Mapping[str, Any], button: str) -> list[str]:
    met = button == "met"
    say_met(**use.who, task=task, met=met, said=typed["said"])
    return [
        _("The meeting is recorded.") if met else _("It is written down that you did not meet.")
    ]


def _connection(use: Use) -> Connection:
    """As long as this colleague carries it, stands in for who does, or sees to what is stuck."""
    visible = Connection.objects.visible_to(use.actor)
    carrying = presence(use.request.today).stand_in_for(use.link.staff_id)
    stuck = Break.objects.visible_to(use.actor).open().filter(owner_id=use.link.staff_id)
    theirs = visible.filter(
        Q(pk__in=visible.carried_by(carrying).values("pk"))
        | Q(pk__in=stuck.values("connection_id")),
        pk=use.link.about_id or 0,
        completed_on__isnull=True,
    )
    connection = theirs.select_related("party").first()
    check_still_asked(asked=connection is not None)
    assert connection is not None
    check_confidence(LinkAction(use.link.action), confidential=connection.is_confidential)
    return connection


def _spoke(use: Use, connection: Connection, typed: Mapping[str, Any], button: str) -> list[str]:
    days = {
        "yesterday": use.request.today - timedelta(days=1),
        "other_day": typed["day"],
    }
    day = days.get(button, use.request.today)
    if day is None:
        raise Refused("contact_needs_day")
    tell_that_we_spoke(
        **use.who,
        member=use.link.staff,
        connection=connection,
        channel=typed["channel"] or Channel.PHONE,
        summary=typed["said"].strip() or _("We spoke."),
        happened_at=_moment_on(day, use.request),
    )
    return [
        _("It is written down that you spoke on %(day)s.")
        % {"day": long_date(day, use.request.today)},
        _("You are not reminded to call any more. What we owe them goes on."),
    ]


def _moment_on(day: date, request: TenantRequest) -> datetime:
    """Now for today; the middle of another day, since nobody remembers the hour."""
    if day == request.today:
        return request.now
    return timezone.make_aware(datetime.combine(day, time(12)))


def _call_soon(
    use: Use, connection: Connection, _typed: Mapping[str, Any], _button: str
) -> list[str]:
    task = plan_call(
        **use.who, member=use.link.staff, connection=connection, today=use.request.today
    )
    return [
        _("It stands on your page for today: call %(deadline)s.")
        % {"deadline": deadline(task.due_on, use.request.today)}
    ]


def _rest(use: Use, connection: Connection, typed: Mapping[str, Any], _button: str) -> list[str]:
    until, today = typed["until"], use.request.today
    agree_rest(**use.who, connection=connection, until=until, both_agreed=True, today=today)
    return [
        _("It rests until %(day)s. Until then you hear nothing of it.")
        % {"day": long_date(until, today)}
    ]


def _stuck(use: Use) -> Break:
    found = Break.objects.visible_to(use.actor).open().filter(pk=use.link.about_id or 0)
    stuck = found.filter(owner_id=use.link.staff_id).select_related("connection").first()
    check_still_asked(asked=stuck is not None)
    assert stuck is not None
    check_confidence(LinkAction.REPAIR, confidential=stuck.connection.is_confidential)
    return stuck


def _repair(use: Use, stuck: Break, typed: Mapping[str, Any], _button: str) -> list[str]:
    take_step(**use.who, about=stuck, text=typed["text"])
    return [
        _("It is written down with what is stuck."),
        _("Only they say that it is repaired."),
    ]


def _backing(use: Use) -> Confirmation:
    """As long as they are its sponsor and did not say anything."""
    task = _task(use)
    asked = Confirmation.objects.visible_to(use.actor).current().filter(task=task).first()
    check_still_asked(asked=asked is not None)
    assert asked is not None
    return asked


def _say_backing(use: Use, asked: Confirmation, typed: Mapping[str, Any], button: str) -> list[str]:
    word = Word(button) if button in set(Word) else Word.YES
    say_backing(**use.who, asked=asked, word=word, words=typed["words"], today=use.request.today)
    if word is Word.YES:
        return [_("Thank you. It is written down that you stand behind it.")]
    return [_("It is written down. The owner of the network hears it.")]


def _themselves(use: Use) -> StaffMember:
    return StaffMember.objects.get(pk=use.link.staff_id)


def _fewer_mails(
    use: Use, member: StaffMember, _typed: Mapping[str, Any], _button: str
) -> list[str]:
    choose_grouped_mail(**use.who, member=member, often=GroupedMail.NEVER)
    return [
        _("You get no more mails about what is new. It stands on your page for today."),
        _("You are still mailed when an answer is far too late, or nobody else can help."),
        _("Choose again on your page for today: Your mail."),
    ]


def _posted(use: Use, letter: Message, _typed: Mapping[str, Any], _button: str) -> list[str]:
    if State(letter.state) is State.QUEUED:
        print_letters(**use.who, letters=[letter])
    post_letters(**use.who, letters=[letter], today=use.request.today)
    return [_("It is written down that the letter was posted today.")]


def _text(use: Use) -> Draft:
    """The text as it stood in the mail: who agrees, agrees with what they read."""
    task = _task(use)
    asked = Draft.objects.visible_to(use.actor).filter(
        matter_id=task.matter_id or 0, reader_id=use.actor.staff_id, verdict=""
    )
    draft = asked.select_related("staff").order_by("-asked_at").first()
    check_still_asked(asked=draft is not None)
    assert draft is not None
    if draft.saved_at > use.link.created_at:
        raise Refused("text_was_changed")
    return draft


def _read(use: Use, draft: Draft, typed: Mapping[str, Any], button: str) -> list[str]:
    verdict = Verdict.RATHER_NOT if button == "rather_not" else Verdict.AGREED
    read_along(**use.who, draft=draft, text="", remark=typed["remark"], verdict=verdict)
    return [_("%(name)s hears what you think.") % {"name": draft.staff.name}]


def _hears_by(use: Use, matter: Matter) -> list[str]:
    terms = Term.objects.visible_to(resident(use.request.tenant.pk, matter.pk))
    term = terms.running().filter(matter=matter, suspended_from__isnull=True).first()
    if term is None:
        return []
    by = deadline(term.due_on, use.request.today)
    return [_("The resident hears from us %(deadline)s.") % {"deadline": by}]


STEPS = {
    LinkAction.ACCEPT: Step(
        title=gettext_lazy("Be the contact person"),
        told=(gettext_lazy("You are asked to be the contact person."),),
        form=link_forms.CarryForm,
        buttons=(
            ("yes", gettext_lazy("Yes, I do this")),
            ("no", gettext_lazy("No, ask a colleague")),
        ),
        find=_asked_to_carry,
        act=_carry,
        at_once=1,
    ),
    LinkAction.TAKE_OVER: Step(
        title=gettext_lazy("Take over a contact"),
        told=(gettext_lazy("Whose contact it is stands in the mail with this link."),),
        form=link_forms.CarryForm,
        buttons=(
            ("yes", gettext_lazy("Yes, I do this")),
            ("no", gettext_lazy("No, ask a colleague")),
        ),
        find=_asked_to_take_over,
        act=_take_over,
        at_once=1,
    ),
    LinkAction.ANSWER: Step(
        title=gettext_lazy("Answer"),
        told=(gettext_lazy("What you write here goes to the resident."),),
        form=link_forms.AnswerForm,
        buttons=(
            ("answer", gettext_lazy("Send the answer")),
            ("interim", gettext_lazy("Only say how it stands")),
        ),
        find=_to_answer,
        act=_answer,
    ),
    LinkAction.FEWER_MAILS: Step(
        title=gettext_lazy("No more mails about what is new"),
        told=(
            gettext_lazy("You are still mailed when an answer is far too late."),
            gettext_lazy("What you are asked personally comes as well."),
        ),
        form=forms.Form,
        buttons=(("stop", gettext_lazy("Stop these mails")),),
        find=_themselves,
        act=_fewer_mails,
    ),
    LinkAction.KEEP: Step(
        title=gettext_lazy("What became of this promise?"),
        told=(gettext_lazy("The promise stands in the mail with this link."),),
        form=link_forms.KeepForm,
        buttons=(("keep", gettext_lazy("Record")),),
        find=_promise,
        act=_keep,
    ),
    LinkAction.FINISH: Step(
        title=gettext_lazy("Is it done?"),
        told=(gettext_lazy("What you were asked stands in the mail with this link."),),
        form=link_forms.FinishForm,
        buttons=(("done", gettext_lazy("Yes, it is done")),),
        find=_task,
        act=_finish,
    ),
    LinkAction.HAND_OVER: Step(
        title=gettext_lazy("They want to speak to somebody else"),
        told=(gettext_lazy("What they wish stands in the mail with this link."),),
        form=link_forms.FinishForm,
        buttons=(
            ("best", gettext_lazy("Ask whoever fits best")),
            ("me", gettext_lazy("I become the contact person")),
            ("stays", gettext_lazy("It stays as it is")),
        ),
        find=_task,
        act=_hand_over,
    ),
    LinkAction.CALLED: Step(
        title=gettext_lazy("Did you call?"),
        told=(gettext_lazy("The number and the words stand in the mail with this link."),),
        form=link_forms.CalledForm,
        buttons=(
            ("spoken", gettext_lazy("Yes, spoken")),
            ("in_vain", gettext_lazy("Not reached")),
        ),
        find=_to_send,
        act=_called,
    ),
    LinkAction.MET: Step(
        title=gettext_lazy("Did you meet?"),
        told=(gettext_lazy("With whom and when stands in the mail with this link."),),
        form=link_forms.MetForm,
        buttons=(
            ("met", gettext_lazy("Yes, we met")),
            ("not_met", gettext_lazy("No")),
        ),
        find=_task,
        act=_met,
    ),
    LinkAction.POSTED: Step(
        title=gettext_lazy("Is the letter posted?"),
        told=(gettext_lazy("The address and the words stand in the mail with this link."),),
        form=forms.Form,
        buttons=(("posted", gettext_lazy("Yes, posted")),),
        find=_to_send,
        act=_posted,
    ),
    LinkAction.SPOKE: Step(
        title=gettext_lazy("Did you speak?"),
        told=(gettext_lazy("With whom stands in the mail with this link."),),
        form=link_forms.SpokeForm,
        buttons=(
            ("today", gettext_lazy("Yes, today")),
            ("yesterday", gettext_lazy("Yes, yesterday")),
            ("other_day", gettext_lazy("Yes, on that other day")),
        ),
        find=_connection,
        act=_spoke,
        at_once=2,
    ),
    LinkAction.CALL_SOON: Step(
        title=gettext_lazy("Do you call this week?"),
        told=(gettext_lazy("Whom stands in the mail with this link."),),
        form=forms.Form,
        buttons=(("call", gettext_lazy("Yes, I call this week")),),
        find=_connection,
        act=_call_soon,
    ),
    LinkAction.REST: Step(
        title=gettext_lazy("Did you agree to rest?"),
        told=(
            gettext_lazy("With whom stands in the mail with this link."),
            gettext_lazy("What we owe them goes on."),
        ),
        form=link_forms.RestForm,
        buttons=(("rest", gettext_lazy("Yes, we both want to wait")),),
        find=_connection,
        act=_rest,
    ),
    LinkAction.REPAIR: Step(
        title=gettext_lazy("What did you do about it?"),
        told=(gettext_lazy("What is stuck stands in the mail with this link."),),
        form=link_forms.RepairForm,
        buttons=(("record", gettext_lazy("Record")),),
        find=_stuck,
        act=_repair,
    ),
    LinkAction.CONFIRM_BACKING: Step(
        title=gettext_lazy("Do you still stand behind it?"),
        told=(gettext_lazy("Which network stands in the mail with this link."),),
        form=link_forms.BackingForm,
        buttons=(
            (Word.YES.value, gettext_lazy("Yes, I stand behind it")),
            (Word.NO.value, gettext_lazy("No, not any more")),
            (Word.ELSEWHERE.value, gettext_lazy("Somebody else does this now")),
        ),
        find=_backing,
        act=_say_backing,
        at_once=1,
    ),
    LinkAction.READ: Step(
        title=gettext_lazy("Read along"),
        told=(gettext_lazy("The text stands in the mail with this link."),),
        form=link_forms.ReadForm,
        buttons=(
            ("agreed", gettext_lazy("I agree")),
            ("rather_not", gettext_lazy("Rather not like this")),
        ),
        find=_text,
        act=_read,
    ),
}
