from datetime import date, timedelta

import pytest
from django.db import connection as database

from schakel.domain.connections.actions import agree_rest
from schakel.domain.connections.models import Connection
from schakel.domain.contacts.rules import Direction
from schakel.domain.health import actions
from schakel.domain.health.models import Break, Standing
from schakel.domain.health.rules import Cause, End, SignalKind, State, did_not_reply
from schakel.domain.promises.actions import record_promise
from schakel.domain.promises.rules import Side
from schakel.domain.staff.actions import let_go, plan_absence
from schakel.domain.staff.models import StaffMember
from schakel.domain.surveys.actions import say
from schakel.domain.surveys.models import Asked
from schakel.domain.surveys.rules import Word
from schakel.foundation.kernel.actor import resident
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.make import NOW, TODAY

DAY = timedelta(days=1)


@pytest.fixture
def team(actor):
    Tenant.objects.filter(pk=actor.tenant_id).update(created_at=NOW - 200 * DAY)
    return make.Team(actor)


@pytest.fixture
def matter(actor, team):
    return make.matter(actor)


def looked(actor, after: int = 0) -> None:
    """Look at all there is, so many days later."""
    now = NOW + after * DAY
    numbers = list(Connection.objects.values_list("pk", flat=True))
    known = set(Standing.objects.values_list("connection_id", flat=True))
    fresh = set(numbers) - known
    actions.look_again(tenant_id=actor.tenant_id, connections=fresh, today=TODAY, now=NOW)
    actions.look(actor=actor, today=TODAY + after * DAY, now=now)


def standing_of(matter) -> Standing:
    return Standing.objects.get(connection=matter.connection_id)


def test_a_new_connection_gets_its_standing_and_the_day_on_which_it_changes(actor, matter):
    looked(actor)
    found = standing_of(matter)
    assert (found.state, found.signal) == (State.GOOD.value, "")
    assert found.changes_on is not None
    assert found.changes_on > TODAY


def test_a_term_past_its_second_day_is_a_break_on_the_day_on_which_it_happened(actor, matter):
    looked(actor)
    looked(actor, after=200)
    found = Break.objects.get(signal=SignalKind.UNANSWERED.value)
    assert found.since < TODAY + 150 * DAY
    assert found.owner_id == matter.owner_id
    assert standing_of(matter).state == State.BROKEN.value


def test_looking_twice_on_a_day_finds_nothing_twice(actor, matter):
    looked(actor)
    looked(actor, after=200)
    before = set(Break.objects.values_list("signal", "since"))
    numbers = [matter.connection_id]
    later = TODAY + 200 * DAY
    actions.look_again(
        tenant_id=actor.tenant_id, connections=numbers, today=later, now=NOW + 200 * DAY
    )
    looked(actor, after=200)
    assert set(Break.objects.values_list("signal", "since")) == before


def test_nobody_left_to_carry_it_is_found_and_belongs_to_nobody(actor, team, matter):
    looked(actor)
    for member in (team.noor, team.sam):
        plan_absence(
            actor=actor, member=member, from_on=TODAY + DAY, until_on=TODAY + 9 * DAY, now=NOW
        )
    actions.look_again_at_carried(staff_ids=[team.noor.pk], today=TODAY)
    looked(actor)
    assert standing_of(matter).changes_on == TODAY + DAY
    looked(actor, after=1)
    found = Break.objects.get(signal=SignalKind.CARRIER.value)
    assert (found.since, found.owner_id) == (TODAY + DAY, None)


def test_who_left_is_one_less(actor, team, matter):
    looked(actor)
    let_go(actor=actor, member=team.sam, last_day=TODAY - DAY, now=NOW)
    actions.look_again_at_carried(staff_ids=[team.sam.pk], today=TODAY)
    looked(actor)
    assert standing_of(matter).signal == SignalKind.CARRIER.value


def test_a_rest_raises_nothing(actor, matter):
    looked(actor)
    agree_rest(
        actor=make.acting(matter.owner),
        connection=matter.connection,
        until=TODAY + 100 * DAY,
        both_agreed=True,
        today=TODAY,
        now=NOW,
    )
    actions.look_again(
        tenant_id=actor.tenant_id, connections=[matter.connection_id], today=TODAY, now=NOW
    )
    looked(actor)
    found = standing_of(matter)
    assert (found.state, found.changes_on) == (State.RESTING.value, TODAY + 100 * DAY)


def test_what_is_in_confidence_says_nothing_in_what_others_see(actor, matter):
    make.matter(actor, confidential=True, sender=matter.party)
    looked(actor)
    looked(actor, after=200)
    open_one = standing_of(matter)
    numbers = {each["number"] for kind in open_one.signals for each in kind["evidence"]}
    terms = Connection.objects.filter(is_confidential=True)
    assert terms.count() == 1
    assert Standing.objects.filter(connection__in=terms).exists()
    assert all(isinstance(each, int) for each in numbers)


def test_the_other_side_ends_it_by_speaking_with_us_after_we_repaired_it(actor, matter):
    looked(actor)
    looked(actor, after=200)
    carrier = make.acting(matter.owner)
    for each in Break.objects.open():
        actions.describe_break(
            actor=carrier,
            about=each,
            cause=Cause.NO_INFORMATION,
            people_harmed=12,
            blocks="De aanleg van het hek",
            now=NOW,
        )
        actions.take_step(actor=carrier, about=each, text="Gebeld en uitgelegd", now=NOW)
        actions.say_repaired(actor=carrier, about=each, today=TODAY + 201 * DAY, now=NOW)
    assert Break.objects.open().exists()
    spoken = NOW + 205 * DAY
    make.contact(carrier, matter, happened_at=spoken, now=spoken)
    actions.look_again(
        tenant_id=actor.tenant_id,
        connections=[matter.connection_id],
        today=TODAY + 205 * DAY,
        now=spoken,
    )
    looked(actor, after=205)
    ended = Break.objects.filter(end=End.REPAIRED.value)
    assert {each.ended_on for each in ended} == {TODAY + 205 * DAY}


@pytest.mark.parametrize(
    ("end", "reason", "review", "code"),
    [
        (End.REPAIRED, "Het is goed", None, "break_repaired_by_them"),
        (End.DISAGREED, " ", None, "break_end_needs_reason"),
        (End.CONTACT_LIMITED, "Dreigde", None, "break_limit_needs_review"),
        (End.CONTACT_LIMITED, "Dreigde", TODAY, "break_limit_needs_review"),
    ],
)
def test_we_do_not_call_it_repaired_ourselves(actor, matter, end, reason, review, code):
    found = broken(actor, matter)
    with pytest.raises(Refused, match=code):
        actions.end_break(
            actor=make.acting(matter.owner),
            about=found,
            end=end,
            reason=reason,
            review_on=review,
            today=TODAY,
            now=NOW,
        )


def test_an_end_with_a_reason_can_be_opened_again_with_one(actor, matter):
    found, carrier = broken(actor, matter), make.acting(matter.owner)
    ended = actions.end_break(
        actor=carrier,
        about=found,
        end=End.DISAGREED,
        reason="Wij bleven het oneens",
        review_on=None,
        today=TODAY + 200 * DAY,
        now=NOW,
    )
    with pytest.raises(Refused, match="break_has_ended"):
        actions.take_step(actor=carrier, about=ended, text="Nog eens gebeld", now=NOW)
    again = actions.reopen_break(
        actor=carrier, about=ended, reason="Nieuw gesprek", today=TODAY + 201 * DAY, now=NOW
    )
    assert (again.ended_on, again.end) == (None, "")


def test_a_colleague_of_another_network_has_no_say_in_it(actor, matter):
    found = broken(actor, matter)
    stranger = make.acting(make.colleague(actor, "Piet", networks=[make.network(actor)]))
    assert not Break.objects.visible_to(stranger).exists()
    with pytest.raises(Refused, match="break_not_yours"):
        actions.take_step(actor=stranger, about=found, text="Gebeld", now=NOW)


def test_it_is_given_only_to_who_may_see_the_connection(actor, team, matter):
    found, carrier = broken(actor, matter), make.acting(matter.owner)
    stranger = make.colleague(actor, "Piet", networks=[make.network(actor)])
    with pytest.raises(Refused, match="break_owner_may_not_see"):
        actions.own_break(actor=carrier, about=found, member=stranger, today=TODAY, now=NOW)
    given = actions.own_break(actor=carrier, about=found, member=team.sam, today=TODAY, now=NOW)
    assert given.owner_id == team.sam.pk


def test_in_confidence_a_deputy_who_does_not_carry_it_gets_no_break(actor, team):
    make.matter(actor, confidential=True)
    deputy = make.colleague(actor, "Ria", networks=[team.network])
    StaffMember.objects.filter(pk__in=[team.noor.pk, team.sam.pk]).update(deputy=deputy)
    looked(actor)
    for member in (team.noor, team.sam):
        plan_absence(
            actor=actor, member=member, from_on=TODAY + DAY, until_on=TODAY + 9 * DAY, now=NOW
        )
    actions.look_again_at_carried(staff_ids=[team.noor.pk, team.sam.pk], today=TODAY)
    looked(actor)
    looked(actor, after=1)
    found = Break.objects.get(signal=SignalKind.CARRIER.value)
    assert found.owner_id is None


def broken(actor, matter) -> Break:
    looked(actor)
    looked(actor, after=200)
    found = Break.objects.open().first()
    assert found is not None
    return found


def test_a_late_promise_is_broken_after_its_second_day(actor, matter):
    looked(actor)
    record_promise(
        actor=make.acting(matter.owner),
        connection=matter.connection,
        matter=matter,
        side=Side.OURS,
        words="Ik bel vóór vrijdag",
        given_by=matter.owner,
        made_on=TODAY,
        due_on=date(2026, 11, 27),
        today=TODAY,
        now=NOW,
    )
    actions.look_again(
        tenant_id=actor.tenant_id, connections=[matter.connection_id], today=TODAY, now=NOW
    )
    looked(actor)
    assert standing_of(matter).changes_on == date(2026, 11, 28)
    looked(actor, after=4)
    assert standing_of(matter).signal == SignalKind.PROMISE.value


def test_a_call_in_vain_is_a_signal_until_they_are_reached(actor, matter):
    looked(actor)
    carrier = make.acting(matter.owner)
    make.contact(carrier, matter, direction=Direction.OUTBOUND, succeeded=False)
    marked = {"tenant_id": actor.tenant_id, "connections": [matter.connection_id]}
    actions.look_again(**marked, today=TODAY, now=NOW)
    looked(actor)
    assert standing_of(matter).signal == SignalKind.REACH.value
    make.contact(carrier, matter, happened_at=NOW + DAY, now=NOW + DAY)
    actions.look_again(**marked, today=TODAY + DAY, now=NOW + DAY)
    looked(actor, after=1)
    assert standing_of(matter).state == State.GOOD.value


def test_looking_at_many_takes_as_many_queries_as_looking_at_few(actor, team):
    def queries(numbers: range) -> int:
        for number in numbers:
            make.matter(actor, sender=make.party(actor, f"Groep {number}"))
        looked(actor)
        database.queries_log.clear()
        database.force_debug_cursor = True
        try:
            later = TODAY + 300 * DAY
            everything = list(Connection.objects.values_list("pk", flat=True))
            actions.look_again(
                tenant_id=actor.tenant_id, connections=everything, today=later, now=NOW
            )
            begun = len(database.queries_log)
            assert actions.look(actor=actor, today=later, now=NOW + 300 * DAY) == len(everything)
            return len(database.queries_log) - begun
        finally:
            database.force_debug_cursor = False

    few = queries(range(3))
    assert queries(range(3, 30)) == few
    assert few <= 30


def test_their_word_is_a_signal_and_their_good_ends_the_break(actor, matter):
    looked(actor)
    marked = {"tenant_id": actor.tenant_id, "connections": [matter.connection_id]}

    def says(word, days):
        say(
            actor=resident(actor.tenant_id, matter.pk),
            connection=matter.connection,
            matter=matter,
            party=matter.party,
            word=word,
            own_words="",
            now=NOW + days * DAY,
        )
        actions.look_again(**marked, today=TODAY + days * DAY, now=NOW + days * DAY)
        looked(actor, after=days)

    says(Word.DOES_NOT_GO, 1)
    found = Break.objects.get(signal=SignalKind.THEIR_WORD.value)
    assert (found.since, found.ended_on) == (TODAY + DAY, None)
    assert standing_of(matter).signal == SignalKind.THEIR_WORD.value
    says(Word.GOOD, 3)
    found.refresh_from_db()
    assert (found.end, found.ended_on) == (End.REPAIRED.value, TODAY + 3 * DAY)
    assert standing_of(matter).state == State.GOOD.value


def test_they_are_asked_whether_it_is_repaired_twice_at_most(actor, matter):
    found, carrier = broken(actor, matter), make.acting(matter.owner)

    def asked(after: int) -> Break | None:
        found.refresh_from_db()
        return actions.ask_whether_repaired(
            actor=actor, about=found, today=TODAY + after * DAY, now=NOW + after * DAY
        )

    with pytest.raises(Refused, match="break_not_said_repaired"):
        asked(200)
    actions.say_repaired(actor=carrier, about=found, today=TODAY + 200 * DAY, now=NOW)
    assert list(Break.objects.to_ask_about(TODAY + 200 * DAY)) == [found]
    first = asked(200)
    assert first is not None
    assert (first.times_asked, Asked.objects.count()) == (1, 1)
    with pytest.raises(Refused, match="break_may_still_reply"):
        asked(214)
    assert not Break.objects.to_ask_about(TODAY + 214 * DAY).exists()
    with pytest.raises(Refused, match="word_asked_too_soon"):
        asked(220)
    second = asked(231)
    assert second is not None
    assert not did_not_reply(second.asked_on, second.times_asked, TODAY + 245 * DAY)
    assert did_not_reply(second.asked_on, second.times_asked, TODAY + 246 * DAY)
    with pytest.raises(Refused, match="break_asked_enough"):
        asked(300)


def test_that_something_else_ended_does_not_end_what_they_say(actor, matter):
    looked(actor)
    say(
        actor=resident(actor.tenant_id, matter.pk),
        connection=matter.connection,
        matter=matter,
        party=matter.party,
        word=Word.DOES_NOT_GO,
        own_words="",
        now=NOW + DAY,
    )
    marked = {"tenant_id": actor.tenant_id, "connections": [matter.connection_id]}
    actions.look_again(**marked, today=TODAY + DAY, now=NOW + DAY)
    looked(actor, after=1)
    carrier = make.acting(matter.owner)

    def ends(about: Break) -> str:
        actions.end_break(
            actor=carrier,
            about=about,
            end=End.DISAGREED,
            reason="Wij bleven het oneens",
            review_on=None,
            today=TODAY + 5 * DAY,
            now=NOW + 5 * DAY,
        )
        actions.look_again(**marked, today=TODAY + 5 * DAY, now=NOW + 5 * DAY)
        looked(actor, after=5)
        return standing_of(matter).signal

    other = Break.objects.create(
        tenant_id=actor.tenant_id,
        connection=matter.connection,
        signal=SignalKind.REACH.value,
        since=TODAY,
        found_at=NOW,
        owner=matter.owner,
    )
    assert ends(other) == SignalKind.THEIR_WORD.value
    assert ends(Break.objects.get(signal=SignalKind.THEIR_WORD.value)) == ""
