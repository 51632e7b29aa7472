"""A real server each time: what can go wrong with one is not to be imagined."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from schakel.foundation.database.account import Account
from schakel.foundation.database.address import DatabaseUnavailable
from schakel.foundation.database.binaries import cache_for, wheel_binaries
from schakel.foundation.database.embedded import EmbeddedServer, running_server

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server to another")
DAEMON = Account("daemon", 1, 1)

USES_THE_SERVER = """
import sys
from pathlib import Path
from schakel.foundation.database.embedded import running_server
with running_server(Path(sys.argv[1])) as server:
    print(server.is_running(), flush=True)
    sys.stdin.read()
"""


def forget(folder: Path) -> None:
    """Copies outside the data folders below a folder are removed."""
    for lock in folder.rglob("postgres.starting"):
        shutil.rmtree(cache_for(lock.parent), ignore_errors=True)


@pytest.fixture
def open_folder():
    """A folder that everybody may enter, as /var/lib is; pytest's own is closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="schakel-test-"))
    folder.chmod(0o755)
    yield folder
    forget(folder)
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _forgotten(tmp_path):
    yield
    forget(tmp_path)


@pytest.fixture
def started():
    """Start a server; it is stopped whatever happens."""
    servers = []

    def start(folder: Path, binaries: Path | None = None) -> EmbeddedServer:
        server = EmbeddedServer(folder, binaries)
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.stop()


def tell(server: EmbeddedServer, statement: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(statement)


def ask(server: EmbeddedServer, query: str):
    with psycopg.connect(server.url(), autocommit=True) as connection:
        return connection.execute(query).fetchone()[0]


def remember(server: EmbeddedServer, word: str) -> None:
    tell(server, f"CREATE TABLE memory AS SELECT '{word}' AS word")


def postmaster(server: EmbeddedServer) -> int:
    return int((server.cluster / "postmaster.pid").read_text().split()[0])


def modes_above(folder: Path) -> dict[Path, tuple[int, int]]:
    return {each: (each.stat().st_mode, each.stat().st_uid) for each in folder.parents}


def owners_below(folder: Path) -> set[int]:
    return {each.lstat().st_uid for each in (folder, *folder.rglob("*"))}


def test_data_is_kept_over_a_restart(tmp_path, started):
    server = started(tmp_path)
    remember(server, "kept")
    server.stop()
    assert not server.is_running()

    server.start()
    assert ask(server, "SELECT word FROM memory") == "kept"


def test_the_server_listens_on_its_socket_only_and_only_its_user_comes_in(open_folder, started):
    server = started(open_folder)
    assert ask(server, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(server.cluster.stat().st_mode) == 0o700
    if os.geteuid() == 0:
        socket = server.cluster / ".s.PGSQL.5432"
        assert DAEMON.run("/bin/sh", "-c", 'test -S "$1"', "sh", socket).returncode != 0


def test_words_of_people_do_not_reach_the_log(tmp_path, started):
    server = started(tmp_path)
    remember(server, "once")
    tell(server, "CREATE UNIQUE INDEX ON memory (word)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        tell(server, "INSERT INTO memory VALUES ('once')")
    assert "duplicate key" in server.log.read_text()
    assert "once" not in server.log.read_text()


def test_a_server_that_was_killed_starts_again_with_what_was_committed(tmp_path, started):
    server = started(tmp_path)
    remember(server, "committed")
    os.kill(postmaster(server), signal.SIGKILL)

    server.start()
    assert ask(server, "SELECT word FROM memory") == "committed"


def test_the_number_of_a_killed_server_may_since_be_another_process(tmp_path, started):
    server = started(tmp_path)
    killed = server.cluster / "postmaster.pid"
    lines = killed.read_text().split("\n")
    os.kill(postmaster(server), signal.SIGKILL)
    sleeper = subprocess.Popen(["sleep", "60"], user=killed.stat().st_uid)
    killed.write_text("\n".join([str(sleeper.pid), *lines[1:]]))

    server.start()
    assert server.is_running()
    server.stop()
    assert sleeper.poll() is None
    sleeper.kill()
    sleeper.wait()


def use(folder: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", USES_THE_SERVER, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_processes_that_start_at_once_share_a_server_and_the_last_one_stops_it(tmp_path):
    first, second = use(tmp_path), use(tmp_path)
    assert [first.stdout.readline(), second.stdout.readline()] == ["True\n", "True\n"]
    server = EmbeddedServer(tmp_path)

    first.communicate()
    assert server.is_running()
    second.communicate()
    assert not server.is_running()


def test_a_user_that_was_killed_does_not_keep_the_server_running_for_ever(tmp_path):
    killed = use(tmp_path)
    assert killed.stdout.readline() == "True\n"
    killed.kill()
    killed.communicate()

    with running_server(tmp_path) as server:
        assert server.is_running()
    assert not server.is_running()


def test_no_folder_above_the_data_changes_its_rights(tmp_path, started):
    folder = tmp_path / "somewhere" / "data"
    folder.parent.mkdir(mode=0o700)
    before = modes_above(folder)
    started(folder)
    assert modes_above(folder) == before


@pytest.mark.parametrize("name", ["long" * 30, "with, comma", "with space 'and quote"])
def test_any_name_of_a_folder_will_do(tmp_path, started, name):
    assert ask(started(tmp_path / name), "SELECT 1") == 1


@as_root
def test_a_short_way_to_the_socket_laid_by_somebody_else_is_not_followed(tmp_path, started):
    folder = tmp_path / ("long" * 30)
    link = Path(psycopg.conninfo.conninfo_to_dict(EmbeddedServer(folder).url())["host"])
    link.symlink_to("/nowhere")
    os.lchown(link, DAEMON.user, DAEMON.group)

    server = started(folder)
    assert link.lstat().st_uid == 0
    assert link.readlink() == server.cluster


@as_root
def test_under_root_everything_belongs_to_nobody(open_folder, started):
    server = started(open_folder)
    nobody = server.cluster.stat().st_uid
    assert nobody != 0
    assert owners_below(server.cluster) == {nobody}
    assert Path(f"/proc/{postmaster(server)}").stat().st_uid == nobody


@as_root
def test_under_root_the_owner_of_the_folder_keeps_it(open_folder, started):
    folder = open_folder / "data"
    folder.mkdir()
    os.chown(folder, DAEMON.user, DAEMON.group)
    server = started(folder)
    assert owners_below(server.cluster) == {DAEMON.user}


@as_root
def test_who_may_not_open_the_data_hears_whose_it_is(open_folder, started):
    started(open_folder).stop()
    os.seteuid(DAEMON.user)
    try:
        with pytest.raises(
            DatabaseUnavailable, match=r"belongs to the user \w+, and you are daemon"
        ):
            EmbeddedServer(open_folder).start()
    finally:
        os.seteuid(0)


@as_root
@pytest.mark.parametrize("home", ["open", "closed"])
def test_root_runs_it_from_a_virtual_environment_that_only_root_may_enter(
    open_folder, started, home
):
    closed = open_folder / "root"
    closed.mkdir(mode=0o700)
    (closed / "pginstall").symlink_to(wheel_binaries())
    data = (closed if home == "closed" else open_folder) / "data"
    before = modes_above(data)

    server = started(data, closed / "pginstall")
    tell(server, "CREATE EXTENSION pg_trgm")
    server.stop()
    server.start()
    assert ask(server, "SELECT similarity('Eik', 'Eik')") == 1
    assert modes_above(data) == before


def test_data_of_another_major_version_is_refused(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(DatabaseUnavailable, match=r"is of PostgreSQL 17.*Make a dump"):
        EmbeddedServer(tmp_path).start()


def test_half_a_cluster_is_made_anew(tmp_path, started):
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    assert started(tmp_path).is_running()


def test_a_server_that_cannot_start_says_where_the_reason_is(tmp_path, started):
    server = started(tmp_path)
    server.stop()
    (server.cluster / "postgresql.conf").write_text("nonsense = on\n")
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailable, match=r"server\.log"):
        server.start()
    assert time.monotonic() - began < 15


def test_a_folder_that_is_a_file_is_refused_in_words(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(DatabaseUnavailable, match="set SCHAKEL_DATA to another folder"):
        EmbeddedServer(tmp_path / "data").start()


def test_a_server_that_never_ran_can_be_stopped(tmp_path):
    EmbeddedServer(tmp_path / "data").stop()
