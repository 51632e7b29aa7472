"""Once a year: asked, worked through, signed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schakel.domain.networks.actions import allow_domain, follow_groups, give_group_meaning
from schakel.domain.networks.models import Membership
from schakel.domain.reviews.actions import begin_reviews, choose_review_day, judge_rights
from schakel.domain.reviews.models import Review, Verdict
from schakel.domain.reviews.queries import rights_in
from schakel.domain.staff.actions import let_go
from schakel.domain.staff.models import StaffMember
from schakel.domain.staff.rules import Role
from schakel.domain.tasks.models import Task
from schakel.domain.tasks.rules import Kind
from schakel.foundation.identity.actions import join_provider
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.models import Tenant
from tests import make

DAY = date(2027, 2, 1)
NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def team(actor):
    team = make.Team(actor)
    team.network.owner = team.noor
    team.network.save()
    team.ada = make.colleague(actor, "Ada", roles=[Role.ADMINISTRATOR], hours=0)
    return team


@pytest.fixture
def reviews(actor, team):
    begin_reviews(actor=actor, today=DAY, now=NOW)
    return {each.network_id: each for each in Review.objects.all()}


def judge(review, member, stays, *, sign=False, day=DAY):
    return judge_rights(
        actor=make.acting(member, day), review=review, stays=stays, sign=sign, today=day, now=NOW
    )


def open_tasks(member):
    return Task.objects.open().filter(staff=member, kind=Kind.REVIEW_RIGHTS.value)


def test_the_administrator_and_each_owner_of_a_network_are_asked(reviews, team):
    assert reviews[None].staff == team.ada
    assert reviews[team.network.pk].staff == team.noor
    assert open_tasks(team.ada).get().due_on == reviews[None].due_on == date(2027, 3, 1)
    assert open_tasks(team.noor).get().text == team.network.name
    assert Line.objects.filter(what="review.begun").count() == 2


@pytest.mark.parametrize(
    ("today", "count"), [(date(2027, 1, 31), 0), (DAY, 2), (DAY + timedelta(days=300), 2)]
)
def test_once_a_year_from_the_review_day_on_also_when_a_run_was_missed(actor, team, today, count):
    for _ in range(2):
        begin_reviews(actor=actor, today=today, now=NOW)
    assert Review.objects.count() == count


def test_who_begins_after_the_review_day_begins_with_the_next_one(actor, team):
    Tenant.objects.update(created_at=NOW)
    begin_reviews(actor=actor, today=DAY, now=NOW)
    assert not Review.objects.exists()


def test_an_institution_chooses_its_own_day(actor, team):
    choose_review_day(actor=actor, month=1, day=15, now=NOW)
    begin_reviews(actor=actor, today=date(2027, 1, 15), now=NOW)
    assert Review.objects.count() == 2


def test_it_is_asked_of_another_when_who_was_asked_has_left(actor, reviews, team):
    let_go(actor=actor, member=team.noor, last_day=DAY, now=NOW)
    later = DAY + timedelta(days=2)
    begin_reviews(actor=actor, today=later, now=NOW)
    assert Review.objects.get(network=team.network).staff == team.ada
    assert not open_tasks(team.noor).exists()
    assert open_tasks(team.ada).count() == 2


def test_everybody_stays_and_it_is_signed(reviews, team):
    review = reviews[None]
    everybody = {each.staff_id: True for each in rights_in(review, DAY)}
    assert len(everybody) == 3
    judge(review, team.ada, everybody, sign=True)
    review.refresh_from_db()
    assert (review.signed_by, review.signed_at) == (team.ada, NOW)
    assert not open_tasks(team.ada).exists()
    assert Verdict.objects.filter(review=review, stays=True).count() == 3
    with pytest.raises(Refused, match="review_is_signed"):
        judge(review, team.ada, everybody)


def test_it_is_signed_only_when_everybody_was_looked_at(reviews, team):
    with pytest.raises(Refused, match="review_not_complete"):
        judge(reviews[None], team.ada, {team.noor.pk: True}, sign=True)
    assert not Verdict.objects.exists()


def test_a_place_here_ends_today(reviews, team):
    judge(reviews[None], team.ada, {team.sam.pk: False})
    team.sam.refresh_from_db()
    assert team.sam.works_until == DAY
    lines = Line.objects.filter(subject_id=team.sam.pk, what="colleague.let_go")
    assert lines.exists()
    # Who ended stays in the review, with what they had.
    found = {each.name: each for each in rights_in(reviews[None], DAY)}
    assert found["Sam Jansen"].stays is False
    assert found["Sam Jansen"].roles == ("connector",)


def test_the_owner_of_a_network_ends_what_is_theirs_and_no_more(reviews, team):
    review = reviews[team.network.pk]
    judge(review, team.noor, {team.sam.pk: False, team.noor.pk: True}, sign=True)
    team.sam.refresh_from_db()
    assert team.sam.works_until is None
    assert not Membership.objects.on(DAY).filter(staff=team.sam).exists()


def test_only_who_was_asked_and_administrators_judge(reviews, team):
    with pytest.raises(Refused, match="review_not_yours"):
        judge(reviews[None], team.noor, {team.sam.pk: False})
    judge(reviews[team.network.pk], team.ada, {team.sam.pk: True})


def test_nobody_ends_themselves(reviews, team):
    with pytest.raises(Refused, match="review_not_your_own"):
        judge(reviews[None], team.ada, {team.ada.pk: False})


def test_what_is_not_in_the_review_is_passed_over(reviews, team, actor):
    other = make.colleague(actor, "Els")
    judge(reviews[team.network.pk], team.noor, {other.pk: False})
    assert not Verdict.objects.exists()


def test_who_comes_by_a_group_is_ended_there(actor, team):
    allow_domain(actor=actor, domain="waterhoven.example", now=NOW)
    give_group_meaning(actor=actor, group="g", role=Role.OFFICIAL, now=NOW)
    user = join_provider(user=None, email="els@waterhoven.example", subject="1")
    els = follow_groups(actor=actor, user=user, name="Els", groups={"g"}, today=DAY, now=NOW)
    begin_reviews(actor=actor, today=DAY, now=NOW)
    with pytest.raises(Refused, match="groups_decide"):
        judge(Review.objects.get(network=None), team.ada, {els.pk: False})
    judge(Review.objects.get(network=None), team.ada, {els.pk: True})
    assert StaffMember.objects.get(pk=els.pk).works_until is None
