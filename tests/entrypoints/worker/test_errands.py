"""What stands in the mail of a colleague who never logs in, and how often it comes."""

import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from schakel.domain.answers.actions import Writing, ask_reader, keep_draft
from schakel.domain.answers.rules import Purpose
from schakel.domain.matters.actions import accept_matter
from schakel.domain.matters.models import Matter
from schakel.domain.messages.actions import keep_words
from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.privacy.actions import erase_party
from schakel.domain.privacy.rules import Reason
from schakel.domain.promises.actions import keep_promise, record_promise
from schakel.domain.promises.models import Promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.actions import ask_for, finish_task
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind
from schakel.domain.terms.actions import answer_matter, conclude_matter, hear_from_them
from schakel.entrypoints.at_work import Here, inside
from schakel.entrypoints.worker import calendar
from schakel.entrypoints.worker.compose import NothingToSay, compose
from schakel.entrypoints.worker.delivery import deliver
from schakel.foundation.kernel.actor import resident, system
from schakel.foundation.tenancy.models import Tenant
from tests import make

MONDAY = date(2026, 11, 30)
BY_PHONE = Sender(name="Jan Vos", phone="0501234567")
BY_LETTER = Sender(name="Ria Bos", postal_address="Kade 1, 9700 AA Waterhoven")


@pytest.fixture
def at(monkeypatch):
    """The clock of the entry point stands at eight in the morning of a day."""

    def set_clock(day: date, hour: int = 8) -> datetime:
        moment = datetime.combine(day, time(hour), tzinfo=UTC)
        monkeypatch.setattr("schakel.entrypoints.at_work.timezone.now", lambda: moment)
        return moment

    set_clock(make.TODAY)
    return set_clock


@pytest.fixture
def team(town, at) -> make.Team:
    with inside(town.pk):
        team = make.Team(system(town.pk))
        type(team.noor).objects.filter(pk=team.noor.pk).update(roles=[Role.OFFICIAL.value])
        return team


def matter_of(town: Tenant, **fields) -> Matter:
    """Carried by Noor, who said yes: of being asked she has her own mail."""
    with inside(town.pk) as here:
        matter = make.matter(here.actor, subject="Groenstrook", **fields)
        accept_matter(actor=make.acting(matter.owner), matter=matter, now=make.NOW)
        return matter


def mail_to(town: Tenant, member) -> str:
    """The words of the newest grouped mail to a colleague; empty when there is none."""
    calendar.every_hour(timestamp=0)
    with inside(town.pk) as here:
        message = Message.objects.grouped().filter(staff=member).order_by("-pk").first()
        return compose(here, message).body if message else ""


def asked(town: Tenant, matter: Matter, kind: Kind, **fields) -> Task:
    with inside(town.pk) as here:
        return ask_for(
            actor=here.actor,
            member=matter.owner,
            kind=kind,
            due_on=here.today,
            matter=matter,
            now=here.now,
            **fields,
        )


def links(body: str) -> list[str]:
    return re.findall(r"/doen/\S+/", body)


def test_a_task_stands_in_the_mail_with_who_what_until_when_and_a_link(town, team):
    matter = matter_of(town)
    asked(town, matter, Kind.FOLLOW_UP, text="Vraag het de provincie.")
    body = mail_to(town, matter.owner)
    assert "Fatima el Amrani" in body
    assert "Vraag het de provincie." in body
    assert f"{matter.reference}), uiterlijk dinsdag 24 november" in body
    assert len(links(body)) == 1


def test_who_answers_from_the_mail_reads_what_they_wrote(town, team):
    matter = matter_of(town, story="Mag er een bankje?\nEn een boom?")
    asked(town, matter, Kind.SPEAK_FOR_US)
    body = mail_to(town, matter.owner)
    assert "Zij schreven:\n  > Mag er een bankje?\n  > En een boom?\n" in body


def test_of_a_long_message_a_page_stands_in_the_mail(town, team):
    matter = matter_of(town, story="bankje " * 2_000)
    asked(town, matter, Kind.SPEAK_FOR_US)
    assert len(mail_to(town, matter.owner)) < 3_500


def test_what_was_done_meanwhile_is_no_reason_for_a_mail(town, team):
    matter = matter_of(town)
    task = asked(town, matter, Kind.FOLLOW_UP)
    with inside(town.pk) as here:
        finish_task(actor=make.acting(matter.owner), task=task, now=here.now)
    assert mail_to(town, matter.owner) == ""


def test_a_mail_of_which_all_is_done_before_it_goes_is_never_sent(town, team, mails):
    matter = matter_of(town)
    task = asked(town, matter, Kind.FOLLOW_UP)
    calendar.every_hour(timestamp=0)
    with inside(town.pk) as here:
        finish_task(actor=make.acting(matter.owner), task=task, now=here.now)
        message = Message.objects.grouped().get()
        with pytest.raises(NothingToSay):
            compose(here, message)
    deliver(town.pk, message.pk)
    assert mails.received == []
    with inside(town.pk):
        assert not Message.objects.grouped().exists()


@pytest.mark.parametrize(
    ("sender", "where", "kind"),
    [(BY_PHONE, "0501234567", "call"), (BY_LETTER, "Kade 1", "send_letter")],
)
def test_who_answers_by_link_hears_where_and_what_to_send(town, team, at, sender, where, kind):
    matter = matter_of(town, sender=sender)
    with inside(town.pk) as here:
        Task.objects.update(done_at=here.now)
        actor = make.acting(matter.owner)
        answer_matter(
            actor=type(actor)(**{**vars(actor), "by_link": True}),
            matter=matter,
            text="Ja, dat kan.",
            today=here.today,
            now=here.now,
        )
        message = Message.objects.get(kind="answer")
        assert Task.objects.get(message=message).kind == kind
    deliver(town.pk, message.pk)
    body = mail_to(town, matter.owner)
    assert where in body.replace("+3150", "050")
    assert "Ja, dat kan." in body
    assert len(links(body)) == 1


def test_a_text_to_read_along_stands_in_the_mail(town, team):
    matter = matter_of(town)
    with inside(town.pk) as here:
        writer = make.acting(matter.second)
        writing = Writing(matter=matter, purpose=Purpose.ANSWER, text="Dat mag.\nGraag gedaan.")
        keep_draft(actor=writer, writing=writing, now=here.now)
        ask_reader(
            actor=writer,
            matter=matter,
            purpose=Purpose.ANSWER,
            reader=matter.owner,
            today=here.today,
            now=here.now,
        )
    body = mail_to(town, matter.owner)
    assert "Sam Jansen schreef:" in body
    assert "Graag gedaan." in body
    assert len(links(body)) == 1


def promised(town: Tenant, matter: Matter, due_on: date, by=None) -> Promise:
    with inside(town.pk) as here:
        return record_promise(
            actor=make.acting(by or matter.owner),
            connection=matter.connection,
            matter=matter,
            side=Side.OURS,
            words="Ik kom kijken.",
            given_by=matter.owner,
            made_on=here.today,
            due_on=due_on,
            today=here.today,
            now=here.now,
        )


def test_a_promise_is_told_when_it_is_due_and_not_before_nor_twice(town, team, at):
    matter = matter_of(town)
    promise = promised(town, matter, MONDAY)
    assert mail_to(town, matter.owner) == ""
    at(MONDAY)
    body = mail_to(town, matter.owner)
    assert "U beloofde Fatima el Amrani: “Ik kom kijken.”" in body
    assert len(links(body)) == 1
    at(MONDAY + timedelta(days=1))
    calendar.every_hour(timestamp=0)
    with inside(town.pk) as here:
        assert Message.objects.grouped().count() == 1
        keep_promise(
            actor=make.acting(matter.owner), promise=promise, today=here.today, now=here.now
        )


def test_a_promise_that_a_colleague_wrote_down_is_told_at_once(town, team):
    matter = matter_of(town)
    promised(town, matter, MONDAY, by=matter.second)
    body = mail_to(town, matter.owner)
    assert "Beloofde u dit aan Fatima el Amrani? “Ik kom kijken.”" in body
    assert "uiterlijk donderdag 26 november" in body
    assert len(links(body)) == 1


def test_a_term_that_runs_out_has_a_link_to_answer(town, team, at):
    matter = matter_of(town)
    at(date(2026, 12, 4))
    body = mail_to(town, matter.owner)
    assert "Antwoord Fatima el Amrani" in body
    assert "uiterlijk dinsdag 8 december" in body
    assert "Groenstrook" in body
    assert len(links(body)) == 1
    with inside(town.pk) as here:
        answer_matter(
            actor=make.acting(matter.owner), matter=matter, text="Ja.", today=here.today,
            now=here.now,
        )  # fmt: skip
    at(date(2026, 12, 9))
    assert mail_to(town, matter.second) == ""


def test_a_task_that_waits_is_told_once_more_when_it_is_due(town, team, at):
    matter = matter_of(town)
    with inside(town.pk) as here:
        ask_for(
            actor=here.actor,
            member=matter.owner,
            kind=Kind.FOLLOW_UP,
            due_on=MONDAY,
            matter=matter,
            now=here.now,
        )
    days = [make.TODAY + timedelta(days=number) for number in range(14)]
    with_mail = []
    for day in days:
        at(day)
        calendar.every_hour(timestamp=0)
        with inside(town.pk):
            count = Message.objects.grouped().filter(staff=matter.owner).count()
        with_mail.append(count)
    assert with_mail[5] == 1
    assert with_mail[6] == 2


@pytest.mark.parametrize("how", ["confidential", "neutral_subject"])
def test_of_what_may_not_be_read_along_no_content_stands_in_any_mail(town, team, at, how):
    with inside(town.pk) as here:
        matter = make.matter(here.actor, subject="Kanarie", story="Kanarie", **{how: True})
        Matter.objects.update(owner_accepted_at=make.NOW)
    with inside(town.pk) as here:
        for kind in (Kind.FOLLOW_UP, Kind.OTHER_CARRIER, Kind.READ_ALONG):
            ask_for(
                actor=here.actor,
                member=matter.owner,
                kind=kind,
                due_on=here.today,
                matter=matter,
                text="Kanarie",
                now=here.now,
            )
        record_promise(
            actor=here.actor,
            connection=matter.connection,
            matter=matter,
            side=Side.OURS,
            words="Kanarie",
            given_by=matter.owner,
            made_on=here.today,
            due_on=here.today,
            today=here.today,
            now=here.now,
        )
    at(date(2026, 12, 9))
    body = mail_to(town, matter.owner)
    assert "Kanarie" not in body
    assert "Fatima" not in body
    assert "uiterlijk" in body
    if how == "confidential":
        assert links(body) == []
        assert matter.reference not in body
        assert "Er wacht iets in vertrouwen" in body


def test_in_a_month_full_of_tasks_at_most_two_mails_a_week_come_beside_those_of_terms(
    town, team, at
):
    """Something new each day, at the hours of the calendar itself; and one term that runs out."""
    matter = matter_of(town)
    noor = matter.owner
    for number in range(28):
        day = MONDAY + timedelta(days=number)
        for hour in (6, 9, 15):
            moment = at(day, hour)
            if hour == 9:
                asked(town, matter, Kind.FOLLOW_UP, text=f"Taak {number}")
                if number % 3 == 0:
                    with inside(town.pk) as here:
                        hear_from_them(
                            actor=resident(town.pk, matter.pk),
                            matter=matter,
                            text="Hoe staat het?",
                            today=here.today,
                            now=moment,
                        )
                calendar.every_hour(timestamp=0)
            calendar.mail_notices(town.pk)
    with inside(town.pk):
        mails = list(Message.objects.grouped().filter(staff=noor).order_by("pk"))
        terms = [each for each in mails if each.key.startswith("terms:")]
        others = [each for each in mails if each not in terms]
    days = [timezone.localdate(each.created_at) for each in others]
    assert max(Counter(days).values()) == 1
    assert max(Counter(day.isocalendar().week for day in days).values()) == 2
    assert {day.weekday() for day in days} <= {0, 1, 2, 3, 4}
    # The 4th, when it runs out; the 9th, when it is late.
    assert [timezone.localdate(each.created_at).day for each in terms] == [4, 9]


def test_what_is_asked_of_a_colleague_is_counted_in_the_subject(town, team):
    matter = matter_of(town)
    asked(town, matter, Kind.FOLLOW_UP)
    calendar.every_hour(timestamp=0)
    with inside(town.pk) as here:
        message = Message.objects.grouped().get(staff=matter.owner)
        assert compose(here, message).subject == "1 melding voor u"
        message.language = "en"
        words = compose(Here(here.tenant, here.actor, here.now, here.today), message)
        assert "You need not log in:" in words.body


def test_what_stood_in_the_mail_of_a_colleague_goes_with_who_is_erased(town, team, at):
    """Also a promise that was about no matter."""
    matter = matter_of(town)
    with inside(town.pk) as here:
        record_promise(
            actor=make.acting(matter.owner),
            connection=matter.connection,
            side=Side.OURS,
            words="Kanarie",
            given_by=matter.owner,
            made_on=here.today,
            due_on=MONDAY,
            today=here.today,
            now=here.now,
        )
    at(MONDAY)
    assert "Kanarie" in mail_to(town, matter.owner)
    with inside(town.pk) as here:
        message = Message.objects.grouped().get(staff=matter.owner)
        keep_words(message=message, subject="1 melding", body="Kanarie")
        keep_promise(
            actor=make.acting(matter.owner),
            promise=Promise.objects.get(),
            today=here.today,
            now=here.now,
        )
        conclude_matter(actor=here.actor, matter=matter, reason="", today=here.today, now=here.now)
        Notice.objects.all().delete()
        erase_party(actor=here.actor, party=matter.party, reason=Reason.REQUEST, now=here.now)
        assert Message.objects.get(pk=message.pk).body == ""
