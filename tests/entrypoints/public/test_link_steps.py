"""All that a colleague does from a mail: each thing once, as at the desk, and nothing else."""

import threading
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import timezone

from schakel.domain.access.actions import make_action_link
from schakel.domain.access.models import ActionLink
from schakel.domain.access.rules import LinkAction
from schakel.domain.answers.actions import Writing, ask_reader, keep_draft
from schakel.domain.answers.models import Draft
from schakel.domain.answers.rules import Purpose
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.contacts.rules import Direction
from schakel.domain.matters.actions import hand_over_matter
from schakel.domain.matters.models import Handover, Matter
from schakel.domain.matters.rules import Rank
from schakel.domain.messages.actions import keep_words
from schakel.domain.messages.models import Message
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.actions import appoint_deputy, appoint_secretary, let_go
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.actions import ask_for, ask_other_carrier, finish_task
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind
from schakel.domain.terms.actions import answer_matter, conclude_matter
from schakel.domain.terms.models import Term
from schakel.entrypoints.public import limits
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import also_show, within_tenant
from tests import make
from tests.pages import staff_client

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
CANARY = "Kanariepietje"
BY_LETTER = Sender(name="Ria Bos", postal_address="Kade 1, 9700 AA Waterhoven")
BY_PHONE = Sender(name="Jan Vos", phone="0501234567")


@dataclass
class Desk:
    """An official who carries a matter, and the links that stand in their mail."""

    actor: object
    team: make.Team
    matter: Matter

    @property
    def acting(self):
        return make.acting(self.matter.owner, TODAY)

    def link(self, action: LinkAction, about_id: int | None = None, member=None) -> str:
        token = make_action_link(
            actor=system(self.matter.tenant_id),
            matter=self.matter,
            member=member or self.matter.owner,
            action=action,
            about_id=about_id,
            now=timezone.now(),
        )
        return f"/doen/{token}/"

    def task(self, kind: Kind = Kind.FOLLOW_UP) -> Task:
        return ask_for(
            actor=system(self.matter.tenant_id),
            member=self.matter.owner,
            kind=kind,
            due_on=TODAY,
            matter=self.matter,
            text=CANARY,
            now=NOW,
        )

    def promise(self, given_by=None) -> Promise:
        return record_promise(
            actor=self.acting,
            connection=self.matter.connection,
            matter=self.matter,
            side=Side.OURS,
            words=f"Ik bel {CANARY}.",
            given_by=given_by or self.matter.owner,
            made_on=TODAY,
            due_on=TODAY,
            today=TODAY,
            now=NOW,
        )

    def to_send(self) -> Task:
        answer_matter(
            actor=system(self.matter.tenant_id),
            matter=self.matter,
            text=f"Beste {CANARY}",
            today=TODAY,
            now=NOW,
        )
        message = Message.objects.get(kind="answer")
        keep_words(message=message, subject="Antwoord", body=f"Beste {CANARY}")
        return Task.objects.open().get(message=message)

    def to_read(self) -> Task:
        writing = Writing(matter=self.matter, purpose=Purpose.ANSWER, text=f"Dag {CANARY}")
        writer = make.acting(self.matter.second, TODAY)
        keep_draft(actor=writer, writing=writing, now=NOW)
        ask_reader(
            actor=writer,
            matter=self.matter,
            purpose=Purpose.ANSWER,
            reader=self.matter.owner,
            today=TODAY,
            now=NOW,
        )
        return Task.objects.open().get(kind="read_along")


def make_desk(actor, **fields) -> Desk:
    team = make.Team(actor)
    type(team.noor).objects.filter(pk=team.noor.pk).update(roles=[Role.OFFICIAL.value])
    matter = make.matter(
        actor, story=f"{CANARY} op het dak.", subject=CANARY, now=NOW, today=TODAY, **fields
    )
    return Desk(actor, team, matter)


@pytest.fixture
def desk(actor) -> Desk:
    return make_desk(actor)


def words(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def sent(address: str, **typed: str) -> str:
    return words(Client().post(address, typed))


# Each thing that is asked, with the button that does it and what is typed.
EVERY = {
    LinkAction.ACCEPT: (lambda desk: None, {"yes": "yes"}),
    LinkAction.ANSWER: (lambda desk: None, {"answer": "yes", "text": "Ja, dat kan."}),
    LinkAction.KEEP: (lambda desk: desk.promise().pk, {"keep": "yes", "course": "kept"}),
    LinkAction.FINISH: (lambda desk: desk.task().pk, {"done": "yes", "outcome": "Gevraagd."}),
    LinkAction.READ: (lambda desk: desk.to_read().pk, {"agreed": "yes", "remark": "Goed."}),
}
EACH = pytest.mark.parametrize("action", EVERY)


@EACH
def test_a_scanner_and_a_curious_reader_see_a_number_and_change_nothing(desk, action):
    address = desk.link(action, EVERY[action][0](desk))
    before = Line.objects.count()
    for _ in range(3):
        shown = words(Client().get(address))
        Client().head(address)
    assert desk.matter.reference in shown
    assert "Noor de Wit" in shown
    for secret in (CANARY, "Fatima", "fatima@"):
        assert secret not in shown
    assert Line.objects.count() == before
    assert ActionLink.objects.get().used_at is None


@EACH
def test_it_is_done_once_by_link_in_the_name_of_its_colleague(desk, action):
    about, typed = EVERY[action]
    address = desk.link(action, about(desk))
    assert "Gelukt" in sent(address, **typed)
    lines = Line.objects.filter(by_link=True)
    assert {line.actor_id for line in lines} == {desk.matter.owner_id}
    assert lines.get(what="action_link.used").details == {"action": action.value}
    done = Line.objects.count()
    shown = sent(address, **typed)
    assert "gebruikte deze link al" in shown
    assert CANARY not in shown
    assert Line.objects.count() == done


@EACH
def test_who_is_logged_in_as_another_acts_as_the_colleague_of_the_link(desk, action):
    about, typed = EVERY[action]
    address = desk.link(action, about(desk))
    other = staff_client(desk.team.sam)
    assert "Noor de Wit" in words(other.get(address))
    assert "Gelukt" in words(other.post(address, typed))
    assert {line.actor_id for line in Line.objects.filter(by_link=True)} == {desk.matter.owner_id}


@EACH
def test_it_dies_with_the_work_of_its_colleague(desk, action):
    about, typed = EVERY[action]
    address = desk.link(action, about(desk))
    let_go(actor=desk.actor, member=desk.matter.owner, last_day=TODAY - timedelta(days=1), now=NOW)
    assert "werkt niet meer" in words(Client().get(address))
    assert "werkt niet meer" in sent(address, **typed)
    assert not Line.objects.filter(by_link=True).exists()


@pytest.mark.parametrize("action", [LinkAction.ACCEPT, LinkAction.ANSWER])
def test_it_dies_when_another_carries_the_matter_though_they_may_see_it_still(desk, action):
    address = desk.link(action)
    els = make.colleague(desk.actor, "Els", networks=[desk.team.network])
    hand_over_matter(
        actor=desk.actor, matter=desk.matter, rank=Rank.FIRST, to=els, today=TODAY, now=NOW
    )
    assert "niet meer van u" in words(Client().get(address))
    assert "niet meer van u" in sent(address, **EVERY[action][1])
    assert ActionLink.objects.get().used_at is None


@pytest.mark.parametrize("action", [LinkAction.ACCEPT, LinkAction.ANSWER])
def test_it_dies_with_its_matter(desk, action):
    address = desk.link(action)
    conclude_matter(actor=desk.actor, matter=desk.matter, reason="", today=TODAY, now=NOW)
    assert "niet meer van u" in sent(address, **EVERY[action][1])


def test_what_was_done_at_the_desk_is_not_asked_any_more(desk):
    task = desk.task()
    address = desk.link(LinkAction.FINISH, task.pk)
    finish_task(actor=desk.acting, task=task, outcome="Zo", now=NOW)
    assert "niet meer van u" in words(Client().get(address))
    assert "niet meer van u" in sent(address, done="yes", outcome="Anders")
    assert Task.objects.get(pk=task.pk).outcome == "Zo"


def test_what_was_answered_at_the_desk_is_not_answered_twice(desk):
    address = desk.link(LinkAction.ANSWER)
    answer_matter(actor=desk.acting, matter=desk.matter, text="Ja.", today=TODAY, now=NOW)
    assert "niet meer van u" in sent(address, answer="yes", text="Nee.")
    assert Message.objects.filter(kind="answer").count() == 1


def test_a_task_of_a_colleague_is_not_done_with_an_own_link(desk):
    address = desk.link(LinkAction.FINISH, desk.task().pk, member=desk.matter.second)
    assert "niet meer van u" in sent(address, done="yes")
    assert not Line.objects.filter(by_link=True).exists()


@EACH
def test_of_what_became_confidential_a_link_says_nothing(actor, action):
    desk = make_desk(actor, confidential=True)
    also_show(desk.matter.pk)
    about, typed = EVERY[action]
    address = desk.link(action, about(desk))
    for shown in (words(Client().get(address)), sent(address, **typed)):
        assert CANARY not in shown
        assert action is LinkAction.ACCEPT or "in vertrouwen" in shown


def test_an_answer_stops_the_clock_and_goes_to_the_resident(desk):
    shown = sent(desk.link(LinkAction.ANSWER), answer="yes", text="Ja, dat kan.")
    assert "Uw antwoord gaat nu naar de inwoner" in shown
    assert Term.objects.get().ended_on == TODAY
    assert Message.objects.get(kind="answer").typed == "Ja, dat kan."
    assert Matter.objects.get().status == "answered"


def test_a_word_in_between_lets_the_clock_run(desk):
    shown = sent(desk.link(LinkAction.ANSWER), interim="yes", text="Wij zoeken het uit.")
    assert "uiterlijk" in shown
    assert Term.objects.get().ended_on is None
    assert Message.objects.get(kind="interim").typed == "Wij zoeken het uit."


def test_an_empty_answer_says_what_misses_and_leaves_the_link(desk):
    address = desk.link(LinkAction.ANSWER)
    assert "Your text" not in sent(address, answer="yes", text=" ")
    assert ActionLink.objects.get().used_at is None
    assert "{naamm}" in sent(address, answer="yes", text="Dag {naamm}, tot dan.")
    assert "Gelukt" in sent(address, answer="yes", text="Dag, tot dan.")


def test_where_a_colleague_said_something_too_it_asks_why_and_keeps_the_text(desk):
    other = make.matter(
        desk.actor, sender=desk.matter.party, story="Nog iets.", now=NOW, today=TODAY
    )
    make.contact(
        make.acting(desk.team.sam, TODAY),
        other,
        direction=Direction.OUTBOUND,
        staff_id=desk.team.sam.pk,
        summary=f"{CANARY} mag niet.",
        happened_at=NOW,
        now=NOW,
    )
    address = desk.link(LinkAction.ANSWER)
    shown = sent(address, answer="yes", text="Ja, dat kan.")
    assert "Ja, dat kan." in shown
    assert "Waarom zonder afspraak?" in shown
    assert CANARY not in shown
    assert "Gelukt" in sent(address, answer="yes", text="Ja, dat kan.", reason="Ik sprak Sam.")


def test_no_with_a_reason_goes_on_to_the_next_best_and_never_to_who_said_no(desk):
    piet = make.colleague(desk.actor, "Piet Bos", networks=[desk.team.network])
    address = desk.link(LinkAction.ACCEPT)
    assert "Schrijf waarom" in sent(address, no="yes")
    assert "Wij vragen nu een collega" in sent(address, no="yes", reason="Ik ga met verlof.")
    assert Matter.objects.get().owner_id == piet.pk
    assert Handover.objects.get().reason == "Ik ga met verlof."
    desk.matter.refresh_from_db()
    other = desk.link(LinkAction.ACCEPT, member=piet)
    shown = sent(other, no="yes", reason="Ik ook.")
    assert "niemand anders" in shown
    assert "Ik ook." in shown
    assert Matter.objects.get().owner_id == piet.pk


def test_of_a_promise_that_was_not_kept_the_reason_is_asked_and_kept(desk):
    address = desk.link(LinkAction.KEEP, desk.promise().pk)
    assert "Schrijf waarom" in sent(address, keep="yes", course="broken")
    later = TODAY + timedelta(days=7)
    shown = sent(
        address,
        keep="yes",
        course="renegotiated",
        due_on=f"{later:%Y-%m-%d}",
        reason="Ik was ziek.",
    )
    assert "De nieuwe datum staat vast" in shown
    promise = Promise.objects.get()
    assert (promise.course, promise.due_on, promise.reason) == (
        "renegotiated",
        later,
        "Ik was ziek.",
    )


@pytest.mark.parametrize(
    ("button", "owner"), [("me", "Sam Jansen"), ("best", "Piet Bos"), ("stays", "Noor de Wit")]
)
def test_who_is_asked_for_another_contact_person_gives_one(desk, button, owner):
    make.colleague(desk.actor, "Piet Bos", networks=[desk.team.network])
    [task] = ask_other_carrier(
        actor=desk.actor, matter=desk.matter, wish=CANARY, today=TODAY, now=NOW
    )
    address = desk.link(LinkAction.HAND_OVER, task.pk, member=task.staff)
    assert CANARY not in words(Client().get(address))
    assert "Gelukt" in sent(address, **{button: "yes", "outcome": "Zij kennen elkaar."})
    assert Matter.objects.select_related("owner").get().owner.name == owner
    assert Task.objects.get(pk=task.pk).done_at is not None


def test_a_call_is_spoken_or_in_vain(actor):
    desk = make_desk(actor, sender=BY_PHONE)
    task = desk.to_send()
    first, second = (desk.link(LinkAction.CALLED, task.pk) for _ in range(2))
    assert CANARY not in words(Client().get(first))
    assert "Bel opnieuw" in sent(first, in_vain="yes")
    assert Term.objects.get().ended_on is None
    assert "sprak" in sent(second, spoken="yes", said="Fijn.")
    assert Term.objects.get().ended_on == TODAY
    assert ContactMoment.objects.filter(summary="Fijn.", channel="phone").exists()
    third = desk.link(LinkAction.CALLED, task.pk)
    assert "niet meer van u" in sent(third, spoken="yes")


def test_a_letter_is_posted(actor):
    desk = make_desk(actor, sender=BY_LETTER)
    address = desk.link(LinkAction.POSTED, desk.to_send().pk)
    assert CANARY not in words(Client().get(address))
    assert "vandaag is gepost" in sent(address, posted="yes")
    assert Message.objects.get(kind="answer").state == "posted"
    assert Term.objects.get().ended_on == TODAY


def test_who_reads_along_agrees_with_what_stood_in_the_mail_only(desk):
    address = desk.link(LinkAction.READ, desk.to_read().pk)
    Draft.objects.update(saved_at=timezone.now() + timedelta(minutes=1))
    assert "veranderd" in sent(address, agreed="yes")
    assert Draft.objects.get().verdict == ""


def test_a_remark_reaches_the_writer(desk):
    address = desk.link(LinkAction.READ, desk.to_read().pk)
    assert "Sam Jansen hoort" in sent(address, rather_not="yes", remark="Te hard.")
    draft = Draft.objects.get()
    assert (draft.verdict, draft.remark) == ("rather_not", "Te hard.")


@pytest.mark.parametrize("who", ["giver", "secretary", "deputy"])
def test_who_is_asked_whether_it_was_promised_says_so_without_seeing_the_matter(desk, who):
    sponsor = {"roles": [Role.SPONSOR]}
    alderman = make.colleague(desk.actor, "Wethouder Bakker", **sponsor)
    els = make.colleague(desk.actor, "Els", **sponsor)
    if who == "secretary":
        appoint_secretary(actor=desk.actor, member=alderman, secretary=els, now=NOW)
    if who == "deputy":
        appoint_deputy(actor=desk.actor, member=alderman, deputy=els, now=NOW)
    promise = desk.promise(alderman)
    address = desk.link(LinkAction.KEEP, promise.pk, alderman if who == "giver" else els)
    assert CANARY not in words(Client().get(address))
    assert "Vastgelegd is dat dit is beloofd." in sent(address, keep="yes", course="confirmed")
    promise.refresh_from_db()
    assert promise.course == "confirmed"


def test_a_link_about_a_promise_of_others_does_nothing(desk):
    els = make.colleague(desk.actor, "Els", networks=[desk.team.network])
    address = desk.link(LinkAction.KEEP, desk.promise().pk, els)
    sent(address, keep="yes", course="kept")
    assert Promise.objects.get().course == "confirmed"


def test_a_promise_about_no_matter_has_a_page_too(desk):
    promise = record_promise(
        actor=desk.acting,
        connection=desk.matter.connection,
        side=Side.OURS,
        words="Ik bel.",
        given_by=desk.matter.owner,
        made_on=TODAY,
        due_on=TODAY,
        today=TODAY,
        now=NOW,
    )
    token = make_action_link(
        actor=desk.actor,
        matter=None,
        member=desk.matter.owner,
        action=LinkAction.KEEP,
        about_id=promise.pk,
        now=timezone.now(),
    )
    assert "Noor de Wit" in words(Client().get(f"/doen/{token}/"))
    assert "Gelukt" in sent(f"/doen/{token}/", keep="yes", course="kept")


def test_sending_much_from_one_address_is_stopped(desk, monkeypatch):
    monkeypatch.setattr(limits, "ACTION_LINKS", (limits.Limit("few-links", 1, 60),))
    address = desk.link(LinkAction.ANSWER)
    sent(address, answer="yes", text=" ")
    shown = sent(address, answer="yes", text="Ja, dat kan.")
    assert "Ja, dat kan." in shown
    assert ActionLink.objects.get().used_at is None


@EACH
def test_the_page_asks_few_questions_whatever_there_is(desk, action, django_assert_max_num_queries):
    address = desk.link(action, EVERY[action][0](desk))
    with django_assert_max_num_queries(12):
        Client().get(address)
    for _ in range(5):
        desk.task()
    with django_assert_max_num_queries(12):
        Client().get(address)


def test_of_two_who_press_at_once_one_does_it(committed):
    town = make.tenant()
    with within_tenant(town.pk):
        desk = make_desk(system(town.pk))
        addresses = [desk.link(LinkAction.ANSWER) for _ in range(2)]
    cache.clear()
    pages: list[str] = []

    def press(address: str) -> None:
        pages.append(sent(address, answer="yes", text="Ja, dat kan."))
        connections.close_all()

    presses = [threading.Thread(target=press, args=[each]) for each in [*addresses, *addresses]]
    for each in presses:
        each.start()
    for each in presses:
        each.join(30)
    assert len([page for page in pages if "Gelukt" in page]) == 1
    with within_tenant(town.pk):
        assert Message.objects.filter(kind="answer").count() == 1
