"""Runs in a process with the settings of one size: connections in PostgreSQL, recomputed there."""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

# The imports below need a Django that is set up.
django.setup()

import psycopg
from django.db import connection as db
from django.test.utils import CaptureQueriesContext

from bench.seed import NOW, TODAY, tidy
from bench.stored_today import vandaag
from schakel.domain.connections.actions import strengthen
from schakel.domain.connections.models import Connection
from schakel.domain.health.actions import LOOKED_AT_ONCE, look
from schakel.domain.networks.actions import open_network
from schakel.domain.organisations.actions import add_theme
from schakel.entrypoints.manage.migrate import bring_up_to_date
from schakel.entrypoints.worker.strengths import recompute
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import ALL_MATTERS, within_tenant
from schakel.foundation.tenancy.models import Tenant

CONTACTS_EACH = 10
PARTIES_SHARE = 0.3
ASKED = 300
CHANGING = LOOKED_AT_ONCE


def main(size: int) -> None:
    bring_up_to_date()
    tenant = Tenant.objects.create(code="bench", name="Gemeente Bench", created_at=NOW)
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        themes = [
            add_theme(actor=actor, code=f"thema-{n}", name=f"Thema {n}", rhythm_days=days, now=NOW)
            for n, days in enumerate((30, 60, 90, 120))
        ]
        network = open_network(
            actor=actor, name="Netwerk", themes=themes, areas=[], is_fallback=True, now=NOW
        )
    _fill(os.environ["DATABASE_URL"], tenant.pk, network.pk, [each.pk for each in themes], size)
    tidy(os.environ["DATABASE_URL"])
    before = _megabytes()
    first = _seconds(lambda: recompute(tenant.pk))
    memory = _megabytes() - before
    again = _seconds(lambda: recompute(tenant.pk))
    tidy(os.environ["DATABASE_URL"])
    print(
        json.dumps(
            {
                "connections": size,
                "contacts": size * CONTACTS_EACH,
                "end to end, all change (s)": first,
                "end to end, none changes (s)": again,
                "memory of the process beside what it began with (MB)": memory,
                **_one_contact(tenant, size),
                **_one_day(tenant, size),
                **vandaag(tenant, size),
            }
        )
    )


def _one_contact(tenant: Tenant, size: int) -> dict[str, Any]:
    """One more contact of connections chosen at random, each in a transaction of its own."""
    chance = random.Random(2026)
    with within_tenant(tenant.pk):
        least = Connection.objects.order_by("pk").values_list("pk", flat=True)[0]
    spent, queries = [], 0
    day = TODAY + timedelta(days=1)
    for _ in range(ASKED):
        with within_tenant(tenant.pk), CaptureQueriesContext(db) as asked:
            connection = Connection.objects.get(pk=least + chance.randrange(size))
            begin = time.perf_counter()
            strengthen(connection=connection, day=day, weight=1.0)
            spent.append(time.perf_counter() - begin)
        queries = len(asked) - 1
    return {
        "one contact, p50 (ms)": statistics.median(spent) * 1e3,
        "one contact, p95 (ms)": statistics.quantiles(spent, n=20)[-1] * 1e3,
        "one contact, statements": queries,
    }


def _one_day(tenant: Tenant, size: int) -> dict[str, Any]:
    """A day on which ``CHANGING`` connections change, of however many there are."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as owner:
        owner.execute(
            "INSERT INTO health_standing (tenant_id, connection_id, state, signal, since, signals,"
            " tie, changes_on, looked_at) SELECT tenant_id, id, 'good', '', %s, '[]', '{}',"
            " CASE WHEN row_number() OVER (ORDER BY hashint8(id)) <= %s THEN %s::date"
            " ELSE %s::date + (id %% 300)::int END, %s FROM connections_connection",
            [TODAY, CHANGING, TODAY, TODAY + timedelta(days=2), NOW - timedelta(days=1)],
        )
    tidy(os.environ["DATABASE_URL"])

    def looked() -> None:
        with within_tenant(tenant.pk, matters=ALL_MATTERS), CaptureQueriesContext(db) as asked:
            looked_at = look(actor=system(tenant.pk), today=TODAY, now=NOW)
        assert looked_at == CHANGING
        counted.append(len(asked))

    counted: list[int] = []
    spent = _seconds(looked)
    return {"a day on which 500 change (s)": spent, "the same, statements": counted[0]}


def _fill(owner_url: str, tenant: int, network: int, themes: list[int], size: int) -> None:
    """As the owner, past every action and trigger; contacts lie in the order in which they came."""
    parties = max(1, int(size * PARTIES_SHARE))
    with psycopg.connect(owner_url) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("SELECT setseed(0.2026)")
        owner.execute(
            "INSERT INTO parties_party (tenant_id, kind, sector, name, language,"
            " preferred_channel, avoid_channels, avoid_note, postal_address, matters_to_them,"
            " vouched_by, is_platform, created_at)"
            " SELECT %s, 'person', 'resident', 'Bewoner ' || n, 'nl', '', '{}', '', '', '', '',"
            " false, %s FROM generate_series(1, %s) AS n",
            [tenant, NOW, parties],
        )
        owner.execute(
            "INSERT INTO connections_connection (tenant_id, party_id, network_id, theme_id,"
            " purpose, is_confidential, strength, strength_as_of, gaps, created_at)"
            " SELECT %s, 1 + n %% %s, %s, (%s::bigint[])[1 + n / %s], '', false, 0, %s, '{}', %s"
            " FROM generate_series(1, %s) AS n",
            [tenant, parties, network, themes, parties, TODAY - timedelta(days=900), NOW, size],
        )
        indexes = owner.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'contacts_contactmoment'"
            " AND indexname LIKE 'contacts\\_%%' AND indexdef NOT LIKE '%%UNIQUE%%'",
            [],
        ).fetchall()
        for name, _ in indexes:
            owner.execute(f"DROP INDEX {name}")
        owner.execute(
            "INSERT INTO contacts_contactmoment (tenant_id, confidential, party_id, connection_id,"
            " channel, direction, happened_at, summary, recorded_at, succeeded)"
            " SELECT %(tenant)s, false, 1 + c %% %(parties)s, c,"
            " (ARRAY['phone', 'mail', 'visit'])[1 + n %% 3],"
            " (ARRAY['inbound', 'both_ways', 'both_ways', 'outbound'])[1 + n %% 4],"
            " %(first)s + interval '730 days' * (n::float8 / %(count)s), 'Wij spraken erover.',"
            " %(now)s, true FROM (SELECT n, 1 + floor(random() * %(size)s)::int AS c"
            " FROM generate_series(1, %(count)s) AS n) AS came",
            {
                "tenant": tenant,
                "parties": parties,
                "first": NOW - timedelta(days=731),
                "count": size * CONTACTS_EACH,
                "size": size,
                "now": NOW,
            },
        )
        for _, definition in indexes:
            owner.execute(definition)
        owner.commit()


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _megabytes() -> float:
    """The most that this process ever had."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
