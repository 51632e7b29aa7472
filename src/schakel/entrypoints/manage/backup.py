"""``schakel backup``: the whole database in one encrypted file, and whether it can be restored."""

import json
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from psycopg import sql
from psycopg.conninfo import make_conninfo

from schakel import __version__
from schakel.entrypoints.manage import erasures
from schakel.foundation.backup import dump
from schakel.foundation.backup.dump import Backup
from schakel.foundation.backup.keys import FILE, VARIABLE, secret_to_open, secret_to_seal
from schakel.foundation.backup.programs import Server
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.search.operations import SEARCH_ROLE
from schakel.foundation.tenancy.operations import APP_ROLE

EXAMPLES = """\
  schakel backup --out /mnt/backups/2026-11-24.schakel
                            the whole database; who was erased is listed beside the data
  schakel backup --check /mnt/backups/2026-11-24.schakel
                            restore it into a fresh database, compare, and throw that away
  schakel backup --erasures /mnt/elsewhere/erasures
                            only the list of who was erased; do this every hour
"""

ROLES = (APP_ROLE, SEARCH_ROLE)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--out", type=Path, metavar="FILE", help="write a back-up to a new file")
    what.add_argument("--check", type=Path, metavar="FILE", help="can this be restored?")
    parser.add_argument(
        "--erasures", type=Path, metavar="FILE", help="where the list of who was erased is kept"
    )
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(arguments: Namespace) -> int:
    """Make a back-up with the list of erasures, or check one; 1 when it cannot be restored."""
    if arguments.check:
        return _check(arguments)
    was_there = bool(os.environ.get(VARIABLE)) or (settings.DATA / FILE).exists()
    secret = secret_to_seal(settings.DATA)
    backup = None
    if arguments.out:
        backup = dump.make_backup(
            arguments.out,
            server=server(),
            secret=secret,
            schakel=__version__,
            made_at=timezone.now().isoformat(),
        )
    kept = erasures.keep(arguments.erasures or erasures.default_place(), secret)
    _tell(arguments, backup, kept)
    if not was_there and not arguments.json:
        print(
            f"The key was made now: {settings.DATA / FILE}. Keep a copy of it, apart from the"
            " back-ups: without it nobody can open them."
        )
    return 0


def server() -> Server:
    """The database of this command, as its owner."""
    wanted = connections["owner"].settings_dict
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    known = {name: str(wanted[key]) for name, key in named.items() if wanted[key]}
    return Server(make_conninfo("", dbname=str(wanted["NAME"]), **known, **wanted["OPTIONS"]))


def read(place: Path, secret: str) -> Backup:
    """A back-up that was checked; Refused when it was made by a newer Schakel than this."""
    backup = dump.read_backup(place, secret=secret)
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if not known.issuperset(backup.steps):
        raise Refused("backup_is_newer", version=backup.schakel[:20])
    return backup


def _tell(arguments: Namespace, backup: Backup | None, kept: int) -> None:
    if arguments.json:
        told = {"file": str(arguments.out), "rows": backup.rows} if backup else {}
        print(json.dumps({**told, "erasures": kept}))
        return
    if backup:
        print(f"{backup.rows} rows of {len(backup.contents)} tables are in {arguments.out}.")
    print(f"The list of erasures holds {kept}.")


def _check(arguments: Namespace) -> int:
    secret = secret_to_open(settings.DATA)
    backup = read(arguments.check, secret)
    ours = server()
    fresh = f"schakel_check_{os.getpid()}"
    make_or_drop(ours, "CREATE DATABASE {}", fresh)
    try:
        dump.restore_backup(
            arguments.check, backup, server=ours.named(fresh), secret=secret, roles=ROLES
        )
        different = dump.differences(backup, ours.named(fresh))
    finally:
        make_or_drop(ours, "DROP DATABASE IF EXISTS {} WITH (FORCE)", fresh)
    if arguments.json:
        print(json.dumps({"whole": not different, "rows": backup.rows, "different": different}))
    elif different:
        print(f"What was restored is not what was backed up, in: {', '.join(different)}.")
    else:
        print(
            f"This back-up of {backup.made_at} can be restored: {backup.rows} rows of"
            f" {len(backup.contents)} tables are as they were."
        )
    return 1 if different else 0


def make_or_drop(ours: Server, statement: str, database: str) -> None:
    """Make or drop a database beside ours; Refused when we may not."""
    try:
        with psycopg.connect(ours.address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(database)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise Refused("no_right_to_make_database") from error


make_database = make_or_drop
