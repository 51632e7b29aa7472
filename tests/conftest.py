"""A real database for every test, with actions and requests running as the app role."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from django.conf import settings as project_settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.db import connections
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from schakel.entrypoints.manage import messages
from schakel.entrypoints.manage.migrate import bring_up_to_date
from schakel.foundation.database.address import databases
from schakel.foundation.database.embedded import running_server
from schakel.foundation.kernel.actor import Actor, system
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant
from tests import make

BUILD = Path(__file__).parents[1] / "build"
# Passwords in tests need no strength; what keeps and compares them is the product's own.
ScryptPasswordHasher.work_factor = 2
# For a second run, on another database: what holds for a hundred examples was tried in the first.
hypothesis.settings.register_profile("again", max_examples=10)


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: the garbage collector need not look at it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The server of DATABASE_URL, or an embedded one that all test processes share."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with running_server(BUILD / "test") as server:
        _keep_nothing_over_a_crash(server.url())
        yield server.url()


def _keep_nothing_over_a_crash(database_server: str) -> None:
    """Commits that do not wait for the disk: what is in this server is of no use tomorrow."""
    with psycopg.connect(database_server, autocommit=True) as server:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            server.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        server.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def django_db_setup(
    database_server: str, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """A fresh database for this test process, migrated as its owner."""
    messages.compile_all()
    # By process, so that two runs at once do not take each other's away.
    name = f"schakel_test_{os.getpid()}"
    with psycopg.connect(database_server, autocommit=True) as server:
        for (left_over,) in server.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^schakel_test_[0-9]+$'"
        ).fetchall():
            if left_over == name or not Path(f"/proc/{left_over.rsplit('_', 1)[1]}").exists():
                _drop(server, left_over)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    for alias, address in databases(database_server).items():
        connections[alias].close()
        connections[alias].settings_dict.update({**address, "NAME": name})
        project_settings.DATABASES[alias].update({**address, "NAME": name})
    with django_db_blocker.unblock():
        bring_up_to_date()
        connections["owner"].close()
        yield
        for alias in ("default", "owner"):
            connections[alias].close()
    with psycopg.connect(database_server, autocommit=True) as server:
        _drop(server, name)


def _drop(server: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(autouse=True)
def _plain_static_files(settings: pytest.FixtureRequest) -> None:
    """Static files under their own names: tests need no collected ones."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _no_names_of_others(settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks the DNS of others, and no process that it starts."""
    settings.MAIL_DNS = False
    monkeypatch.setenv("SCHAKEL_MAIL_DNS", "0")


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    """A tenant, with the test running inside it; all is rolled back afterwards."""
    made = make.tenant()
    with within_tenant(made.pk):
        yield made


@pytest.fixture
def actor(tenant: Tenant) -> Actor:
    """Schakel itself, in the tenant."""
    return system(tenant.pk)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """For what needs real commits: several connections, processes. All tables are emptied after."""
    with django_db_blocker.unblock():
        yield
        empty_all_tables()


def empty_all_tables() -> None:
    """Away with what was committed."""
    connections["default"].close()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename NOT IN ('django_migrations', 'django_content_type',"
            " 'auth_permission')"
        )
        tables = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        if cursor.fetchone()[0]:
            _delete_rows(cursor, tables)
        else:
            cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
    connections["owner"].close()


def _delete_rows(cursor: CursorWrapper, tables: list[str]) -> None:
    """Ten times faster than TRUNCATE when there are few. No triggers run, and no references are
    looked at: nothing stays for them to guard.
    """
    cursor.execute(" UNION ALL ".join(f"(SELECT '{each}' FROM {each} LIMIT 1)" for each in tables))
    filled = [row[0] for row in cursor.fetchall()]
    cursor.execute("SET session_replication_role = replica")
    for table in filled:
        cursor.execute(f"DELETE FROM {table}")
