"""How PostgreSQL finds the mail that goes: by its own index, as the application."""

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schakel.domain.arrivals.actions import forget_unplaced
from schakel.domain.arrivals.models import Arrival
from schakel.domain.arrivals.rules import Kind
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import incoming, make

MAILS = 6_000

COPY = """
    INSERT INTO arrivals_arrival ({columns})
    SELECT {values} FROM arrivals_arrival m, generate_series(1, %(count)s) n
    WHERE m.id = %(mail)s
"""


@pytest.fixture
def busy(committed, database_server):
    """An institution with thousands of mails, of which one in sixty belongs to nothing."""
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        make.Team(actor)
        incoming.arrive(actor, incoming.mail(kind=Kind.AUTOMATIC))
        came = incoming.arrive(actor, incoming.mail())
    columns = [each.column for each in Arrival._meta.local_fields if each.name != "id"]
    changed = {
        "identity": "n::text",
        "raw_id": "NULL",
        "ended_at": "m.ended_at + n * interval '1 minute'",
        "state": "CASE WHEN n % 60 = 0 THEN 'recorded' ELSE 'opened' END",
        "matter_id": "CASE WHEN n % 60 > 0 THEN m.matter_id END",
        "contact_id": "CASE WHEN n % 60 > 0 THEN m.contact_id END",
    }
    values = [changed.get(each, f"m.{each}").replace("%", "%%") for each in columns]
    address = {"dbname": connection.settings_dict["NAME"], "autocommit": True}
    with psycopg.connect(database_server, **address) as owner:
        owner.execute("SELECT set_config('app.tenant', %s, false)", [str(tenant.pk)])
        owner.execute(
            COPY.format(columns=", ".join(columns), values=", ".join(values)),
            {"count": MAILS, "mail": came.pk},
        )
        owner.execute("ANALYZE arrivals_arrival")
    return actor


def test_a_file_that_goes_is_looked_for_by_an_index(busy, database_server):
    """As PostgreSQL does for the foreign key, for each file: not through all mail."""
    asked = "SELECT FROM ONLY arrivals_arrival WHERE tenant_id = %s AND raw_id = 1 FOR KEY SHARE"
    with psycopg.connect(database_server, dbname=connection.settings_dict["NAME"]) as owner:
        plan = owner.execute(f"EXPLAIN {asked}", [busy.tenant_id]).fetchall()
    assert "arrivals_raw" in str(plan)


def test_mail_that_belongs_to_nothing_is_found_by_its_own_index(busy):
    with within_tenant(busy.tenant_id):
        with CaptureQueriesContext(connection) as queries:
            gone = forget_unplaced(actor=busy, before=make.NOW.replace(year=2030), most=50,
                                   now=make.NOW)  # fmt: skip
        [asked] = [each["sql"] for each in queries if '"ended_at" <' in each["sql"]]
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + asked)
            plan = "\n".join(row[0] for row in cursor.fetchall())
    assert gone == 50
    assert "arrivals_unplaced" in plan
    assert "Seq Scan" not in plan
    assert "Sort" not in plan
