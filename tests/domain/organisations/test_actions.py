"""What an institution is made of, and what it chose, is changed by its administrators only."""

from datetime import date

import pytest

from schakel.domain.organisations import actions
from schakel.domain.organisations.models import QuietWeek, TurnedOn
from schakel.domain.organisations.queries import days_to_come, modules_on, quiet_weeks_to_come
from schakel.domain.organisations.rules import Module
from schakel.domain.staff.actions import choose_fallback_chain
from schakel.domain.terms.actions import choose_norm, restore_norm
from schakel.domain.terms.queries import norms_here
from schakel.domain.terms.rules import CHOSEN_HERE, TermKind
from schakel.foundation.journal.models import Line
from schakel.foundation.journal.queries import changes_of, last_changes
from schakel.foundation.kernel.refused import Refused
from tests import make
from tests.make import NOW, TODAY

DAY = date(2026, 12, 28)


@pytest.fixture
def team(actor):
    return make.Team(actor)


@pytest.mark.parametrize(
    "change",
    [
        lambda at, team: actions.add_theme(code="x", name="X", rhythm_days=60, **at),
        lambda at, team: actions.change_theme(
            theme=team.theme, rhythm_days=30, is_active=True, **at
        ),
        lambda at, team: actions.close_on(day=DAY, name="Brugdag", **at),
        lambda at, team: actions.plan_quiet_week(name="Reces", from_on=TODAY, until_on=DAY, **at),
        lambda at, team: actions.choose_reach(postal_address="", phone="14 0500", **at),
        lambda at, team: actions.name_institution(name="X", language="nl", **at),
        lambda at, team: actions.choose_module(module=Module.IDEAS, is_on=False, **at),
        lambda at, team: choose_norm(
            kind=TermKind.COMPLAINT, amount=5, second_amount=7, article="Awb", **at
        ),
        lambda at, team: restore_norm(kind=TermKind.COMPLAINT, **at),
        lambda at, team: choose_fallback_chain(members=[team.sam], today=TODAY, **at),
    ],
)  # fmt: skip
def test_a_connector_changes_nothing_of_it(actor, team, change):
    before = Line.objects.count()
    with pytest.raises(Refused, match="only_administrators"):
        change({"actor": make.acting(team.noor), "now": NOW}, team)
    assert Line.objects.count() == before


def test_what_stays_as_it_was_leaves_no_line(actor, team, tenant):
    before = Line.objects.count()
    at = {"actor": actor, "now": NOW}
    actions.change_theme(theme=team.theme, rhythm_days=60, is_active=True, **at)
    actions.choose_reach(postal_address="", phone="", **at)
    actions.name_institution(name=tenant.name, language="nl", **at)
    actions.choose_module(module=Module.COUNCIL, is_on=True, **at)
    choose_fallback_chain(members=[team.noor, team.sam], today=TODAY, **at)
    assert Line.objects.count() == before


def test_without_a_norm_of_its_own_an_institution_has_the_default_of_each_kind(tenant):
    here = norms_here()
    assert set(here) == set(CHOSEN_HERE)
    assert all(each.is_default and each.number is None for each in here.values())


def test_only_days_to_come_are_shown(actor, tenant):
    for day in (date(2026, 11, 23), TODAY, DAY):
        actions.close_on(actor=actor, day=day, name="Dicht", now=NOW)
    assert [each.day for each in days_to_come(TODAY)] == [TODAY, DAY]
    actions.plan_quiet_week(
        actor=actor, name="Geweest", from_on=date(2026, 11, 1), until_on=TODAY, now=NOW
    )
    week = actions.plan_quiet_week(
        actor=actor, name="Reces", from_on=date(2026, 11, 20), until_on=DAY, now=NOW
    )
    assert quiet_weeks_to_come(TODAY) == [week]
    with pytest.raises(Refused, match="ends_before_it_begins"):
        actions.plan_quiet_week(actor=actor, name="X", from_on=DAY, until_on=DAY, now=NOW)
    assert QuietWeek.objects.count() == 2


def test_modules_are_of_one_institution(actor, team):
    actions.choose_module(actor=actor, module=Module.IDEAS, is_on=False, now=NOW)
    assert modules_on() == {Module.INTRODUCTIONS, Module.COUNCIL}
    assert TurnedOn.objects.count() == 2


def test_changes_are_told_with_who_from_what_and_to_what(actor, team):
    actions.change_theme(actor=actor, theme=team.theme, rhythm_days=30, is_active=True, now=NOW)
    choose_fallback_chain(actor=actor, members=[team.sam], today=TODAY, now=NOW)
    whats = ("theme.added", "theme.changed")
    newest, first = changes_of(what=whats, subject="theme", subject_id=team.theme.pk)
    assert (newest.before, newest.after, newest.people) == ([60, True], [30, True], ())
    assert (first.before, first.after, first.staff_id) == (None, [60, True], None)
    (chain,) = changes_of(what=["fallback.chosen"], subject="tenant")
    assert set(chain.people) == {team.noor.pk, team.sam.pk}
    last = last_changes(what={*whats, "fallback.chosen"}, subjects={"theme", "tenant"})
    assert last.keys() == {*whats, "fallback.chosen"}
