"""Networks are filled in, sponsors are asked and answer, gaps are kept and told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from schakel.domain.anchoring.actions import (
    anchor_network,
    ask_sponsors,
    choose_asking_days,
    look_at_anchoring,
    say_backing,
)
from schakel.domain.anchoring.models import AskingDay, Confirmation, NetworkGap
from schakel.domain.anchoring.queries import asking_days, gaps_of, seen_by, with_people
from schakel.domain.anchoring.rules import Anchor, Lack, Word
from schakel.domain.health import actions as health
from schakel.domain.health.models import Break, Standing
from schakel.domain.networks.actions import Backing
from schakel.domain.networks.models import Network
from schakel.domain.notices.models import Notice
from schakel.domain.notices.rules import Kind as NoticeKind
from schakel.domain.staff.actions import let_go
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind as TaskKind
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.make import NOW, TODAY

DAY = timedelta(days=1)
# The round of 1 September 2026.
ROUND = date(2026, 9, 1)


@pytest.fixture
def team(actor):
    Tenant.objects.filter(pk=actor.tenant_id).update(created_at=NOW - 400 * DAY)
    team = make.Team(actor)
    team.ada = make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR], hours=0)
    team.peter = make.colleague(actor, "Peter", roles=[Role.SPONSOR], hours=0)
    team.marleen = make.colleague(actor, "Marleen", roles=[Role.SPONSOR], hours=0)
    return team


def backing(team, **changed) -> Backing:
    whole = {
        "owner": team.noor,
        "deputy": team.sam,
        "administrative_sponsor": team.peter,
        "political_sponsor": team.marleen,
        "hours": Decimal("12.5"),
        "mandate": "Tot 2.500 euro per idee.",
        "ends_on": None,
    }
    return Backing(**whole | changed)


def anchored(team, actor=None, day=TODAY, **changed) -> Network:
    return anchor_network(
        actor=actor or system(team.network.tenant_id),
        network=team.network,
        backing=backing(team, **changed),
        today=day,
        now=NOW + (day - TODAY),
    )


def asked(actor, after: int = 0) -> list[Confirmation]:
    return ask_sponsors(actor=actor, today=TODAY + after * DAY, now=NOW + after * DAY)


def looked(actor, after: int = 0) -> None:
    look_at_anchoring(actor=actor, today=TODAY + after * DAY, now=NOW + after * DAY)


def said(confirmation, word, words="", by=None, day=TODAY) -> Confirmation:
    return say_backing(
        actor=make.acting(by or confirmation.sponsor),
        asked=confirmation,
        word=word,
        words=words,
        today=day,
        now=NOW,
    )


def lacks(*, still=True) -> set[tuple[str, str, date]]:
    found = NetworkGap.objects.filter(until_on__isnull=still)
    return set(found.values_list("anchor", "lack", "since"))


def told(member) -> list[str]:
    unseen = Notice.objects.filter(staff=member, kind=NoticeKind.ANCHORING.value)
    return list(unseen.filter(seen_at__isnull=True).values_list("trigger", flat=True))


def test_what_is_filled_in_is_in_the_journal_and_ends_what_was_missing(actor, team):
    looked(actor)
    assert {anchor for anchor, _, _ in lacks()} == {
        "owner", "deputy", "hours", "mandate", "administrative_sponsor", "political_sponsor",
    }  # fmt: skip
    anchored(team, day=TODAY + 3 * DAY)
    assert lacks() == set()
    assert len(lacks(still=False)) == 6
    names = ["network.lacks_something", "network.backed", "network.terms_changed",
             "network.stands_firm"]  # fmt: skip
    lines = Line.objects.filter(subject="network", subject_id=team.network.pk, what__in=names)
    assert list(lines.order_by("pk").values_list("what", flat=True)) == names


def test_what_was_missing_for_less_than_a_day_leaves_no_trace(actor, team):
    looked(actor)
    anchored(team)
    assert not NetworkGap.objects.exists()


def test_the_same_day_twice_and_some_days_late_finds_the_same(actor, team):
    anchored(team, ends_on=TODAY + 60 * DAY)
    looked(actor, after=10)
    looked(actor, after=12)
    assert lacks() == {("ends_on", "ends_soon", TODAY + 4 * DAY)}
    let_go(actor=actor, member=team.sam, last_day=TODAY + 12 * DAY, now=NOW)
    looked(actor, after=20)
    assert ("deputy", "left", TODAY + 13 * DAY) in lacks()


def test_the_owner_fills_in_all_but_who_owns_it(actor, team):
    anchored(team)
    noor = make.acting(team.noor)
    network = anchored(team, noor, hours=Decimal(4), ends_on=TODAY + 300 * DAY)
    assert (network.hours, network.ends_on) == (Decimal(4), TODAY + 300 * DAY)
    with pytest.raises(Refused, match="only_administrators"):
        anchored(team, noor, owner=team.sam, deputy=None)
    with pytest.raises(Refused, match="network_not_yours"):
        anchored(team, make.acting(team.sam), hours=Decimal(4))
    with pytest.raises(Refused, match="hours_not_valid"):
        anchored(team, noor, hours=Decimal(-1))
    assert anchored(team, make.acting(team.ada), owner=team.peter).owner == team.peter


def test_both_sponsors_are_asked_once_a_round_by_a_task(actor, team):
    anchored(team)
    found = asked(actor)
    assert {(each.sponsor, each.round_on) for each in found} == {
        (team.peter, ROUND), (team.marleen, ROUND),
    }  # fmt: skip
    assert asked(actor) == asked(actor, after=20) == []
    task = Task.objects.open().get(staff=team.peter)
    assert (task.kind, task.due_on) == (TaskKind.CONFIRM_BACKING.value, TODAY + 21 * DAY)
    assert len(asked(actor, after=97)) == 2, "1 March"


def test_an_institution_that_began_after_the_round_waits_for_the_next(actor, team):
    anchored(team)
    Tenant.objects.filter(pk=actor.tenant_id).update(created_at=NOW)
    assert asked(actor) == []
    assert len(asked(actor, after=97)) == 2


def test_yes_ends_the_question_and_is_nothing_missing(actor, team):
    anchored(team)
    peter, marleen = asked(actor)
    said(peter, Word.YES)
    assert not Task.objects.open().filter(staff=team.peter).exists()
    looked(actor, after=40)
    assert lacks() == {("political_sponsor", "silent", marleen.answer_by + 8 * DAY)}


def test_no_and_somebody_else_are_missing_with_words_until_they_are_mended(actor, team):
    anchored(team)
    peter, marleen = asked(actor)
    said(peter, Word.NO, "Mijn afdeling heeft andere plannen.")
    said(marleen, Word.ELSEWHERE, "De wethouder wonen.")
    assert lacks() == {
        ("administrative_sponsor", "withdrawn", TODAY),
        ("political_sponsor", "elsewhere", TODAY),
    }
    assert len(told(team.noor)) == 1
    anchored(team, administrative_sponsor=team.ada, political_sponsor=None, day=TODAY + DAY)
    assert lacks() == {("political_sponsor", "missing", TODAY + DAY)}


def test_who_said_no_can_come_back_on_it(actor, team):
    anchored(team)
    peter, _ = asked(actor)
    said(peter, Word.NO, "Nog even niet.")
    assert said(peter, Word.YES).words == ""
    assert lacks() == set()


def test_only_the_sponsor_says_it_and_only_as_long_as_they_are_so(actor, team):
    anchored(team)
    peter, _ = asked(actor)
    with pytest.raises(Refused, match="word_of_sponsor_not_yours"):
        said(peter, Word.YES, by=team.marleen)
    anchored(team, administrative_sponsor=team.ada)
    assert not Task.objects.open().filter(staff=team.peter).exists()
    with pytest.raises(Refused, match="no_longer_asked"):
        said(peter, Word.YES)
    assert [each.sponsor for each in asked(actor)] == [team.ada]


def test_who_left_is_not_asked(actor, team):
    anchored(team)
    let_go(actor=actor, member=team.peter, last_day=TODAY - DAY, now=NOW)
    assert [each.sponsor for each in asked(actor)] == [team.marleen]


def test_the_owner_is_told_once_for_each_day_with_more_missing(actor, team):
    anchored(team, hours=Decimal(0))
    looked(actor)
    looked(actor, after=1)
    assert len(told(team.noor)) == 1
    anchored(team, hours=Decimal(0), mandate="", day=TODAY + 2 * DAY)
    assert len(told(team.noor)) == 2
    anchored(team, day=TODAY + 3 * DAY)
    assert told(team.noor) == []


def test_without_an_owner_the_deputy_is_told_and_then_the_administrators(actor, team):
    anchored(team, owner=None)
    assert (len(told(team.sam)), len(told(team.ada))) == (1, 0)
    anchored(team, owner=None, deputy=None, day=TODAY + DAY)
    assert (len(told(team.sam)), len(told(team.ada))) == (0, 1)
    anchored(team, hours=Decimal(0), day=TODAY + 2 * DAY)
    assert (len(told(team.noor)), len(told(team.ada))) == (1, 0)


def test_the_days_are_of_the_institution_and_stand_in_the_journal(actor, team):
    assert asking_days() == ((3, 1), (9, 1))
    choose_asking_days(actor=make.acting(team.ada), days=[(11, 20), (5, 1)], now=NOW)
    assert asking_days() == ((5, 1), (11, 20))
    assert Line.objects.filter(what="asking_days.chosen").count() == 1
    anchored(team)
    assert {each.round_on for each in asked(actor)} == {date(2026, 11, 20)}
    with pytest.raises(Refused, match="only_administrators"):
        choose_asking_days(actor=make.acting(team.noor), days=[(1, 1), (6, 1)], now=NOW)
    assert AskingDay.objects.count() == 2


def test_a_colleague_sees_the_networks_they_stand_behind_or_work_in(actor, team):
    anchored(team)
    other = make.network(actor, "Energie", owner=team.ada)
    for member in (team.noor, team.sam, team.peter, team.marleen):
        assert list(seen_by(make.acting(member), TODAY)) == [team.network]
    assert list(seen_by(make.acting(team.ada), TODAY)) == [other, team.network]
    stranger = make.colleague(actor, "Vera", roles=[Role.COUNCILLOR])
    assert list(seen_by(make.acting(stranger), TODAY)) == []


def test_a_page_reads_as_much_of_three_networks_as_of_thirty(
    actor, team, django_assert_num_queries
):
    for count in (3, 27):
        for _ in range(count):
            make.network(actor)
        networks = list(with_people(Network.objects.all()))
        with django_assert_num_queries(2):
            gaps_of(networks, TODAY)


def test_a_network_that_lacks_something_strains_its_connections_and_breaks_none(actor, team):
    matter = make.matter(actor)
    anchored(team, hours=Decimal(0))
    _standing(actor, matter)
    found = Standing.objects.get()
    assert (found.state, found.signal, found.since) == ("strained", "anchoring", TODAY)
    assert found.signals[0]["evidence"] == [
        {"what": "network", "number": team.network.pk, "on": TODAY.isoformat()}
    ]
    anchored(team, day=TODAY + DAY)
    health.look_again_in_networks(networks=[team.network.pk], today=TODAY + DAY)
    health.look(actor=actor, today=TODAY + DAY, now=NOW + DAY)
    found.refresh_from_db()
    assert (found.state, found.signal) == ("good", "")
    assert not Break.objects.exists()


def test_only_the_connections_of_that_network_are_looked_at(actor, team):
    matter = make.matter(actor)
    _standing(actor, matter)
    before = Standing.objects.get().changes_on
    other = make.network(actor, "Energie")
    health.look_again_in_networks(networks=[other.pk], today=TODAY)
    assert Standing.objects.get().changes_on == before
    health.look_again_in_networks(networks=[team.network.pk], today=TODAY)
    assert Standing.objects.get().changes_on == TODAY


def test_another_gap_of_a_network_that_lacks_something_already_touches_no_connection(actor, team):
    anchored(team, hours=Decimal(0))
    turns = Line.objects.filter(what__in=["network.lacks_something", "network.stands_firm"])
    before = turns.count()
    anchored(team, hours=Decimal(0), mandate="", day=TODAY + DAY)
    anchored(team, mandate="", day=TODAY + 2 * DAY)
    assert turns.count() == before


def _standing(actor, matter) -> None:
    at = {"today": TODAY, "now": NOW}
    health.look_again(tenant_id=actor.tenant_id, connections=[matter.connection_id], **at)
    health.look(actor=actor, **at)


def test_gaps_are_told_by_anchor_and_lack(team):
    assert gaps_of([team.network], TODAY)[team.network.pk][0].what == (Anchor.OWNER, Lack.MISSING)


def test_who_is_asked_anew_need_not_answer_the_round_before(actor, team):
    anchored(team)
    old = asked(actor)[0]
    again = next(
        each
        for each in asked(actor, after=120)
        if (each.network, each.place, each.sponsor) == (old.network, old.place, old.sponsor)
    )
    old.task.refresh_from_db()
    assert old.task.done_at is not None
    assert again.task.done_at is None
