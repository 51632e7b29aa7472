"""How PostgreSQL finds what goes worst: by the index of places, as the application."""

import psycopg
import pytest
from django.db import connection
from django.db.models import Q
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from schakel.domain.connections.models import Connection
from schakel.domain.health.models import Standing
from schakel.domain.health.rules import State, places_of
from schakel.entrypoints.desk.paging import page_of
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

CONNECTIONS = 6_000

COPY = """
    WITH parties AS (
        INSERT INTO parties_party ({of_party}) SELECT {party}
        FROM parties_party p, generate_series(1, %(count)s) n WHERE p.id = %(party)s RETURNING id
    ), made AS (
        INSERT INTO connections_connection ({of_connection}) SELECT {connection}
        FROM connections_connection c, parties WHERE c.id = %(connection)s RETURNING id
    )
    INSERT INTO health_standing
        (tenant_id, connection_id, state, signal, since, signals, tie, looked_at, place)
    SELECT %(tenant)s, id, 'good', '', current_date, '[]', '{{}}', now(), 2000000 + mod(id, 900000)
    FROM made
"""


def columns(model, table: str, **changed: str) -> tuple[str, str]:
    names = [each.column for each in model._meta.local_fields if each.name != "id"]
    return ", ".join(names), ", ".join(changed.get(each, f"{table}.{each}") for each in names)


@pytest.fixture
def noor(committed, database_server):
    """Noor, in a network with thousands of connections."""
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        matter = make.matter(actor, theme=team.theme, area=team.area)
        noor = make.acting(team.noor)
    of_party, party = columns(type(matter.party), "p", name="'Buur ' || n")
    of_connection, of = columns(Connection, "c", party_id="parties.id")
    address = {"dbname": connection.settings_dict["NAME"], "autocommit": True}
    with psycopg.connect(database_server, **address) as owner:
        owner.execute("SELECT set_config('app.tenant', %s, false)", [str(tenant.pk)])
        owner.execute(
            COPY.format(of_party=of_party, party=party, of_connection=of_connection, connection=of),
            {
                "tenant": tenant.pk,
                "count": CONNECTIONS,
                "party": matter.party_id,
                "connection": matter.connection_id,
            },
        )
        owner.execute("ANALYZE")
    return noor


GOOD, RESTING = places_of(State.GOOD), places_of(State.RESTING)


@pytest.mark.parametrize(
    ("asked", "narrowed", "condition"),
    [
        ({}, {}, ""),
        ({"voor": f"1~{GOOD.start + 3_000}"}, {}, f"place >= {GOOD.start + 3_000}"),
        ({"na": f"1~{GOOD.start + 3_000}"}, {}, f"place <= {GOOD.start + 3_000}"),
        (
            {},
            {"place__gte": RESTING.start, "place__lt": RESTING.stop},
            f"place >= {RESTING.start}",
        ),
    ],
)
def test_a_page_of_connections_is_read_in_the_order_of_their_places(
    noor, asked, narrowed, condition
):
    with within_tenant(noor.tenant_id):
        rows = Standing.objects.visible_to(noor).filter(**narrowed)
        rows = rows.select_related("connection__party", "connection__theme")
        with CaptureQueriesContext(connection) as queries:
            page_of(RequestFactory().get("/", asked), rows, "place", int, descending=False)
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + queries[-1]["sql"])
            plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on health_standing" not in plan, plan
    index = plan.partition("using health_standing_place")[2].splitlines()
    assert "Index Cond" in index[1], plan
    assert condition in index[1], plan


def test_what_asks_attention_works_out_once_what_may_be_seen(noor):
    with within_tenant(noor.tenant_id), connection.cursor() as cursor:
        asking = Standing.objects.visible_to(noor).asking().carried_by([noor.staff_id])
        with CaptureQueriesContext(connection) as queries:
            list(asking.with_harm().filter(Q(holds_up=True) | Q(harmed__isnull=False)))
        cursor.execute("EXPLAIN " + queries[-1]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    # Once for what may be seen, and once for what is carried.
    assert plan.count(" on connections_carrier ") == 2, plan
