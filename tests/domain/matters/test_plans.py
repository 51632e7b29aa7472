"""How PostgreSQL finds what a Buurtblad tells: by the index of an area, as the application."""

import psycopg
import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from schakel.domain.matters.models import Matter
from schakel.domain.matters.queries import newest_and_longest_waiting
from schakel.domain.organisations.models import Area
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

MATTERS, AREAS = 4_000, 40

COPY = """
    WITH areas AS (
        INSERT INTO organisations_area (tenant_id, code, name, kind, is_own)
        SELECT %(tenant)s, 'BU' || lpad(n::text, 8, '9'), 'Buurt ' || n, 'neighbourhood', true
        FROM generate_series(1, %(areas)s) n RETURNING id
    ), numbered AS (SELECT array_agg(id) AS ids FROM areas)
    INSERT INTO matters_matter ({columns})
    SELECT {values} FROM matters_matter m, numbered, generate_series(1, %(count)s) n
    WHERE m.id = %(matter)s
"""


@pytest.fixture
def noor(committed, database_server):
    """Noor, in a town with thousands of matters over many areas."""
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        matter = make.matter(actor, theme=team.theme, area=team.area)
        noor = make.acting(team.noor)
    columns = [each.column for each in Matter._meta.local_fields if each.name != "id"]
    changed = {
        "reference": "'K-' || n",
        "area_id": "ids[1 + mod(n, cardinality(ids))]",
        "received_at": "m.received_at - n * interval '1 hour'",
    }
    values = [changed.get(each, f"m.{each}") for each in columns]
    address = {"dbname": connection.settings_dict["NAME"], "autocommit": True}
    with psycopg.connect(database_server, **address) as owner:
        owner.execute("SELECT set_config('app.tenant', %s, false)", [str(tenant.pk)])
        owner.execute(
            COPY.format(columns=", ".join(columns), values=", ".join(values)),
            {"tenant": tenant.pk, "areas": AREAS, "count": MATTERS, "matter": matter.pk},
        )
        owner.execute("ANALYZE")
    return noor


def test_what_plays_in_an_area_is_read_by_its_index(noor):
    with within_tenant(noor.tenant_id):
        area = Area.objects.filter(name="Buurt 7").get()
        seen = Matter.objects.visible_to(noor)
        with CaptureQueriesContext(connection) as queries:
            found = newest_and_longest_waiting(seen, Q(area_id__in=[area.pk]))
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + queries[-1]["sql"])
            plan = "\n".join(row[0] for row in cursor.fetchall())
    assert len(found) == MATTERS / AREAS
    assert "matters_area_newest" in plan
    assert "Seq Scan on matters_matter" not in plan
