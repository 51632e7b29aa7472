"""/healthz says what is alive, and never how it failed."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.test import Client

from schakel.entrypoints.worker.health import clock_skew

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_without_a_worker_it_is_unwell(committed):
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["worker"] is False
    assert answer.json()["database"] is True


def test_with_a_worker_that_lives_it_is_well(committed):
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert abs(answer.json()["clock_skew_seconds"]) < 5


def test_a_worker_that_was_silent_for_a_minute_does_not_live(committed):
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '61 seconds')"
        )
    assert Client().get("/healthz").status_code == 503


def test_without_a_database_it_answers_and_shows_no_trace(committed, monkeypatch):
    connections["default"].close()
    monkeypatch.setitem(connections["default"].settings_dict, "NAME", "is_er_niet")
    answer = Client().get("/healthz")
    connections["default"].close()
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unwell",
        "web": True,
        "database": False,
        "worker": False,
        "clock_skew_seconds": None,
    }


@pytest.mark.parametrize(
    ("database", "answered_after", "expected"),
    [
        (0, 0, 0.0),
        (7, 0, 7.0),
        (-3_600, 0, -3_600.0),
        # A slow answer is no skew: the database looked at its clock somewhere in between.
        (5, 10, 0.0),
        (12, 10, 7.0),
        (0.04, 0, 0.0),
    ],
)
def test_the_clock_of_the_database_is_held_against_the_middle_of_the_question(
    database, answered_after, expected
):
    theirs = NOON + timedelta(seconds=database)
    assert clock_skew(NOON, theirs, NOON + timedelta(seconds=answered_after)) == expected


@contextmanager
def database_clock_ahead(by: str):
    """Questions about the time are answered by a clock that stands before PostgreSQL's own."""
    with connections["owner"].cursor() as owner, connections["default"].cursor() as asking:
        owner.execute("CREATE SCHEMA shifted")
        try:
            owner.execute(
                "CREATE FUNCTION shifted.clock_timestamp() RETURNS timestamptz LANGUAGE sql"
                f" AS $$ SELECT pg_catalog.clock_timestamp() + interval '{by}' $$"
            )
            owner.execute("GRANT USAGE ON SCHEMA shifted TO PUBLIC")
            asking.execute("SET search_path = shifted, pg_catalog, public")
            yield
        finally:
            asking.execute("RESET search_path")
            owner.execute("DROP SCHEMA shifted CASCADE")


@pytest.mark.parametrize(
    ("by", "least", "most"), [("1 hour", 3_590, 3_610), ("-20 seconds", -25, -15)]
)
def test_two_clocks_that_differ_are_warned_of_and_the_site_stays_well(committed, by, least, most):
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert "warning" not in Client().get("/healthz").json()
    with database_clock_ahead(by):
        answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["warning"] == "clock skew"
    assert least < answer.json()["clock_skew_seconds"] < most
