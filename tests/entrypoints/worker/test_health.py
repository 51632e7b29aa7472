"""/healthz says what is alive, and never how it failed."""

from django.db import connections
from django.test import Client


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
