from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from schakel.domain.access.actions import page_link_of_paper, paper_code_in_letters
from schakel.domain.contacts.models import ContactMoment
from schakel.domain.messages.actions import keep_words, mark_returned, print_letters
from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import Way
from schakel.domain.parties.actions import correct_party
from schakel.domain.submissions.actions import Sender
from schakel.domain.tasks.actions import (
    call_in_vain,
    finish_task,
    send_in_another_way,
    send_once_more,
    stop_sending,
)
from schakel.domain.tasks.models import Task
from schakel.domain.terms import actions
from schakel.domain.terms.models import Term
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY

DAY = timedelta(days=1)
BY_LETTER = Sender(name="Ria Bos", postal_address="Kade 1, 9700 AA Waterhoven")
BY_PHONE = Sender(name="Jan Vos", phone="0501234567")


@pytest.fixture
def team(actor):
    return make.Team(actor)


def answered(actor, sender, **fields):
    """A matter with an answer that a colleague has to send, in its words."""
    matter = make.matter(actor, sender=sender, **fields)
    owner = make.acting(matter.owner)
    actions.answer_matter(actor=owner, matter=matter, text="Ja, dat kan.", today=TODAY, now=NOW)
    message = Message.objects.get(matter=matter, kind="answer")
    return matter, owner, keep_words(message=message, subject="Ons antwoord", body="Ja, dat kan.")


def running(matter) -> bool:
    return Term.objects.running().filter(matter=matter).exists()


def states(matter) -> tuple[str, str]:
    matter.refresh_from_db()
    return matter.status, Message.objects.get(matter=matter, kind="answer").state


def test_an_answer_on_paper_stops_the_clock_when_it_is_posted(actor, team):
    matter, owner, letter = answered(actor, BY_LETTER)
    assert (running(matter), states(matter)) == (True, ("open", "queued"))
    print_letters(actor=owner, letters=[letter], now=NOW)
    assert (running(matter), states(matter)) == (True, ("open", "printed"))
    later = NOW + DAY
    actions.post_letters(actor=owner, letters=[letter], today=TODAY + DAY, now=later)
    assert states(matter) == ("answered", "posted")
    assert Term.objects.get(matter=matter).ended_on == TODAY + DAY
    assert Task.objects.get(message=letter).done_at == later
    said = set(Line.objects.filter(matter_id=matter.pk).values_list("what", flat=True))
    assert {"message.queued", "message.printed", "message.posted", "term.ended"} <= said


def test_an_answer_by_phone_stops_the_clock_when_it_is_spoken(actor, team):
    matter, owner, call = answered(actor, BY_PHONE)
    assert (running(matter), states(matter)) == (True, ("open", "queued"))
    actions.tell_by_phone(actor=owner, message=call, summary="Blij mee.", today=TODAY, now=NOW)
    assert (running(matter), states(matter)) == (False, ("answered", "spoken"))
    told = ContactMoment.objects.filter(matter=matter).latest("pk")
    assert (told.channel, told.direction, told.summary) == ("phone", "both_ways", "Blij mee.")
    assert not Task.objects.open().filter(message=call).exists()


def test_the_words_of_an_answer_stand_in_the_timeline_by_the_way_that_it_goes(actor, team):
    for sender, channel in ((BY_LETTER, "letter"), (BY_PHONE, "phone")):
        matter, _, _ = answered(actor, sender)
        assert ContactMoment.objects.get(matter=matter, direction="outbound").channel == channel


def test_who_is_not_reached_three_times_has_to_be_reached_in_another_way(actor, team):
    _, owner, call = answered(actor, BY_PHONE)
    for number in range(3):
        at = {"today": TODAY + number * DAY, "now": NOW + number * DAY}
        call = call_in_vain(actor=owner, message=call, summary="Er nam niemand op.", **at)
    assert (call.state, call.attempts, call.ended_at) == ("not_reached", 3, NOW + 2 * DAY)
    tried = ContactMoment.objects.filter(party=call.party, succeeded=False)
    assert [each.happened_at for each in tried.order_by("pk")] == [NOW, NOW + DAY, NOW + 2 * DAY]
    assert Line.objects.filter(what="message.not_reached", subject_id=call.pk).exists()
    assert not Task.objects.open().filter(message=call).exists()
    with pytest.raises(Refused, match="call_has_ended"):
        call_in_vain(actor=owner, message=call, summary="Nog eens.", today=TODAY, now=NOW)


def test_after_a_call_in_vain_the_task_is_for_the_next_working_day(actor, team):
    _, owner, call = answered(actor, BY_PHONE)
    call_in_vain(actor=owner, message=call, summary="Niemand.", today=TODAY + DAY, now=NOW + DAY)
    assert Task.objects.open().get(message=call).due_on == TODAY + 2 * DAY


def test_who_was_not_reached_gets_a_letter_once_we_know_where_they_live(actor, team):
    matter, owner, call = answered(actor, BY_PHONE)
    other = {"reason": "Neemt niet op.", "to": Way.LETTER, "today": TODAY, "now": NOW}
    with pytest.raises(Refused, match="way_has_no_address"):
        send_in_another_way(actor=owner, message=call, **other)
    correct_party(actor=owner, party=matter.party, changes={"postal_address": "Kade 2"}, now=NOW)
    call.refresh_from_db()
    letter = send_in_another_way(actor=owner, message=call, **other)
    assert (letter.way, letter.typed, letter.to_address) == ("letter", call.typed, "Kade 2")
    call.refresh_from_db()
    assert (call.state, call.failure) == ("dropped", "Neemt niet op.")
    assert Task.objects.open().get(matter=matter, kind="send_letter").message == letter
    assert running(matter)


def test_what_is_not_needed_any_more_stops_no_clock(actor, team):
    matter, owner, letter = answered(actor, BY_LETTER)
    stop_sending(actor=owner, message=letter, reason="Zij kwamen langs.", now=NOW)
    assert (running(matter), states(matter)) == (True, ("open", "dropped"))
    assert not Task.objects.open().filter(message=letter).exists()
    with pytest.raises(Refused, match="letter_not_to_print"):
        print_letters(actor=owner, letters=[letter], now=NOW)


def test_a_letter_that_came_back_can_go_once_more(actor, team):
    _, owner, letter = answered(actor, BY_LETTER)
    print_letters(actor=owner, letters=[letter], now=NOW)
    with pytest.raises(Refused, match="letter_was_not_posted"):
        mark_returned(actor=owner, message=letter, now=NOW)
    actions.post_letters(actor=owner, letters=[letter], today=TODAY, now=NOW)
    mark_returned(actor=owner, message=letter, now=NOW + 5 * DAY)
    assert Line.objects.filter(what="message.returned", subject_id=letter.pk).exists()
    again = send_once_more(actor=owner, message=letter, today=TODAY + 5 * DAY, now=NOW + 5 * DAY)
    assert (again.state, again.body) == ("queued", "Ja, dat kan.")
    assert Task.objects.open().filter(message=letter).exists()


def test_a_letter_goes_where_they_live_when_it_is_printed(actor, team):
    matter, owner, letter = answered(actor, BY_LETTER)
    correct_party(
        actor=owner, party=matter.party, changes={"postal_address": "Nieuwe Kade 9"}, now=NOW
    )
    [printed] = print_letters(actor=owner, letters=[letter], now=NOW)
    assert printed.to_address == "Nieuwe Kade 9"


def test_every_letter_about_a_matter_has_the_same_code_and_it_opens_the_page(actor, team):
    matter, owner, letter = answered(actor, BY_LETTER)
    receipt = Message.objects.get(matter=matter, kind="receipt")
    keep_words(message=receipt, subject="Ontvangen", body="Wij kregen uw bericht.")
    print_letters(actor=owner, letters=[receipt], now=NOW)
    code = paper_code_in_letters(matter, NOW)
    print_letters(actor=owner, letters=[letter], now=NOW + DAY)
    assert paper_code_in_letters(matter, NOW + DAY) == code
    link = page_link_of_paper(code, NOW + 180 * DAY)
    assert link is not None
    assert link.matter == matter


def test_what_was_told_in_confidence_goes_without_a_code(actor, team):
    matter, owner, letter = answered(actor, BY_LETTER, confidential=True)
    print_letters(actor=owner, letters=[letter], now=NOW)
    assert paper_code_in_letters(matter, NOW) == ""


def test_who_may_not_work_on_it_prints_and_posts_nothing(actor, team):
    matter, owner, letter = answered(actor, BY_LETTER)
    stranger = make.acting(make.colleague(actor, "Vreemd"))
    with pytest.raises(Refused, match="matter_not_yours"):
        print_letters(actor=stranger, letters=[letter], now=NOW)
    print_letters(actor=owner, letters=[letter], now=NOW)
    with pytest.raises(Refused, match="matter_not_yours"):
        actions.post_letters(actor=stranger, letters=[letter], today=TODAY, now=NOW)
    assert states(matter) == ("open", "printed")


def test_of_letters_that_cannot_all_be_printed_none_is(actor, team):
    _, owner, letter = answered(actor, BY_LETTER)
    receipt = Message.objects.get(matter=letter.matter, kind="receipt")
    with pytest.raises(Refused, match="letter_has_no_words_yet"):
        print_letters(actor=owner, letters=[letter, receipt], now=NOW)
    letter.refresh_from_db()
    assert letter.state == "queued"


def test_a_task_to_send_something_is_done_by_sending_it(actor, team):
    _, owner, letter = answered(actor, BY_LETTER)
    with pytest.raises(Refused, match="task_is_to_send"):
        finish_task(actor=owner, task=Task.objects.get(message=letter), now=NOW)


def test_an_answer_that_is_posted_after_the_end_opens_nothing_again(actor, team):
    matter, owner, letter = answered(actor, BY_LETTER)
    print_letters(actor=owner, letters=[letter], now=NOW)
    actions.conclude_matter(actor=owner, matter=matter, reason="Klaar.", today=TODAY, now=NOW)
    actions.post_letters(actor=owner, letters=[letter], today=TODAY, now=NOW)
    assert states(matter) == ("closed", "posted")


def test_a_mail_that_failed_can_become_a_letter(actor, team):
    sender = Sender(name="Ria Bos", email="ria@bos.example", postal_address="Kade 1")
    matter = make.matter(actor, sender=sender)
    receipt = Message.objects.get(matter=matter)
    Message.objects.filter(pk=receipt.pk).update(state="failed", ended_at=NOW)
    receipt.refresh_from_db()
    letter = send_in_another_way(
        actor=make.acting(matter.owner), message=receipt, to=Way.LETTER, reason="", today=TODAY,
        now=NOW,
    )  # fmt: skip
    assert (letter.kind, letter.way, letter.state) == ("receipt", "letter", "queued")


@pytest.mark.parametrize(
    ("way", "changes"),
    [
        ("letter", {"state": "sent", "ended_at": NOW}),
        ("letter", {"state": "printed"}),
        ("call", {"state": "posted", "ended_at": NOW, "handing_over_at": NOW}),
        ("call", {"state": "not_reached", "ended_at": NOW, "attempts": 2}),
        ("call", {"state": "spoken"}),
    ],
)
def test_the_database_holds_each_way_to_its_own_states(actor, team, way, changes):
    sender = BY_LETTER if way == "letter" else BY_PHONE
    receipt = Message.objects.filter(matter=make.matter(actor, sender=sender))
    with pytest.raises(IntegrityError), transaction.atomic():
        receipt.update(**changes)
