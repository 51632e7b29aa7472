"""The whole database is backed up and restored, and nothing is done twice."""

import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from schakel.domain.messages.models import Message
from schakel.domain.messages.rules import State
from schakel.domain.parties.models import Party
from schakel.domain.privacy.actions import erase_party
from schakel.domain.privacy.rules import Reason
from schakel.domain.terms.actions import conclude_matter
from schakel.entrypoints.manage.backup import server
from schakel.entrypoints.worker.sealing import seal_all, seal_key
from schakel.foundation.backup import dump
from schakel.foundation.journal.actions import verify, waiting_lines
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.search.operations import SEARCH_ROLE
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make, processes
from tests.make import NOW, TODAY
from tests.processes import Processes, kill, wait_for

KEY = "not-a-secret-but-long-enough-for-tests"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "data"
    monkeypatch.setenv("SCHAKEL_BACKUP_KEY", KEY)


@pytest.fixture
def town(committed: None) -> Tenant:
    """With an open and a closed matter, in confidence too, and a receipt that waits."""
    tenant = make.tenant("waterhoven")
    with within_tenant(tenant.pk, matters=ALL_MATTERS):
        actor = system(tenant.pk)
        make.Team(actor)
        closed = make.matter(actor)
        conclude_matter(actor=actor, matter=closed, reason="klaar", today=TODAY, now=NOW)
        make.matter(actor, confidential=True, story="Onder ons")
    return tenant


@pytest.fixture
def elsewhere(town: Tenant) -> Iterator[str]:
    """The name of a database that is not there yet; afterwards this process is back in its own."""
    here = connections["owner"].settings_dict["NAME"]
    name = f"schakel_restored_{os.getpid()}"
    yield name
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = here
    with psycopg.connect(server().address, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name))
        )


@pytest.fixture
def made(town: Tenant, schakel: Any, tmp_path: Path) -> Path:
    place = tmp_path / "backups" / "first"
    ran = schakel("backup", "--out", place)
    assert ran.status == 0, ran.err
    return place


def databases() -> set[str]:
    with psycopg.connect(server().address) as connection:
        return {str(name) for (name,) in connection.execute("SELECT datname FROM pg_database")}


def within(tenant: Tenant) -> AbstractContextManager[None]:
    return within_tenant(tenant.pk, matters=ALL_MATTERS)


def test_a_back_up_is_closed_to_others_and_shows_nothing(made):
    assert made.stat().st_mode & 0o077 == 0
    content = made.read_bytes()
    assert b"Fatima" not in content
    assert b"COPY" not in content
    assert [each.name for each in made.parent.iterdir()] == ["first"]


def test_a_back_up_is_checked_by_restoring_it_elsewhere(made, schakel):
    before = databases()
    told = json.loads(schakel("backup", "--check", made, "--json").out)
    assert told["whole"]
    assert told["rows"] > 100
    assert told["different"] == []
    assert databases() == before


def test_what_is_restored_is_what_there_was(made, town, elsewhere, schakel):
    secret = dump.read_backup(made, secret=KEY)
    ran = schakel("restore", made, "--into", elsewhere, "--json")
    assert ran.status == 0, ran.err
    assert json.loads(ran.out)["rows"] == secret.rows
    with within(town):
        assert Party.objects.count() == 2
        while seal_all(town.pk):
            pass
        assert verify(key=seal_key()).whole
        assert Line.objects.latest("pk").what == "tenant.restored"
    changed = {"messages_message", "journal_pending", "journal_line", "journal_seal"}
    assert set(dump.differences(secret, server())) <= changed | {"procrastinate_jobs"}
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT pg_get_userbyid(proowner) FROM pg_proc WHERE proname LIKE 'search_put'"
        )
        assert cursor.fetchall() == [(SEARCH_ROLE,)]
        cursor.execute("SELECT count(*) FROM pg_policies")
        assert cursor.fetchone()[0] > 50


def test_nothing_goes_out_twice(made, town, elsewhere, schakel):
    with within(town):
        waited = Message.objects.filter(state=State.QUEUED).count()
        assert waited
        assert waiting_lines(tenant_id=town.pk)
    assert schakel("restore", made, "--into", elsewhere).status == 0
    with within(town):
        assert Message.objects.filter(state=State.UNCERTAIN).count() == waited
        assert not Message.objects.filter(state=State.QUEUED).exists()
        # Only that it was restored.
        assert waiting_lines(tenant_id=town.pk) == 1
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        assert cursor.fetchone() == (0,)


def test_who_was_erased_since_stays_erased(made, town, elsewhere, schakel, tmp_path):
    with within(town):
        party = Party.objects.earliest("pk")
        erase_party(actor=system(town.pk), party=party, reason=Reason.REQUEST, now=NOW)
    kept = tmp_path / "apart" / "erasures"
    assert schakel("backup", "--erasures", kept).status == 0
    assert b"registered_at" not in kept.read_bytes()
    told = json.loads(
        schakel("restore", made, "--into", elsewhere, "--erasures", kept, "--json").out
    )
    assert told["erased_again"] == 1
    with within(town):
        assert Party.objects.get(pk=party.pk).name == "gewist"


def test_the_list_of_erasures_never_shrinks(made, town, schakel):
    with within(town):
        party = Party.objects.earliest("pk")
        erase_party(actor=system(town.pk), party=party, reason=Reason.REQUEST, now=NOW)
    assert json.loads(schakel("backup", "--erasures", made.parent / "list", "--json").out) == {
        "erasures": 1
    }
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE privacy_erasure")
    assert json.loads(schakel("backup", "--erasures", made.parent / "list", "--json").out) == {
        "erasures": 1
    }


def _flipped(place: Path) -> None:
    content = bytearray(place.read_bytes())
    content[-40] ^= 1
    place.write_bytes(content)


def _cut_off(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-1])


def _newer(place: Path) -> None:
    place.write_bytes(place.read_bytes().replace(b'"version": 1', b'"version": 9', 1))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_flipped, "beschadigd"),
        (_cut_off, "beschadigd"),
        (_newer, "nieuwer"),
        (lambda place: place.write_bytes(b"x"), "geen back-up"),
        (lambda place: place.unlink(), "geen bestand"),
    ],
)
def test_a_back_up_that_is_not_right_is_refused_and_nothing_is_made(made, schakel, spoil, says):
    spoil(made)
    before = databases()
    for asked in (("restore", made, "--into", "schakel_never"), ("backup", "--check", made)):
        ran = schakel(*asked)
        assert (ran.status, ran.out) == (1, "")
        assert says in ran.err
    assert databases() == before


def test_a_back_up_of_a_newer_schakel_is_refused(town, schakel, tmp_path):
    step = "INSERT INTO django_migrations (app, name, applied) VALUES ('future', '0001_x', now())"
    with connections["owner"].cursor() as cursor:
        cursor.execute(step)
    try:
        assert schakel("backup", "--out", tmp_path / "newer").status == 0
        ran = schakel("restore", tmp_path / "newer", "--into", "schakel_never")
        assert (ran.status, ran.out) == (1, "")
        assert "nieuwer" in ran.err
        assert "schakel_never" not in databases()
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'future'")


def test_with_another_key_nothing_is_restored(made, schakel, monkeypatch):
    monkeypatch.setenv("SCHAKEL_BACKUP_KEY", "another-key-that-is-long-enough-as-well")
    ran = schakel("restore", made, "--into", "schakel_never")
    assert (ran.status, ran.out) == (1, "")
    assert "sleutel past niet" in ran.err
    assert "schakel_never" not in databases()


def test_a_database_with_something_in_it_is_left_alone(made, town, schakel):
    with within(town):
        lines = Line.objects.count()
    ran = schakel("restore", made)
    assert (ran.status, ran.out) == (1, "")
    assert "niet leeg" in ran.err
    with within(town):
        assert Line.objects.count() == lines


def test_a_file_that_is_there_is_not_written_over(made, schakel):
    before = made.read_bytes()
    ran = schakel("backup", "--out", made)
    assert (ran.status, ran.out) == (1, "")
    assert made.read_bytes() == before


def test_a_back_up_that_is_killed_leaves_no_half_file(town, tmp_path):
    started = Processes(processes.test_database_url(), tmp_path / "data", SCHAKEL_BACKUP_KEY=KEY)
    process = started.start("backup", "--out", str(tmp_path / "out" / "file"))
    wait_for(lambda: any((tmp_path / "out").glob(".file.*.part")), 90)
    kill(process)
    started.end()
    assert not (tmp_path / "out" / "file").exists()


def test_a_restore_that_is_stopped_leaves_the_database_empty(made, elsewhere, schakel, monkeypatch):
    class Stopped(Exception):
        pass

    def stop(*_: object) -> str:
        raise Stopped

    monkeypatch.setattr(dump, "_owners", stop)
    with pytest.raises(Stopped):
        schakel("restore", made, "--into", elsewhere)
    dump.check_empty(server().named(elsewhere))


def test_a_restore_that_is_killed_leaves_the_database_empty(made, elsewhere, tmp_path):
    started = Processes(processes.test_database_url(), tmp_path / "data", SCHAKEL_BACKUP_KEY=KEY)
    process = started.start("restore", str(made), "--into", elsewhere)
    wait_for(lambda: "psql" in working_in(elsewhere), 60)
    # Not its children: these come to the end of what they read.
    process.kill()
    wait_for(lambda: not working_in(elsewhere), 30)
    started.end()
    dump.check_empty(server().named(elsewhere))


def working_in(database: str) -> set[str]:
    with psycopg.connect(server().address) as connection:
        found = connection.execute(
            "SELECT application_name FROM pg_stat_activity WHERE datname = %s", [database]
        )
        return {str(name) for (name,) in found}


def test_a_role_that_does_not_see_all_rows_makes_no_half_back_up(town, tmp_path):
    with psycopg.connect(server().address) as connection:
        connection.execute("SET ROLE schakel_app")
        with pytest.raises(Exception, match="backup_needs_all_rows"):
            dump.check_sees_all(connection)
