"""The journal is chained afterwards, and any damage shows."""

import json
import threading
import tracemalloc
from contextlib import ExitStack

import pytest
from django.db import connections

from schakel.entrypoints.manage import journal as command
from schakel.entrypoints.manage.main import COMMANDS
from schakel.entrypoints.worker.sealing import seal_all, seal_key
from schakel.foundation.journal import actions
from schakel.foundation.journal.actions import erase_details, head, record, verify, written_together
from schakel.foundation.journal.models import Detail, Line, Pending
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make
from tests.connections import in_thread

LINES = 30


def write(town: Tenant, number: int, **personal: object) -> Line:
    write_only(town, number, **personal)
    return Line.objects.latest("pk")


def write_only(town: Tenant, number: int, **personal: object) -> None:
    record(
        "theme.added",
        actor=system(town.pk),
        subject="theme",
        subject_id=number,
        personal=personal or None,
        now=make.NOW,
    )


def verdict(town: Tenant, checkpoint: tuple[int, str] | None = None):
    with within_tenant(town.pk):
        return verify(key=seal_key(), checkpoint=checkpoint)


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def sealed(town) -> Tenant:
    for number in range(LINES):
        with within_tenant(town.pk):
            write(town, number)
    assert seal_all(town.pk) == LINES
    return town


def test_sixteen_writers_and_a_long_import_are_sealed_whole(town):
    begun, finish = threading.Event(), threading.Event()

    def long_import() -> None:
        with within_tenant(town.pk):
            for number in range(200):
                write(town, number)
            begun.set()
            finish.wait(30)

    def writer(number: int) -> None:
        for each in range(10):
            with within_tenant(town.pk):
                write(town, 1_000 * number + each)

    with in_thread(long_import):
        assert begun.wait(30)
        with ExitStack() as writers:
            for number in range(16):
                writers.enter_context(in_thread(lambda number=number: writer(number)))
            for _ in range(5):
                seal_all(town.pk)
        seal_all(town.pk)
        assert verdict(town).whole
        assert verdict(town).sealed == 160
        finish.set()
    seal_all(town.pk)
    found = verdict(town)
    assert found.whole
    assert (found.sealed, found.unsealed) == (360, 0)
    assert not Pending.objects.filter(purpose="seal").exists()


def test_a_long_journal_is_verified_a_few_hundred_lines_at_a_time(sealed):
    def most_held() -> int:
        tracemalloc.start()
        try:
            assert verdict(sealed).whole
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def more(lines: int) -> None:
        with within_tenant(sealed.pk), written_together():
            for number in range(lines):
                write_only(sealed, number)
        while seal_all(sealed.pk):
            pass

    more(2_000)
    few = most_held()
    more(3_000)
    assert most_held() < 1.2 * few


def test_lines_in_another_order_are_told_from_changed_ones_as_long_as_they_are_few(
    sealed, monkeypatch
):
    as_owner("UPDATE journal_seal SET sequence = -sequence WHERE sequence IN (7, 8)")
    as_owner("UPDATE journal_seal SET sequence = 15 + sequence WHERE sequence IN (-7, -8)")
    found = verdict(sealed)
    assert (found.changed, {7, 8} <= set(found.reordered)) == ((), True)
    monkeypatch.setattr(actions, "_TOLD_APART", 2)
    found = verdict(sealed)
    assert ({7, 8} <= set(found.changed), found.reordered) == (True, ())


def test_a_changed_line_is_reported(sealed):
    as_owner("UPDATE journal_line SET what = 'theme.removed' WHERE subject_id = 7")
    assert verdict(sealed).changed == (8,)


def test_a_removed_line_is_reported(sealed):
    as_owner("DELETE FROM journal_line WHERE subject_id = 7")
    assert 8 in verdict(sealed).removed


def test_lines_that_were_cut_off_show_against_a_checkpoint(sealed):
    with within_tenant(sealed.pk):
        kept = head()
    as_owner("DELETE FROM journal_seal WHERE sequence > 20")
    as_owner("DELETE FROM journal_line WHERE id NOT IN (SELECT line_id FROM journal_seal)")
    assert verdict(sealed).whole
    assert verdict(sealed, kept).cut_off


def test_erasure_keeps_the_chain_whole_and_the_name_out_of_the_table(town):
    with within_tenant(town.pk):
        line = write(town, 1, name="Fatima el Amrani")
    seal_all(town.pk)
    with within_tenant(town.pk):
        assert erase_details(line_ids=[line.pk]) == 1
        assert not Detail.objects.exists()
    assert verdict(town).whole
    with within_tenant(town.pk):
        assert "Fatima" not in json.dumps(list(Line.objects.values("details", "commitment")))


def test_the_app_role_cannot_change_a_line(sealed):
    with pytest.raises(Exception, match="permission denied"), within_tenant(sealed.pk):
        Line.objects.filter(subject_id=7).update(what="theme.removed")


def run(*words: str) -> int:
    from argparse import ArgumentParser

    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def test_the_command_seals_keeps_a_checkpoint_and_verifies(town, tmp_path, capsys):
    assert COMMANDS["journal"]
    with within_tenant(town.pk):
        write(town, 1)
    assert run("seal", "--tenant", town.code) == 0
    capsys.readouterr()
    assert run("checkpoint", "--tenant", town.code) == 0
    file = tmp_path / "checkpoints"
    file.write_text(capsys.readouterr().out)
    assert run("verify", "--tenant", town.code, "--checkpoint", str(file)) == 0
    assert "The journal is whole: 1 lines sealed, 0 not yet." in capsys.readouterr().out
    as_owner("UPDATE journal_line SET subject_id = 2")
    assert run("verify", "--tenant", town.code, "--json") == 1
    assert json.loads(capsys.readouterr().out)["changed"] == [1]


def test_a_file_without_a_checkpoint_is_said_so(town, tmp_path, capsys):
    file = tmp_path / "checkpoints"
    file.write_text("rommel\n")
    assert run("verify", "--tenant", town.code, "--checkpoint", str(file)) == 1
    assert "no checkpoint" in capsys.readouterr().err
