"""A site that stays up: while the database changes, while it is held, and while it is away."""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from schakel.entrypoints.manage import messages
from schakel.entrypoints.manage.run import is_well
from schakel.foundation.database.embedded import EmbeddedServer
from schakel.foundation.tenancy import migrations
from tests.processes import Process, Processes, free_port, wait_for
from tests.visitor import Visitor, is_there

pytestmark = pytest.mark.slow

MIGRATE_LOCK = 7_200
SECONDS_BETWEEN_VISITS = 0.02
# A release in which every page reads one more column of a table that every page reads.
SETTINGS = """
from schakel.config.settings import *
INSTALLED_APPS = [*INSTALLED_APPS, "{name}"]
MIGRATION_MODULES = {{"tenancy": "{name}.steps"}}
"""
MODEL = """
from django.apps import AppConfig
from django.db import models

class Release(AppConfig):
    name = "{name}"

    def ready(self):
        from schakel.foundation.tenancy.models import Tenant
        Tenant.add_to_class("{name}", models.CharField(max_length=50, null=True))
"""
STEPS = """
from schakel.foundation.tenancy import migrations
__path__ = [*__path__, *migrations.__path__]
"""
COLUMN = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("tenancy", "{last}")]
    operations = [
        migrations.AddField("tenant", "{name}", models.CharField(max_length=50, null=True)),
    ]
"""
INDEX = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tenancy", "9001_{name}")]
    operations = [
        AddIndexConcurrently("tenant", models.Index(fields=["{name}"], name="tenancy_{name}")),
    ]
"""


@pytest.fixture(scope="module")
def database() -> Iterator[EmbeddedServer]:
    """A server that may be stopped, since nobody else uses it."""
    folder = Path(tempfile.mkdtemp(prefix="schakel-test-"))
    folder.chmod(0o755)
    server = EmbeddedServer(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def filled(database: EmbeddedServer) -> None:
    """The database of one institution, as this release makes it."""
    messages.compile_all()
    processes = Processes(database.url(), database.folder)
    assert processes.start("migrate").wait(120) == 0
    assert begin(processes, "waterhoven", "").wait(60) == 0
    processes.end()


@pytest.fixture
def processes(database: EmbeddedServer, filled: None) -> Iterator[Processes]:
    started = Processes(database.url(), database.folder)
    yield started
    started.end()


@pytest.fixture
def release(tmp_path: Path) -> Callable[[str], dict[str, str]]:
    """The environment in which the next release runs, which knows one column more."""

    def made(name: str) -> dict[str, str]:
        last = sorted(Path(migrations.__path__[0]).glob("0*.py"))[-1].stem
        package = tmp_path / name
        (package / "steps").mkdir(parents=True)
        for path, text in {
            "__init__.py": "",
            "settings.py": SETTINGS,
            "apps.py": MODEL,
            "steps/__init__.py": STEPS,
            f"steps/9001_{name}.py": COLUMN,
            f"steps/9002_{name}_index.py": INDEX,
        }.items():
            (package / path).write_text(text.format(name=name, last=last))
        return {
            "DJANGO_SETTINGS_MODULE": f"{name}.settings",
            "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}",
        }

    return made


def begin(processes: Processes, code: str, hostname: str) -> Process:
    return processes.start(
        "tenant", "begin", "--code", code, "--name", f"Gemeente {code.title()}",
        "--hostname", hostname, "--administrator", f"noor@{code}.example",
    )  # fmt: skip


def web(processes: Processes, **environment: str) -> Visitor:
    """A web process that answers, and a visitor to it."""
    port = free_port()
    process = processes.serve("web", "--workers", "1", port=port, **environment)
    wait_for(lambda: is_there(port) or process.poll() is not None, 60)
    assert process.poll() is None
    return Visitor(port)


@contextmanager
def visited(*visitors: Visitor) -> Iterator[list[int]]:
    """Each asks for a page again and again meanwhile; the statuses of what they got."""
    statuses: list[int] = []
    enough = threading.Event()

    def ask(visitor: Visitor) -> None:
        while not enough.wait(SECONDS_BETWEEN_VISITS):
            statuses.append(visitor.get("/").status)

    with ThreadPoolExecutor(len(visitors)) as pool:
        asking = [pool.submit(ask, each) for each in visitors]
        try:
            yield statuses
        finally:
            enough.set()
    for each in asking:
        each.result()


def wait_for_more(statuses: list[int]) -> None:
    wanted = len(statuses) + 20
    wait_for(lambda: len(statuses) >= wanted, 30)


def exists(connection: psycopg.Connection, query: str) -> bool:
    found = connection.execute(f"SELECT EXISTS ({query})").fetchone()
    return bool(found and found[0])


def has_column(connection: psycopg.Connection, name: str) -> bool:
    return exists(
        connection,
        "SELECT FROM information_schema.columns"
        f" WHERE table_name = 'tenancy_tenant' AND column_name = '{name}'",
    )


def both_wait(connection: psycopg.Connection) -> bool:
    found = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE query ~ 'advisory_lock'"
        " AND pid <> pg_backend_pid()"
    ).fetchone()
    return bool(found and found[0] == 2)


def test_old_and_new_pages_answer_side_by_side_while_the_database_changes(
    database, processes, release
):
    after = release("motto")
    old = web(processes)
    with visited(old, old) as statuses, psycopg.connect(database.url(), autocommit=True) as ours:
        ours.execute(f"SELECT pg_advisory_lock({MIGRATE_LOCK})")
        two = [processes.start("migrate", **after) for _ in range(2)]
        wait_for(lambda: both_wait(ours), 60)
        assert not has_column(ours, "motto")
        ours.execute(f"SELECT pg_advisory_unlock({MIGRATE_LOCK})")
        assert [each.wait(60) for each in two] == [0, 0], [each.stderr.read() for each in two]
        assert has_column(ours, "motto")
        assert exists(
            ours,
            "SELECT FROM pg_index WHERE indexrelid = 'tenancy_motto'::regclass AND indisvalid",
        )
        with visited(web(processes, **after)) as of_new:
            # The old release still writes rows to the table that changed.
            assert begin(processes, "elders", "elders.example").wait(60) == 0
            wait_for_more(statuses)
            wait_for_more(of_new)
    assert set(statuses) == {200}
    assert set(of_new) == {200}


def test_a_migration_that_has_to_wait_gives_up_and_changes_nothing(database, processes, release):
    after = release("colour")
    with visited(web(processes)) as statuses, psycopg.connect(database.url()) as ours:
        ours.execute("SELECT FROM tenancy_tenant")
        migration = processes.start("migrate", **after)
        assert migration.wait(60) == 1
        said = migration.stderr.read().decode()
        assert "schakel migrate" in said
        assert "Traceback" not in said
        assert not has_column(ours, "colour")
        wait_for_more(statuses)
    assert set(statuses) == {200}


def test_an_index_that_was_broken_off_is_made_anew(database, processes, release):
    after = release("flag")
    with psycopg.connect(database.url(), autocommit=True) as ours:
        with psycopg.connect(database.url()) as reader:
            reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            # A snapshot, and no lock on the table: only the index has to wait for it.
            reader.execute("SELECT 1")
            assert processes.start("migrate", **after).wait(60) == 1
        assert has_column(ours, "flag")
        assert processes.start("migrate", **after).wait(60) == 0
        assert exists(
            ours, "SELECT FROM pg_index WHERE indexrelid = 'tenancy_flag'::regclass AND indisvalid"
        )


def test_pages_say_so_while_the_database_is_away_and_go_on_when_it_is_back(database, processes):
    visitor = web(processes)
    processes.serve("worker")
    wait_for(lambda: is_well(visitor.port), 60)
    with visited(visitor, visitor) as statuses:
        database.stop()
        wait_for(lambda: 503 in statuses, 30)
        page = visitor.get("/")
        database.start()
        wait_for(lambda: visitor.get("/").status == 200, 30)
        wait_for_more(statuses)
        again = statuses[-10:]
    assert set(statuses) == {200, 503}
    assert set(again) == {200}
    assert page.status == 503
    assert page.headers["Retry-After"]
    assert "even niet bereikbaar" in page.text
    with psycopg.connect(database.url(), autocommit=True) as ours:
        wait_for(
            lambda: exists(
                ours,
                "SELECT FROM procrastinate_workers"
                " WHERE last_heartbeat > pg_postmaster_start_time()",
            ),
            30,
        )
