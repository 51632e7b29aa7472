"""What follows from what happens, up to the mail that arrives."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.domain.access.actions import action_link, page_link
from schakel.domain.contacts.actions import Upload, record_contact
from schakel.domain.contacts.rules import Direction
from schakel.domain.continuity.models import Passing
from schakel.domain.matters.actions import (
    break_confidence,
    hand_over_matter,
    pass_on_matter,
    say_whether_heard,
)
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Rank, Receiver
from schakel.domain.messages.actions import begin_handing_over, mark_uncertain, send_again
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import HANDING_OVER_LIMIT
from schakel.domain.notices.models import Notice
from schakel.domain.parties.models import DigitalAddress
from schakel.domain.staff.actions import let_go
from schakel.domain.staff.rules import Role
from schakel.domain.submissions.actions import import_contributions
from schakel.domain.submissions.rules import Row
from schakel.domain.tasks.models import Task
from schakel.domain.terms.actions import answer_matter
from schakel.entrypoints.worker import jobs
from schakel.entrypoints.worker.delivery import deliver
from schakel.entrypoints.worker.subscriptions import SUBSCRIPTIONS
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import resident, system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.mail_server import text_of


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def now():
    return timezone.now()


def inside(town: Tenant):
    return within_tenant(town.pk, matters=ALL_MATTERS)


@pytest.fixture
def matter(town, today, now) -> Matter:
    with inside(town):
        make.Team(system(town.pk))
        return make.matter(system(town.pk), now=now, today=today, by=resident(town.pk))


def mail_to(mails, address: str, word: str = ""):
    (mail,) = [
        each
        for each in mails.received
        if each["To"] == address and word in each["Subject"] + text_of(each)
    ]
    return mail


def test_a_receipt_names_two_people_and_a_date_and_quotes_nothing(town, matter, work, mails):
    work()
    mail = mail_to(mails, "fatima@bewoner.example")
    text = text_of(mail)
    assert mail["Subject"] == f"Uw bericht aan {town.name} ({matter.reference})"
    assert text.startswith(f"Wij hebben uw bericht ontvangen ({matter.reference})\n\n")
    assert "Noor de Wit" in text
    assert "Sam Jansen" in text
    assert re.search(r"U hoort uiterlijk \w+dag \d+ \w+", text)
    assert "112" in text
    for theirs in ("groenstrook", "Kastanjelaan", "Fatima"):
        assert theirs not in text + mail["Subject"]
    (token,) = re.findall(r"https://schakel\.waterhoven\.example/uw-pagina/([^/\s]+)/", text)
    with inside(town):
        assert page_link(token).matter_id == matter.pk
        assert Message.objects.get(kind="receipt").state == "sent"


def test_both_carriers_are_asked_with_a_link_of_their_own(town, matter, work, mails):
    work()
    with inside(town):
        people = [matter.owner, matter.second]
        for each in people:
            text = text_of(mail_to(mails, each.email))
            links = [action_link(token) for token in re.findall(r"/doen/([^/\s]+)/", text)]
            assert [link.action for link in links] == ["accept", "answer"]
            assert {link.staff_id for link in links} == {each.pk}
            assert "Groen" not in mail_to(mails, each.email)["Subject"]
        assert Notice.objects.filter(kind="asked_to_carry").count() == 2


def test_a_matter_in_confidence_shows_no_content_in_a_notice(town, work, mails, today, now):
    with inside(town):
        team = make.Team(system(town.pk))
        matter = make.matter(
            system(town.pk),
            story="Kanarie: mijn buurman dreigt.",
            confidential=True,
            by=resident(town.pk),
            today=today,
            now=now,
        )
        third = make.colleague(system(town.pk), "Piet Bos", networks=[team.network])
        hand_over_matter(
            actor=system(town.pk), matter=matter, rank=Rank.SECOND, to=third, today=today, now=now
        )
    work()
    text = text_of(mail_to(mails, third.email))
    assert "in vertrouwen" in text
    assert "uiterlijk" in text
    for each in mails.received:
        assert "Kanarie" not in each["Subject"]
    assert "Kanarie" not in text
    assert "Fatima" not in text


def test_a_job_that_runs_twice_does_no_harm(town, matter, work, mails):
    work()
    with inside(town):
        lines = list(Line.objects.filter(what__in=SUBSCRIPTIONS))
        before = [each.objects.count() for each in (Message, Notice, Task)]
    sent = len(mails.received)
    for line in lines:
        for job in SUBSCRIPTIONS[line.what]:
            job(tenant_id=town.pk, line_id=line.pk, subject_id=line.subject_id)
    work()
    with inside(town):
        assert [each.objects.count() for each in (Message, Notice, Task)] == before
    assert len(mails.received) == sent


def test_the_resident_hears_of_a_new_contact_person(town, matter, work, mails, today, now):
    with inside(town):
        piet = make.colleague(system(town.pk), "Piet Bos", networks=[matter.network], phone="010")
        hand_over_matter(
            actor=system(town.pk), matter=matter, rank=Rank.FIRST, to=piet, today=today, now=now
        )
    work()
    text = text_of(mail_to(mails, "fatima@bewoner.example", "nieuwe contactpersoon"))
    assert "Piet Bos" in text
    assert mail_to(mails, piet.email)


def test_who_has_no_mail_is_called_once_however_often_the_job_runs(town, work, mails, today, now):
    with inside(town):
        make.Team(system(town.pk))
        party = make.party(system(town.pk), "Bert", phone="0612345678")
        matter = make.matter(system(town.pk), sender=party, today=today, now=now)
        piet = make.colleague(system(town.pk), "Piet Bos", networks=[matter.network])
        hand_over_matter(
            actor=system(town.pk), matter=matter, rank=Rank.FIRST, to=piet, today=today, now=now
        )
    work()
    with inside(town):
        line = Line.objects.get(what="matter.handed_over")
    jobs.tell_of_new_carrier(tenant_id=town.pk, line_id=line.pk, subject_id=line.subject_id)
    with inside(town):
        assert Task.objects.filter(text="new_carrier").count() == 1


def test_the_sender_hears_to_whom_it_was_passed_on(town, matter, work, mails, today, now):
    with inside(town):
        pass_on_matter(
            actor=system(town.pk),
            matter=matter,
            to="Waterschap De Vliet",
            receiver=Receiver.GOVERNMENT,
            consents=False,
            today=today,
            now=now,
        )
    work()
    text = text_of(mail_to(mails, "fatima@bewoner.example", "doorgestuurd"))
    assert "Waterschap De Vliet" in text
    with inside(town):
        say_whether_heard(
            actor=resident(town.pk, matter.pk), matter=matter, heard=False, now=timezone.now()
        )
    work()
    with inside(town):
        task = Task.objects.get(kind="follow_up")
        assert task.staff_id == matter.owner_id
        assert "Waterschap De Vliet" in task.text


def test_carriers_hear_what_a_resident_adds_but_not_what_they_write_themselves(
    town, matter, work, mails, now
):
    with inside(town):
        record_contact(
            actor=resident(town.pk, matter.pk),
            party=matter.party,
            matter=matter,
            channel="web",
            direction=Direction.INBOUND,
            summary="Nog iets.",
            happened_at=now,
            now=now,
        )
        make.contact(
            make.acting(matter.owner, timezone.localdate()), matter, happened_at=now, now=now
        )
    work()
    with inside(town):
        told = Notice.objects.filter(kind="new_contact")
        assert set(told.values_list("staff_id", flat=True)) == {matter.owner_id, matter.second_id}
        assert told.count() == 2


def test_the_answer_goes_out_in_the_words_of_the_colleague(town, matter, work, mails, today, now):
    with inside(town):
        answer_matter(
            actor=make.acting(matter.owner, today),
            matter=matter,
            text="De groenstrook komt er.\n\nWij beginnen in mei.",
            today=today,
            now=now,
        )
    work()
    mail = mail_to(mails, "fatima@bewoner.example", "Ons antwoord")
    assert "De groenstrook komt er." in text_of(mail)
    assert "Noor de Wit" in text_of(mail)
    assert mail["Auto-Submitted"] is None


def test_a_file_with_the_answer_waits_on_the_page(town, matter, work, mails, today, now):
    with inside(town):
        answer_matter(
            actor=make.acting(matter.owner, today),
            matter=matter,
            text="Hierbij de tekening.",
            uploads=[Upload(name="tekening.pdf", content=b"%PDF-1.7 tekening")],
            today=today,
            now=now,
        )
    work()
    mail = mail_to(mails, "fatima@bewoner.example", "Ons antwoord")
    assert "Bij dit antwoord hoort één bestand." in text_of(mail)


def test_who_imports_a_file_gets_all_its_receipts_in_one_mail(town, work, mails, today, now):
    rows = [Row(line=number, title=f"Idee {number}") for number in range(2, 42)]
    with inside(town):
        team = make.Team(system(town.pk))
        import_contributions(
            actor=system(town.pk),
            rows=rows,
            source="via Top Idee",
            file_name="ideeen.csv",
            digest="0" * 64,
            mapping={},
            importer=team.noor,
            today=today,
            now=now,
        )
    work()
    with inside(town):
        receipts = Message.objects.filter(kind="receipt")
        assert receipts.count() == 40
        assert set(receipts.values_list("state", flat=True)) == {"sent"}
        references = set(Matter.objects.values_list("reference", flat=True))
    told = [
        mail
        for mail in mails.received
        if mail["To"] == team.noor.email and "bestand" in mail["Subject"]
    ]
    assert len(told) == 1
    assert len(mails.received) == 1
    assert all(reference in text_of(told[0]) for reference in references)


def test_carriers_hear_who_looked_at_what_was_told_in_confidence(town, work, today, now):
    with inside(town):
        actor = system(town.pk)
        make.Team(actor)
        ada = make.colleague(actor, "Ada Beheer", roles=[Role.ADMINISTRATOR])
        matter = make.matter(actor, confidential=True, today=today, now=now)
        break_confidence(
            actor=make.acting(ada, today), reference=matter.reference, reason="Gevaar", now=now
        )
    work()
    with inside(town):
        told = Notice.objects.filter(kind="confidence_broken")
        assert set(told.values_list("staff_id", flat=True)) == {matter.owner_id, matter.second_id}
        assert "Ada Beheer" in told[0].text


def test_nobody_here_is_loud(town, work, mails, today, now):
    with inside(town):
        actor = system(town.pk)
        team = make.Team(actor)
        chief = make.colleague(actor, "Ada Beheer", roles=[Role.ADMINISTRATOR])
        for each in (team.noor, team.sam):
            let_go(actor=actor, member=each, last_day=today - timedelta(days=1), now=now)
        make.matter(actor, today=today, now=now)
    work()
    with inside(town):
        assert Notice.objects.get(kind="nobody_reachable").staff_id == chief.pk
    assert mail_to(mails, chief.email, "melding")


def test_who_leaves_hands_over_at_once(town, matter, work, mails, today, now):
    with inside(town):
        piet = make.colleague(system(town.pk), "Piet Bos", networks=[matter.network])
        let_go(
            actor=system(town.pk), member=matter.owner, last_day=today - timedelta(days=1), now=now
        )
    work()
    with inside(town):
        after = Matter.objects.get(pk=matter.pk)
        assert after.owner_id in {matter.second_id, piet.pk}
        assert Passing.objects.filter(successor=after.owner_id, course="asked").exists()
        assert Notice.objects.filter(kind="take_over", staff_id=after.owner_id).exists()


def test_a_wrong_address_is_told_to_the_contact_person(town, matter, work, mails):
    mails.answers["RCPT"] = "550 no such user"
    work()
    with inside(town):
        assert Message.objects.get(kind="receipt").state == "failed"
        told = Notice.objects.get(kind="message_failed", matter=matter)
        assert told.staff_id == matter.owner_id
        assert DigitalAddress.objects.get(address="fatima@bewoner.example").failed_at


@pytest.mark.parametrize("confidential", [False, True])
def test_the_contact_person_reads_which_message_does_not_arrive(
    town, work, mails, today, now, confidential
):
    with inside(town):
        make.Team(system(town.pk))
        matter = make.matter(
            system(town.pk),
            now=now,
            today=today,
            by=resident(town.pk),
            confidential=confidential,
        )
    mails.answers["RCPT"] = "550 no such user"
    work()
    with inside(town):
        told = Notice.objects.get(kind="message_failed", matter=matter)
        assert told.text == "Ons bericht komt niet aan: de ontvangstbevestiging."
        assert told.confidential is confidential


def test_a_busy_server_is_tried_again_with_the_same_message(town, matter, work, mails, now):
    mails.answers["RCPT"] = "450 later"
    work()
    with inside(town):
        message = Message.objects.get(kind="receipt")
        assert (message.state, message.attempts) == ("queued", 1)
        assert message.next_attempt_at > now
        words, message_id = message.body, message.message_id
        Message.objects.filter(pk=message.pk).update(next_attempt_at=message.created_at)
    mails.answers.clear()
    deliver(town.pk, message.pk)
    assert mails.received[0]["Message-ID"] == message_id
    with inside(town):
        message = Message.objects.get(pk=message.pk)
        assert (message.state, message.body) == ("sent", words)


def test_a_line_that_breaks_after_the_last_dot_ends_as_perhaps_sent(town, matter, work, mails, now):
    mails.drop = "DOT"
    work()
    with inside(town):
        message = Message.objects.get(kind="receipt")
        assert message.state == "handing_over"
        later = now + HANDING_OVER_LIMIT + timedelta(minutes=1)
        mark_uncertain(actor=system(town.pk), now=later)
        message.refresh_from_db()
        assert message.state == "uncertain"
        send_again(actor=system(town.pk), message=message, now=now + timedelta(seconds=1))
        Message.objects.filter(pk=message.pk).update(next_attempt_at=now)
    mails.drop = ""
    first = mails.received[0]["Message-ID"]
    deliver(town.pk, message.pk)
    assert mails.received[-1]["Message-ID"] == first


def test_a_worker_that_dies_before_it_speaks_to_the_server_leaves_a_trace(town, matter, mails, now):
    with inside(town):
        message = Message.objects.get(kind="receipt")
        begin_handing_over(message_id=message.pk, now=now)
    deliver(town.pk, message.pk)
    assert mails.received == []
    with inside(town):
        mark_uncertain(actor=system(town.pk), now=now + HANDING_OVER_LIMIT + timedelta(minutes=1))
        assert Message.objects.get(pk=message.pk).state == "uncertain"


def test_every_subscription_follows_from_a_word_that_an_action_writes():
    from pathlib import Path

    source = Path(jobs.__file__).parents[2]
    written = (*source.glob("domain/*/actions.py"), *source.glob("domain/*/actions/*.py"))
    actions = "".join(path.read_text() for path in written)
    assert [what for what in SUBSCRIPTIONS if f'"{what}"' not in actions] == []
