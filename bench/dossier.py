"""A dossier of one connection, and of a colleague with forty: as a page, PDF and ODT.

python -m bench.dossier [--times 20] [--carried 40] [--json FILE]
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from schakel.foundation.database.embedded import running_server

FOLDER = Path("build/bench")
# What each connection holds: more than a dossier tells, so that it is as long as they get.
MATTERS, CONTACTS, PROMISES = 12, 60, 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.dossier", description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--carried", type=int, default=40)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with running_server(FOLDER) as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS bench_dossier (FORCE)")
            connection.execute("CREATE DATABASE bench_dossier")
        os.environ.update(
            DATABASE_URL=server.url("bench_dossier"),
            SCHAKEL_DATA=str(FOLDER.absolute()),
            DJANGO_SETTINGS_MODULE="schakel.config.settings",
        )
        report = _measured(arguments.times, arguments.carried)
    for name, value in report.items():
        print(f"{name}: {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1))
    return 0


def _measured(times: int, carried: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection as db
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from schakel.entrypoints.manage.migrate import bring_up_to_date

    bring_up_to_date()
    call_command("collectstatic", interactive=False, verbosity=0)
    user, staff, numbers = _filled(carried)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor"] = True
    session.save()
    one = f"/verbindingen/{numbers[0]}/dossier"
    person = f"/als-iemand-weggaat/{staff}/dossier"
    report: dict[str, Any] = {}
    for name, stem in (("one connection", one), (f"a colleague with {carried}", person)):
        for form, ending in (("page", "/"), ("PDF", ".pdf"), ("ODT", ".odt")):
            path = stem + ending
            begun = times if stem == one else max(3, times // 4)
            spent, answer = _spent(lambda path=path: client.get(path), begun)
            assert answer.status_code == 200, path
            with CaptureQueriesContext(db) as asked:
                client.get(path)
            report[f"{name}, {form}, p50 (s)"] = round(statistics.median(spent), 3)
            report[f"{name}, {form}, most (s)"] = round(max(spent), 3)
            report[f"{name}, {form}, statements"] = len(asked)
            report[f"{name}, {form}, kB"] = round(len(answer.content) / 1000, 1)
    return report


def _spent(ask: Callable[[], Any], times: int) -> tuple[list[float], Any]:
    """Seconds of each time, after one that is not counted; and the last answer."""
    answer, spent = ask(), []
    for _ in range(times):
        begin = time.perf_counter()
        answer = ask()
        spent.append(time.perf_counter() - begin)
    return spent, answer


def _filled(carried: int) -> tuple[Any, int, list[int]]:
    """One colleague with so many connections, each with as much as a dossier can tell."""
    from django.utils import timezone

    from schakel.domain.connections.models import Connection
    from schakel.domain.contacts.actions import record_contact
    from schakel.domain.contacts.rules import Direction
    from schakel.domain.matters.queries import place_of_staff
    from schakel.domain.networks.actions import join_network, open_network
    from schakel.domain.organisations.actions import add_theme
    from schakel.domain.promises.actions import record_promise
    from schakel.domain.promises.rules import Side
    from schakel.domain.staff.actions import add_colleague
    from schakel.domain.staff.rules import Role
    from schakel.domain.submissions.actions import Received, Sender, take_in
    from schakel.foundation.identity.models import User
    from schakel.foundation.kernel.actor import resident, system
    from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
    from schakel.foundation.tenancy.models import Tenant

    now = timezone.now()
    today = timezone.localdate(now)
    tenant = Tenant.objects.create(code="bench", name="Gemeente Bench", created_at=now)
    user = User.objects.create_user("bench@bench.example")
    with within_tenant(tenant.pk, matters=ALL_MATTERS):
        actor = system(tenant.pk)
        theme = add_theme(actor=actor, code="groen", name="Groen", rhythm_days=60, now=now)
        network = open_network(
            actor=actor, name="Groen", themes=[theme], areas=[], is_fallback=True, now=now
        )
        member = add_colleague(
            actor=actor,
            name="Noor de Wit",
            email="noor@bench.example",
            roles=[Role.CONNECTOR],
            works_from=today - timedelta(days=900),
            user=user,
            connecting_hours=36,
            fallback_order=1,
            now=now,
        )
        join_network(actor=actor, network=network, member=member, from_on=today, now=now)
        place = place_of_staff(tenant_id=tenant.pk, staff_id=member.pk, today=today)
        assert place is not None
        for number in range(carried):
            sender: Any = Sender(name=f"Bewoner {number:03}", email=f"b{number}@bewoner.example")
            for turn in range(MATTERS):
                matter = take_in(
                    actor=resident(tenant.pk),
                    received=Received(
                        source="web",
                        key=f"{number}-{turn}",
                        story="Wij willen een groenstrook langs de stoep, met bloemen en een bank.",
                        channel="web",
                        received_at=now - timedelta(days=3 * turn),
                        theme=theme,
                    ),
                    sender=sender,
                    today=today,
                    now=now,
                )
                sender = matter.party
            for turn in range(CONTACTS):
                record_contact(
                    actor=place.actor,
                    party=matter.party,
                    matter=matter,
                    channel="visit" if turn % 5 == 0 else "phone",
                    direction=Direction.BOTH_WAYS,
                    summary=f"Wij spraken over de groenstrook, keer {turn}. " * 3,
                    happened_at=now - timedelta(days=turn),
                    now=now,
                )
            for turn in range(PROMISES):
                record_promise(
                    actor=place.actor,
                    connection=matter.connection,
                    matter=matter,
                    side=Side.OURS,
                    words=f"Wij planten in week {turn} drie bomen en komen kijken.",
                    given_by=member,
                    made_on=today,
                    due_on=today + timedelta(days=turn),
                    today=today,
                    now=now,
                )
        numbers = list(Connection.objects.order_by("pk").values_list("pk", flat=True))
    return user, member.pk, numbers


if __name__ == "__main__":
    raise SystemExit(main())
