"""``schakel migrate``: bring the database up to date, as its owner."""

from argparse import ArgumentParser, Namespace

from django.core.management import call_command
from django.db import connections

from schakel.foundation.database.address import APP_ROLE, check_server_version

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
    "schakel_cache": "rate limits; keys are digests",
    "procrastinate_jobs": "jobs carry ids only",
    "procrastinate_events": "jobs carry ids only",
    "procrastinate_periodic_defers": "jobs carry ids only",
    "procrastinate_workers": "heartbeats of workers",
}
_MIGRATE_LOCK = 7_200


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
    """Apply all migrations, one process at a time, and give the app role what it needs."""
    owner = connections["owner"]
    owner.ensure_connection()
    check_server_version(owner.connection)
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATE_LOCK])
        cursor.execute("SET lock_timeout = '5s'")
    try:
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        call_command("createcachetable", database="owner", verbosity=0)
        _open_tables()
    finally:
        with owner.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATE_LOCK])
            cursor.execute("RESET lock_timeout")


def _open_tables() -> None:
    with connections["owner"].cursor() as cursor:
        for table, reason in OPEN_TABLES.items():
            cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {APP_ROLE}')
            comment = f"no policy: {reason}".replace("'", "''")
            cursor.execute(f"COMMENT ON TABLE \"{table}\" IS '{comment}'")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APP_ROLE}")
