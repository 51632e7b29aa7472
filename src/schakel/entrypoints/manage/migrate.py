"""``schakel migrate``: bring the database up to date, as its owner, while the site goes on."""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.utils import OperationalError
from psycopg.errors import LockNotAvailable

from schakel.foundation.database.address import (
    APP_ROLE,
    DatabaseUnavailable,
    check_server_version,
)

EXAMPLES = """\
  schakel migrate           bring the database up to date
  schakel migrate --check   say whether there is anything to do; changes nothing
"""

# Tables of libraries, which have no tenant and so no policy, with the reason.
OPEN_TABLES = {
    "django_session": "a session begins before a tenant is known",
    "django_migrations": "which migrations were applied",
    "django_content_type": "the log-in library asks for it",
    "auth_permission": "the log-in library asks for it",
    "account_emailaddress": "a log-in belongs to no tenant",
    "account_emailconfirmation": "a log-in belongs to no tenant",
    "mfa_authenticator": "a log-in belongs to no tenant",
    "socialaccount_socialaccount": "a log-in belongs to no tenant",
    "socialaccount_socialapp": "the log-in library asks for it; empty",
    "socialaccount_socialtoken": "the log-in library asks for it; empty",
    "schakel_cache": "rate limits; keys are digests",
    "procrastinate_jobs": "jobs carry ids only",
    "procrastinate_events": "jobs carry ids only",
    "procrastinate_periodic_defers": "jobs carry ids only",
    "procrastinate_workers": "heartbeats of workers",
}
# Whoever asks for a page waits behind a migration that waits: not longer than this.
SECONDS_FOR_A_LOCK = 2
_MIGRATE_LOCK = 7_200
_SECONDS_BETWEEN_LOOKS = 0.2


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--check", action="store_true", help="only say whether there is work")


def run(arguments: Namespace) -> int:
    """Migrate; 1 when ``--check`` finds something to do."""
    if arguments.check:
        try:
            call_command("migrate", database="owner", check_unapplied=True, verbosity=0)
        except SystemExit:
            print("The database is behind. Run: schakel migrate")
            return 1
        print("The database is up to date.")
        return 0
    bring_up_to_date()
    return 0


def bring_up_to_date() -> None:
    """Apply all migrations, one process at a time, and give the app role what it needs.

    DatabaseUnavailable when a table is held by somebody else for too long.
    """
    owner = connections["owner"]
    owner.ensure_connection()
    check_server_version(owner.connection)
    with _alone(), _not_waiting_long():
        _drop_half_made_indexes()
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        call_command("createcachetable", database="owner", verbosity=0)
        _open_tables()


@contextmanager
def _alone() -> Iterator[None]:
    """One migration at a time. Asked again and again: an index that is made beside the work of
    others waits for every query that runs, so also for one that would wait for the migration.
    """
    with connections["owner"].cursor() as cursor:
        while not _has_lock(cursor):
            time.sleep(_SECONDS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATE_LOCK])


def _has_lock(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [_MIGRATE_LOCK])
    return bool(cursor.fetchone()[0])


@contextmanager
def _not_waiting_long() -> Iterator[None]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{SECONDS_FOR_A_LOCK}s'")
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise DatabaseUnavailable(
            "The migration stopped, so that nobody has to wait for it: something else holds a"
            f" table for longer than {SECONDS_FOR_A_LOCK} seconds. Nothing is half done."
            " Try again at a quieter moment: schakel migrate"
        ) from error
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def _drop_half_made_indexes() -> None:
    """What an index that was broken off leaves behind: it is made anew."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index"
            " JOIN pg_class ON pg_class.oid = indrelid"
            " WHERE NOT indisvalid AND relnamespace = 'public'::regnamespace"
        )
        for (index,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX CONCURRENTLY {index}")


def _open_tables() -> None:
    with connections["owner"].cursor() as cursor:
        for table, reason in OPEN_TABLES.items():
            cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {APP_ROLE}')
            comment = f"no policy: {reason}".replace("'", "''")
            cursor.execute(f"COMMENT ON TABLE \"{table}\" IS '{comment}'")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
        # Not of all: what keeps the index of words is called by triggers and by nobody else.
        cursor.execute("SELECT oid::regprocedure FROM pg_proc WHERE proname ~ '^procrastinate_'")
        for (function,) in cursor.fetchall():
            cursor.execute(f"GRANT EXECUTE ON ROUTINE {function} TO {APP_ROLE}")
