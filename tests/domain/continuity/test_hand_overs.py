"""A hand-over from its beginning to the first own conversation of who comes."""

from datetime import timedelta

import pytest

from schakel.domain.connections.models import Carrier, Connection
from schakel.domain.connections.rules import CarrierRank
from schakel.domain.contacts.actions import record_contact
from schakel.domain.contacts.rules import Direction
from schakel.domain.continuity.actions.hand_overs import (
    begin_hand_over,
    cancel_hand_over,
    follow_hand_over,
)
from schakel.domain.continuity.actions.leaving import end_account
from schakel.domain.continuity.actions.passings import (
    accept_passing,
    ask_successor,
    decline_passing,
    follow_passing,
    introduce,
    say_introduced,
    seek_second,
)
from schakel.domain.continuity.actions.positions import carry_by_position, fill_position
from schakel.domain.continuity.models import Decline, HandOver, Passing
from schakel.domain.continuity.queries.hand_over import leave_without_hand_over
from schakel.domain.continuity.rules import Course, HandOverKind, Introduction
from schakel.domain.matters.actions import accept_matter, hand_over_matter
from schakel.domain.matters.models import Matter
from schakel.domain.matters.rules import Rank
from schakel.domain.messages.models import Message
from schakel.domain.notices.models import Notice
from schakel.domain.staff.actions import add_position
from schakel.domain.staff.models import StaffMember
from schakel.domain.tasks.actions import ask_for
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY

LAST_DAY = TODAY + timedelta(days=30)


@pytest.fixture
def team(actor):
    team = make.Team(actor)
    team.actor = actor
    team.matter = make.matter(actor)
    team.carried = {team.matter.owner_id, team.matter.second_id}
    for member in (team.noor, team.sam):
        accept_matter(actor=make.acting(member), matter=team.matter, now=NOW)
    team.matter.refresh_from_db()
    team.first, team.second = team.matter.owner, team.matter.second
    team.iris = make.colleague(actor, "Iris Bakker", networks=[team.network])
    return team


def begin(team, kind=HandOverKind.PLANNED, member=None, **fields):
    member = member or team.first
    return begin_hand_over(
        actor=fields.pop("actor", make.acting(member)),
        member=member,
        kind=kind,
        from_on=fields.pop("from_on", LAST_DAY if kind is not HandOverKind.SUDDEN else TODAY),
        today=TODAY,
        now=NOW,
        **fields,
    )


def carriers(of) -> dict[str, int]:
    now = Carrier.objects.filter(connection=of.connection_id, until_at__isnull=True)
    return dict(now.values_list("rank", "staff_id"))


def test_the_second_who_said_yes_is_asked_to_become_the_first(team):
    hand_over = begin(team)
    passing = Passing.objects.get(hand_over=hand_over)
    asked = ask_successor(actor=make.acting(team.first), passing=passing, today=TODAY, now=NOW)
    assert (asked.successor, asked.reasons, asked.course) == (team.second, ["is_second"], "asked")
    assert Notice.objects.filter(kind="take_over", staff=team.second).exists()
    # Nothing changes before they say yes, and the day is there.
    assert carriers(team.matter) == {"first": team.first.pk, "second": team.second.pk}


def test_with_a_yes_on_the_day_they_carry_it_and_a_new_second_is_sought(team):
    passing = Passing.objects.get(hand_over=begin(team))
    ask_successor(actor=make.acting(team.first), passing=passing, today=TODAY, now=NOW)
    accept_passing(actor=make.acting(team.second), passing=passing, today=TODAY, now=NOW)
    assert carriers(team.matter)["first"] == team.first.pk
    day = NOW + timedelta(days=30)
    follow_passing(actor=team.actor, passing=passing, today=LAST_DAY, now=day)
    team.matter.refresh_from_db()
    assert (team.matter.owner, team.matter.second) == (team.second, None)
    assert team.matter.owner_accepted_at == day
    assert carriers(team.matter) == {"first": team.second.pk}
    second = Passing.objects.get(rank="second")
    follow_passing(actor=team.actor, passing=second, today=LAST_DAY, now=day)
    second.refresh_from_db()
    assert second.course == Course.ASKED.value
    assert carriers(team.matter)["second"] == second.successor_id == team.iris.pk
    assert not Carrier.objects.get(staff=team.iris, until_at__isnull=True).accepted_at


def test_it_is_done_with_the_first_own_conversation_and_not_before(team):
    passing = Passing.objects.get(hand_over=begin(team, from_on=TODAY))
    ask_successor(actor=make.acting(team.first), passing=passing, today=TODAY, now=NOW)
    accept_passing(actor=make.acting(team.second), passing=passing, today=TODAY, now=NOW)
    later = NOW + timedelta(days=1)
    introduce(
        actor=make.acting(team.first),
        passing=passing,
        how=Introduction.MESSAGE,
        words="Sam neemt het van mij over. U kent Sam al van de wandeling.",
        today=TODAY,
        now=later,
    )
    passing.refresh_from_db()
    message = Message.objects.get(kind="successor", key=f"successor:{passing.pk}")
    assert passing.message == message
    assert message.typed.startswith("Sam neemt het")
    for when in (later, later + timedelta(days=1)):
        follow_passing(actor=team.actor, passing=passing, today=TODAY, now=when)
    passing.refresh_from_db()
    assert passing.course == Course.ACCEPTED.value
    record_contact(
        actor=make.acting(team.second),
        party=team.matter.party,
        matter=team.matter,
        channel="phone",
        direction=Direction.BOTH_WAYS,
        summary="Wij spraken voor het eerst.",
        happened_at=later,
        staff_id=team.second.pk,
        now=later,
    )
    follow_passing(actor=team.actor, passing=passing, today=TODAY, now=later)
    passing.refresh_from_db()
    assert (passing.course, passing.spoke_on) == (Course.DONE.value, TODAY + timedelta(days=1))
    assert Line.objects.filter(what="passing.done").exists()


def test_a_conversation_of_the_old_one_does_not_make_it_done(team):
    passing = Passing.objects.get(hand_over=begin(team, from_on=TODAY))
    ask_successor(actor=make.acting(team.first), passing=passing, today=TODAY, now=NOW)
    accept_passing(actor=make.acting(team.second), passing=passing, today=TODAY, now=NOW)
    make.contact(make.acting(team.first), team.matter, staff_id=team.first.pk)
    follow_passing(actor=team.actor, passing=passing, today=TODAY, now=NOW)
    passing.refresh_from_db()
    assert passing.spoke_on is None


def test_who_cannot_says_why_and_the_next_one_is_asked(team):
    passing = Passing.objects.get(hand_over=begin(team))
    ask_successor(actor=make.acting(team.first), passing=passing, today=TODAY, now=NOW)
    decline_passing(
        actor=make.acting(team.second), passing=passing, reason="Te druk.", today=TODAY, now=NOW
    )
    passing.refresh_from_db()
    assert (passing.successor, passing.course) == (team.iris, Course.ASKED.value)
    assert Decline.objects.get().reason == "Te druk."
    assert not Notice.objects.filter(
        kind="take_over", staff=team.second, seen_at__isnull=True
    ).exists()


def test_who_does_not_answer_makes_way_and_at_last_a_person_is_asked_to_find_somebody(team):
    passing = Passing.objects.get(hand_over=begin(team))
    ask_successor(actor=make.acting(team.first), passing=passing, today=TODAY, now=NOW)
    asked = []
    for week in range(1, 6):
        day = TODAY + timedelta(weeks=week)
        now = NOW + timedelta(weeks=week)
        asked.append(Passing.objects.get(pk=passing.pk).successor_id)
        follow_passing(actor=team.actor, passing=passing, today=day, now=now)
    assert asked[:2] == [team.second.pk, asked[1]]
    assert len({each for each in asked if each}) == 2
    assert Task.objects.filter(kind="seek_carrier").count() == 1


def test_on_the_day_somebody_carries_it_even_when_nobody_said_yes(team):
    passing = Passing.objects.get(hand_over=begin(team))
    ask_successor(actor=make.acting(team.first), passing=passing, today=LAST_DAY, now=NOW)
    follow_passing(actor=team.actor, passing=passing, today=LAST_DAY, now=NOW)
    passing.refresh_from_db()
    assert passing.course == Course.ASKED.value
    assert carriers(team.matter)["first"] == team.second.pk
    decline_passing(
        actor=make.acting(team.second),
        passing=passing,
        reason="Toch niet.",
        today=LAST_DAY,
        now=NOW,
    )
    team.matter.refresh_from_db()
    assert team.matter.owner == team.iris
    assert carriers(team.matter)["first"] == team.iris.pk


def test_who_goes_suddenly_is_replaced_in_the_same_step(team):
    end_account(
        actor=team.actor,
        member=team.first,
        last_day=TODAY,
        starts_hand_over=True,
        today=TODAY,
        now=NOW,
    )
    team.matter.refresh_from_db()
    assert team.matter.owner == team.second
    assert carriers(team.matter) == {"first": team.second.pk}
    assert HandOver.objects.get().kind == HandOverKind.SUDDEN.value


def test_nobody_is_deactivated_while_something_would_be_nobodys(team):
    with pytest.raises(Refused) as refused:
        end_account(
            actor=team.actor,
            member=team.first,
            last_day=TODAY,
            starts_hand_over=False,
            today=TODAY,
            now=NOW,
        )
    assert refused.value.code == "would_be_unowned"
    assert refused.value.values["places"] == 1
    assert StaffMember.objects.get(pk=team.first.pk).works_until is None
    end_account(
        actor=team.actor,
        member=team.iris,
        last_day=TODAY,
        starts_hand_over=False,
        today=TODAY,
        now=NOW,
    )
    assert StaffMember.objects.get(pk=team.iris.pk).works_until == TODAY + timedelta(days=1)


def test_for_a_time_it_comes_back_by_itself(team):
    until = TODAY + timedelta(days=40)
    hand_over = begin(
        team, HandOverKind.TEMPORARY, from_on=TODAY + timedelta(days=10), until_on=until
    )
    passing = Passing.objects.get()
    ask_successor(
        actor=make.acting(team.first), passing=passing, member=team.iris, today=TODAY, now=NOW
    )
    accept_passing(actor=make.acting(team.iris), passing=passing, today=TODAY, now=NOW)
    follow_passing(actor=team.actor, passing=passing, today=TODAY + timedelta(days=10), now=NOW)
    assert carriers(team.matter) == {"first": team.iris.pk, "second": team.second.pk}
    back = NOW + timedelta(days=41)
    follow_hand_over(
        actor=team.actor, hand_over=hand_over, today=until + timedelta(days=1), now=back
    )
    assert carriers(team.matter) == {"first": team.first.pk, "second": team.second.pk}
    hand_over.refresh_from_db()
    assert hand_over.ended_at == back


def test_a_part_leaves_the_rest(team):
    other = make.matter(team.actor, sender=make.party(team.actor, "Een ander"))
    hand_over = begin(team, HandOverKind.PARTIAL, connections=[team.matter.connection_id])
    assert Passing.objects.get(hand_over=hand_over).connection_id == team.matter.connection_id
    assert other.connection_id != team.matter.connection_id


def test_who_stays_after_all_keeps_what_nobody_took(team):
    hand_over = begin(team)
    passing = Passing.objects.get()
    ask_successor(actor=make.acting(team.first), passing=passing, today=TODAY, now=NOW)
    cancel_hand_over(actor=make.acting(team.first), hand_over=hand_over, now=NOW)
    passing.refresh_from_db()
    assert passing.course == Course.DROPPED.value
    assert carriers(team.matter)["first"] == team.first.pk
    with pytest.raises(Refused, match="passing_is_further"):
        accept_passing(actor=make.acting(team.second), passing=passing, today=TODAY, now=NOW)


def test_a_function_is_filled_and_its_connections_go_along(team):
    position = add_position(
        actor=team.actor, name="Wijkcoach Oost", fallback=team.second, holder=team.iris, now=NOW
    )
    carry_by_position(
        actor=make.acting(team.first),
        connection=team.matter.connection,
        rank=CarrierRank.FIRST,
        position=position,
        today=TODAY,
        now=NOW,
    )
    assert carriers(team.matter)["first"] == team.iris.pk
    bo = make.colleague(team.actor, "Bo Visser", networks=[team.network])
    fill_position(actor=team.actor, position=position, holder=bo, today=TODAY, now=NOW)
    team.matter.refresh_from_db()
    assert team.matter.owner == bo
    assert carriers(team.matter) == {"first": bo.pk, "second": team.second.pk}
    carrier = Carrier.objects.get(staff=bo, until_at__isnull=True)
    assert (carrier.position, carrier.accepted_at) == (position, NOW)
    assert Line.objects.filter(what="dossier.given", details__receiver_id=bo.pk).exists()


def test_a_vacant_function_goes_to_who_stands_in(team):
    position = add_position(
        actor=team.actor, name="Wijkcoach Oost", fallback=team.iris, holder=team.first, now=NOW
    )
    carry_by_position(
        actor=make.acting(team.first),
        connection=team.matter.connection,
        rank=CarrierRank.FIRST,
        position=position,
        today=TODAY,
        now=NOW,
    )
    fill_position(actor=team.actor, position=position, holder=None, today=TODAY, now=NOW)
    assert carriers(team.matter)["first"] == team.iris.pk
    assert Carrier.objects.get(staff=team.iris, until_at__isnull=True).position == position


def refused_by(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_what_cannot_be_is_refused_in_words(team):
    ask = {"actor": make.acting(team.first), "today": TODAY, "now": NOW}
    passing = Passing.objects.get(hand_over=begin(team))
    assert (
        refused_by(lambda: ask_successor(passing=passing, member=team.first, **ask))
        == "hand_over_to_oneself"
    )
    begin(team, member=team.second)
    assert (
        refused_by(lambda: ask_successor(passing=passing, member=team.second, **ask))
        == "successor_leaves_too"
    )
    assert refused_by(lambda: begin(team, member=team.iris)) == "nothing_to_hand_over"
    assert refused_by(lambda: begin(team, actor=make.acting(team.iris))) == "hand_over_not_yours"
    assert (
        refused_by(lambda: begin(team, from_on=TODAY - timedelta(days=1)))
        == "hand_over_begins_before_today"
    )
    assert refused_by(lambda: begin(team, HandOverKind.TEMPORARY)) == "hand_over_needs_end"
    assert (
        refused_by(
            lambda: accept_passing(
                actor=make.acting(team.iris), passing=passing, today=TODAY, now=NOW
            )
        )
        == "not_asked_to_take_over"
    )


def test_both_carriers_hand_over_at_once_to_two_others(team):
    bo = make.colleague(team.actor, "Bo Visser", networks=[team.network])
    first = Passing.objects.get(hand_over=begin(team, from_on=TODAY))
    second = Passing.objects.get(hand_over=begin(team, member=team.second, from_on=TODAY))
    for passing, leaver in ((first, team.first), (second, team.second)):
        ask_successor(actor=make.acting(leaver), passing=passing, today=TODAY, now=NOW)
        passing.refresh_from_db()
    assert {first.successor_id, second.successor_id} <= {team.iris.pk, bo.pk}
    accept_passing(actor=make.acting(first.successor), passing=first, today=TODAY, now=NOW)
    if second.successor_id == first.successor_id:
        code = refused_by(
            lambda: accept_passing(
                actor=make.acting(second.successor), passing=second, today=TODAY, now=NOW
            )
        )
        assert code == "successor_carries_it_already"
        second_to = bo if first.successor == team.iris else team.iris
        decline_passing(
            actor=make.acting(second.successor),
            passing=second,
            reason="Ik ben al de eerste.",
            today=TODAY,
            now=NOW,
        )
        second.refresh_from_db()
        assert second.successor == second_to
    accept_passing(actor=make.acting(second.successor), passing=second, today=TODAY, now=NOW)
    assert set(carriers(team.matter).values()) == {team.iris.pk, bo.pk}


def test_when_they_met_it_is_a_conversation_and_they_were_told(team):
    passing = Passing.objects.get(hand_over=begin(team, from_on=TODAY))
    ask_successor(actor=make.acting(team.first), passing=passing, today=TODAY, now=NOW)
    accept_passing(actor=make.acting(team.second), passing=passing, today=TODAY, now=NOW)
    introduce(
        actor=make.acting(team.first),
        passing=passing,
        how=Introduction.MEETING,
        meet_on=TODAY + timedelta(days=3),
        today=TODAY,
        now=NOW,
    )
    tasks = Task.objects.open().filter(kind="introduce_successor")
    assert set(tasks.values_list("staff_id", flat=True)) == {team.first.pk, team.second.pk}
    say_introduced(
        actor=make.acting(team.second),
        passing=passing,
        said="Wij maakten kennis in de tuin.",
        today=TODAY,
        now=NOW,
    )
    passing.refresh_from_db()
    assert passing.course == Course.DONE.value
    assert not tasks.all().exists()


def test_what_is_in_confidence_goes_to_who_says_yes_and_nobody_else_reads_it(team):
    secret = make.matter(team.actor, story="Onder ons.", confidential=True)
    first = Matter.objects.get(pk=secret.pk).owner
    hand_over = begin(team, member=first)
    passing = Passing.objects.get(hand_over=hand_over, confidential=True)
    assert passing.matter_id == secret.pk
    ask_successor(actor=make.acting(first), passing=passing, member=team.iris, today=TODAY, now=NOW)
    passing.refresh_from_db()
    assert (passing.course, passing.successor) == (Course.ASKED.value, team.iris)
    assert not Notice.objects.filter(kind="take_over", staff=team.iris).exists()


def test_what_was_asked_of_who_leaves_is_asked_of_who_comes(team):
    task = ask_for(
        actor=team.actor,
        member=team.first,
        kind=TaskKind.FOLLOW_UP,
        due_on=TODAY,
        matter=team.matter,
        text="Bel de school.",
        now=NOW,
    )
    end_account(
        actor=team.actor,
        member=team.first,
        last_day=TODAY,
        starts_hand_over=True,
        today=TODAY,
        now=NOW,
    )
    task.refresh_from_db()
    assert (task.staff, task.done_at) == (team.second, None)
    assert Notice.objects.filter(kind="task_asked", staff=team.second).exists()


def test_what_was_given_to_others_in_another_way_is_not_passed_on_any_more(team):
    passing = Passing.objects.get(hand_over=begin(team))
    hand_over_matter(
        actor=make.acting(team.first),
        matter=team.matter,
        rank=Rank.FIRST,
        to=team.iris,
        today=TODAY,
        now=NOW,
    )
    follow_passing(actor=team.actor, passing=passing, today=LAST_DAY, now=NOW)
    passing.refresh_from_db()
    assert passing.course == Course.DROPPED.value
    assert carriers(team.matter)["first"] == team.iris.pk


def test_who_is_only_proposed_cannot_say_yes_and_who_said_yes_cannot_say_no(team):
    passing = Passing.objects.get(hand_over=begin(team, from_on=TODAY))
    step = {"actor": make.acting(team.second), "passing": passing, "today": TODAY, "now": NOW}
    assert passing.successor == team.second
    assert refused_by(lambda: accept_passing(**step)) == "passing_is_further"
    ask_successor(actor=make.acting(team.first), passing=passing, today=TODAY, now=NOW)
    accept_passing(**step)
    assert refused_by(lambda: decline_passing(reason="Toch niet.", **step)) == "passing_is_further"


def test_a_connection_that_is_completed_is_not_passed_on_any_more(team):
    passing = Passing.objects.get(hand_over=begin(team))
    ask_successor(actor=make.acting(team.first), passing=passing, today=TODAY, now=NOW)
    Connection.objects.filter(pk=team.matter.connection_id).update(completed_on=TODAY)
    code = refused_by(
        lambda: accept_passing(
            actor=make.acting(team.second), passing=passing, today=TODAY, now=NOW
        )
    )
    assert code == "connection_is_completed"
    follow_passing(actor=team.actor, passing=passing, today=TODAY, now=NOW)
    passing.refresh_from_db()
    assert passing.course == Course.DROPPED.value


def test_who_said_no_in_between_gives_it_back_as_well(team):
    until = TODAY + timedelta(days=20)
    hand_over = begin(team, HandOverKind.TEMPORARY, from_on=TODAY, until_on=until)
    passing = Passing.objects.get()
    follow_passing(actor=team.actor, passing=passing, today=TODAY, now=NOW)
    for member in (team.second, team.iris):
        passing.refresh_from_db()
        if passing.successor == member:
            decline_passing(
                actor=make.acting(member), passing=passing, reason="Nee.", today=TODAY, now=NOW
            )
    follow_hand_over(actor=team.actor, hand_over=hand_over, today=until, now=NOW)
    assert carriers(team.matter)["first"] == team.first.pk


def test_who_said_yes_and_goes_as_well_leaves_nothing_that_never_ends(team):
    passing = Passing.objects.get(hand_over=begin(team, from_on=TODAY))
    ask_successor(
        actor=make.acting(team.first), passing=passing, member=team.iris, today=TODAY, now=NOW
    )
    accept_passing(actor=make.acting(team.iris), passing=passing, today=TODAY, now=NOW)
    end_account(
        actor=team.actor,
        member=team.iris,
        last_day=TODAY,
        starts_hand_over=True,
        today=TODAY,
        now=NOW,
    )
    assert carriers(team.matter)["first"] == team.second.pk
    follow_passing(actor=team.actor, passing=passing, today=TODAY, now=NOW)
    passing.refresh_from_db()
    assert passing.course == Course.DROPPED.value
    follow_hand_over(actor=team.actor, hand_over=passing.hand_over, today=TODAY, now=NOW)
    assert HandOver.objects.get(staff=team.first).ended_at == NOW


def test_of_who_goes_only_after_years_the_hand_over_begins_by_itself(team):
    end_account(
        actor=team.actor,
        member=team.first,
        last_day=TODAY + timedelta(days=800),
        starts_hand_over=True,
        today=TODAY,
        now=NOW,
    )
    assert not HandOver.objects.exists()
    assert leave_without_hand_over(TODAY) == []
    assert leave_without_hand_over(TODAY + timedelta(days=780)) == [team.first]


def without_second(team):
    """The second carrier never said yes."""
    Carrier.objects.filter(rank="second").update(accepted_at=None)
    Matter.objects.update(second_accepted_at=None)
    return {
        "actor": make.acting(team.first),
        "connection": team.matter.connection,
        "today": TODAY,
        "now": NOW,
    }


def test_of_a_second_who_never_said_yes_somebody_else_takes_the_place(team):
    ask = without_second(team)
    passing = seek_second(member=team.iris, **ask)
    accept_passing(actor=make.acting(team.iris), passing=passing, today=TODAY, now=NOW)
    assert carriers(team.matter) == {"first": team.first.pk, "second": team.iris.pk}
    team.matter.refresh_from_db()
    assert (team.matter.owner, team.matter.second) == (team.first, team.iris)


def test_only_one_at_a_time_is_asked_to_be_the_second(team):
    bo = make.colleague(team.actor, "Bo Visser", networks=[team.network])
    ask = without_second(team)
    seek_second(member=team.iris, **ask)
    assert refused_by(lambda: seek_second(member=bo, **ask)) == "passing_is_further"
    assert Passing.objects.get().successor == team.iris


def test_who_has_a_second_who_said_yes_needs_no_other(team):
    ask = without_second(team)
    Carrier.objects.filter(rank="second").update(accepted_at=NOW)
    assert (
        refused_by(lambda: seek_second(member=team.iris, **ask)) == "successor_carries_it_already"
    )
