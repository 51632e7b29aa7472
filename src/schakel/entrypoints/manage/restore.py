"""``schakel restore``: a back-up is put into an empty database; the erased stay erased."""

import json
import re
from argparse import ArgumentParser, Namespace
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from schakel.entrypoints.manage import erasures
from schakel.entrypoints.manage.backup import ROLES, make_or_drop, read, server
from schakel.entrypoints.manage.migrate import bring_up_to_date
from schakel.foundation.backup import dump
from schakel.foundation.backup.dump import Backup
from schakel.foundation.backup.keys import secret_to_open
from schakel.foundation.backup.programs import Server
from schakel.foundation.journal import actions as journal
from schakel.foundation.kernel.actor import system
from schakel.foundation.kernel.refused import Refused
from schakel.foundation.tenancy.context import within_tenant
from schakel.foundation.tenancy.models import Tenant

EXAMPLES = """\
  schakel restore /mnt/backups/2026-11-24.schakel
                            into the empty database of DATABASE_URL, or the embedded one
  schakel restore /mnt/backups/2026-11-24.schakel --into schakel_again
                            into another database on that server, made when it is not there
  schakel restore /mnt/backups/2026-11-24.schakel --erasures /mnt/elsewhere/erasures
"""

# Before anybody sees the rows: what waited or followed when the back-up was made may have gone out
# since. Mails are left to a person, jobs and what follows from lines are not done a second time,
# and whoever logged out since stays out. A back-up may be older than some of these tables.
_NOTHING_GOES_OUT_TWICE = """
UPDATE public.messages_message SET state = 'uncertain',
  ended_at = coalesce(handing_over_at, created_at)
  WHERE way = 'email' AND state IN ('queued', 'handing_over');
DELETE FROM public.journal_pending WHERE purpose = 'dispatch';
DELETE FROM public.procrastinate_jobs WHERE status IN ('todo', 'doing');
DELETE FROM public.django_session;
DO $$ BEGIN
  IF to_regclass('public.answers_draft') IS NOT NULL THEN
    UPDATE public.answers_draft SET send_at = NULL;
  END IF;
  IF to_regclass('public.imports_networkimport') IS NOT NULL THEN
    UPDATE public.imports_networkimport SET state = 'open' WHERE state IN ('waiting', 'under_way');
  END IF;
END $$;
"""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def add_arguments(parser: ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="made by schakel backup")
    parser.add_argument("--into", metavar="NAME", help="a database on this server")
    parser.add_argument(
        "--erasures", type=Path, metavar="FILE", help="the list of who was erased, of backup"
    )
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(arguments: Namespace) -> int:
    """Restore all of a back-up, or nothing; then bring it up to date and erase again."""
    now, secret = timezone.now(), secret_to_open(settings.DATA)
    backup = read(arguments.file, secret)
    place = arguments.erasures or erasures.default_place()
    if arguments.erasures and not place.exists():
        raise Refused("file_not_found", path=str(place))
    listed = erasures.listed_in(place, secret)
    target = _target(arguments.into)
    dump.restore_backup(
        arguments.file,
        backup,
        server=target,
        secret=secret,
        roles=ROLES,
        afterwards=_NOTHING_GOES_OUT_TWICE,
    )
    if arguments.into:
        _use(arguments.into)
    bring_up_to_date()
    erased = erasures.replay(listed, now)
    for tenant in Tenant.objects.order_by("pk"):
        with transaction.atomic(), within_tenant(tenant.pk):
            journal.record(
                "tenant.restored",
                actor=system(tenant.pk),
                subject="tenant",
                subject_id=tenant.pk,
                details={"made_at": backup.made_at},
                now=now,
            )
    _tell(arguments, backup, erased, has_list=bool(listed) or place.exists())
    return 0


def _target(name: str | None) -> Server:
    """The database that is restored into; made when it was named and is not there."""
    ours = server()
    if name is None:
        return ours
    if not _NAME.fullmatch(name):
        raise Refused("database_name_not_valid", database=name[:40])
    with psycopg.connect(ours.address) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        known = connection.execute(query, [name]).fetchone()
    if known is None:
        make_or_drop(ours, "CREATE DATABASE {}", name)
    return ours.named(name)


def _use(name: str) -> None:
    """From here on this command works in another database."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _tell(arguments: Namespace, backup: Backup, erased: int, *, has_list: bool) -> None:
    if arguments.json:
        told = {"made_at": backup.made_at, "rows": backup.rows, "erased_again": erased}
        print(json.dumps({**told, "had_list_of_erasures": has_list}))
        return
    print(f"The back-up of {backup.made_at} is restored: {backup.rows} rows.")
    if has_list:
        print(f"Erased again: {erased}.")
    else:
        print(
            "There was no list of erasures. Whoever was erased after this back-up is back: erase"
            " them again before others work in it. docs/operate/backup.md tells how."
        )
    print("What waited to be sent was not sent. Look under what goes out, at perhaps sent.")
