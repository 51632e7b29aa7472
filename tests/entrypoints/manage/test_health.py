"""``schakel health recompute``: every strength anew."""

import json
from datetime import timedelta

import pytest

from schakel.domain.connections.models import Connection
from schakel.domain.health.actions import look_again
from schakel.domain.health.models import Standing
from schakel.domain.organisations.actions import cancel_quiet_week, plan_quiet_week
from schakel.entrypoints.worker.strengths import recompute_strengths
from schakel.entrypoints.worker.subscriptions import SUBSCRIPTIONS
from tests import make


@pytest.fixture
def connection(actor):
    team = make.Team(actor)
    matter = make.matter(actor)
    make.contact(actor, matter, staff_id=team.noor.pk)
    return matter.connection


def test_a_strength_that_is_wrong_is_put_right(schakel, tenant, connection):
    right = Connection.objects.values_list("strength", "silent_on").get(pk=connection.pk)
    Connection.objects.update(strength=0.1, silent_on=make.TODAY)
    look_again(tenant_id=tenant.pk, connections=[connection.pk], today=make.TODAY, now=make.NOW)
    Standing.objects.update(changes_on=None)
    ran = schakel("health", "recompute", "--tenant", tenant.code)
    assert (ran.status, ran.out) == (0, "Changed: 1 of 1 connections.\n")
    assert Connection.objects.values_list("strength", "silent_on").get(pk=connection.pk) == right
    assert Standing.objects.get(connection=connection).changes_on is not None


def test_it_answers_as_json(schakel, tenant, connection):
    ran = schakel("health", "recompute", "--tenant", tenant.code, "--json")
    assert json.loads(ran.out) == {"connections": 1, "changed": 0}


def test_what_was_said_in_confidence_keeps_its_connection_alive(schakel, tenant, actor):
    make.Team(actor)
    matter = make.matter(actor, confidential=True)
    make.contact(actor, matter)
    before = Connection.objects.values_list("strength", flat=True).get(pk=matter.connection_id)
    assert before > 0
    assert schakel("health", "recompute", "--tenant", tenant.code).status == 0
    after = Connection.objects.values_list("strength", flat=True).get(pk=matter.connection_id)
    assert after == pytest.approx(before, abs=1e-9)


def test_quiet_weeks_that_are_planned_later_move_the_silent_day_and_back(actor, connection):
    def silent_on():
        return Connection.objects.values_list("silent_on", flat=True).get(pk=connection.pk)

    def follow(word):
        assert SUBSCRIPTIONS[word] == (recompute_strengths,)
        recompute_strengths(tenant_id=actor.tenant_id, subject_id=0, line_id=0)

    before = silent_on()
    begin = make.TODAY + timedelta(days=20)
    week = plan_quiet_week(
        actor=actor,
        name="Kerst",
        from_on=begin,
        until_on=begin + timedelta(days=14),
        now=make.NOW,
    )
    follow("quiet_week.planned")
    assert silent_on() == before + timedelta(days=14)
    cancel_quiet_week(actor=actor, week=week, now=make.NOW)
    follow("quiet_week.cancelled")
    assert silent_on() == before


def test_it_explains_how_a_connection_stands_in_words_and_as_json(schakel, tenant, connection):
    ran = schakel("health", "explain", str(connection.pk), "--tenant", tenant.code)
    assert ran.status == 0
    assert "goed" in ran.out
    ran = schakel("health", "explain", str(connection.pk), "--tenant", tenant.code, "--json")
    told = json.loads(ran.out)
    assert (told["connection"], told["state"], told["signals"]) == (connection.pk, "good", [])
    assert told["strength"] > 0


def test_a_connection_that_is_not_there_is_said_so(schakel, tenant):
    ran = schakel("health", "explain", "999999", "--tenant", tenant.code)
    assert ran.status == 1
    assert "no connection 999999" in ran.out + ran.err


def test_explaining_looks_at_that_connection_however_many_others_wait(
    schakel, tenant, actor, connection, monkeypatch
):
    monkeypatch.setattr("schakel.domain.health.actions.LOOKED_AT_ONCE", 1)
    other = make.matter(actor, sender=make.party(actor)).connection
    numbers = [connection.pk, other.pk]
    look_again(tenant_id=tenant.pk, connections=numbers, today=make.TODAY, now=make.NOW)
    Standing.objects.filter(connection=other).update(changes_on=make.STARTED)
    before = Standing.objects.values().get(connection=other)
    ran = schakel("health", "explain", str(connection.pk), "--tenant", tenant.code, "--json")
    assert ran.status == 0
    assert Standing.objects.get(connection=connection).looked_at > make.NOW
    assert Standing.objects.values().get(connection=other) == before
