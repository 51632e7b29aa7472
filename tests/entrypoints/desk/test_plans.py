"""What PostgreSQL reads for Vandaag: what the reader carries, and not what others do."""

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schakel.domain.connections.models import Connection
from schakel.domain.matters.models import Matter
from schakel.domain.parties.models import Party
from schakel.domain.terms.models import Term
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make
from tests.pages import staff_client

CONNECTIONS, ONE_IN = 4_000, 100

CONNECT = """
    WITH known AS (
        INSERT INTO parties_party ({party})
        SELECT {of_party} FROM parties_party, generate_series(1, %(count)s) n
        WHERE id = %(party)s RETURNING id
    ), made AS (
        INSERT INTO connections_connection ({connection})
        SELECT {of_connection} FROM connections_connection, known
        WHERE connections_connection.id = %(connection)s RETURNING id
    ), standing AS (
        INSERT INTO health_standing
            (tenant_id, connection_id, state, signal, since, signals, tie, looked_at)
        SELECT %(tenant)s, id, 'broken', 'their_word', current_date, '[]', '{{}}', now() FROM made
    )
    INSERT INTO connections_carrier
        (tenant_id, connection_id, staff_id, rank, from_at, accepted_at)
    SELECT %(tenant)s, id, CASE mod(id, %(one_in)s) WHEN 0 THEN %(noor)s ELSE %(sam)s END,
        'first', now(), now() FROM made
"""
CARRY = """
    WITH came AS (
        INSERT INTO matters_matter ({matter})
        SELECT {of_matter} FROM matters_matter, connections_connection c
        JOIN connections_carrier carrier ON carrier.connection_id = c.id
        WHERE matters_matter.id = %(matter)s AND c.id <> %(connection)s
        RETURNING id, connection_id, party_id, owner_id
    ), clock AS (
        INSERT INTO terms_term ({term})
        SELECT {of_term} FROM terms_term, came WHERE terms_term.matter_id = %(matter)s
    )
    INSERT INTO promises_promise
        (tenant_id, matter_id, connection_id, party_id, confidential, side, words, given_by_id,
        mandate, made_on, due_on, course, reason, recorded_at)
    SELECT %(tenant)s, id, connection_id, party_id, false, 'ours', 'Ik bel.', owner_id, '',
        current_date - 9, current_date - 1, 'confirmed', '', now() FROM came
"""


def columns(called: str, model, /, **changed: str) -> dict[str, str]:
    table = model._meta.db_table
    names = [each.column for each in model._meta.local_fields if each.name != "id"]
    return {
        called: ", ".join(names),
        f"of_{called}": ", ".join(changed.get(each, f"{table}.{each}") for each in names),
    }


@pytest.fixture
def noor(committed, database_server):
    """Noor, who carries one in a hundred of thousands."""
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        actor = system(tenant.pk)
        team = make.Team(actor)
        matter = make.matter(actor, theme=team.theme, area=team.area)
    values = {
        "tenant": tenant.pk,
        "count": CONNECTIONS,
        "one_in": ONE_IN,
        "party": matter.party_id,
        "connection": matter.connection_id,
        "matter": matter.pk,
        "noor": team.noor.pk,
        "sam": team.sam.pk,
    }
    of = {
        **columns("party", Party, name="'Buur ' || n"),
        **columns("connection", Connection, party_id="known.id"),
        **columns(
            "matter",
            Matter,
            reference="'K-' || c.id",
            connection_id="c.id",
            party_id="c.party_id",
            kind="'idea'",
            owner_id="carrier.staff_id",
            owner_accepted_at="now()",
            second_id="NULL",
            second_accepted_at="NULL",
        ),
        **columns("term", Term, matter_id="came.id", due_on="current_date - 1"),
    }
    address = {"dbname": connection.settings_dict["NAME"], "autocommit": True}
    with psycopg.connect(database_server, **address) as owner:
        owner.execute("SELECT set_config('app.tenant', %s, false)", [str(tenant.pk)])
        for statement in (CONNECT, CARRY):
            owner.execute(statement.format(**of), values)
        owner.execute("ANALYZE")
    return team.noor


def rows_read(node) -> float:
    """What this step of a plan and those below it looked at."""
    passed = [value for name, value in node.items() if name.startswith("Rows Removed by")]
    read = (node["Actual Rows"] + sum(passed)) * node["Actual Loops"]
    return read + sum(map(rows_read, node.get("Plans", ())))


def test_vandaag_reads_what_the_reader_carries_and_not_what_others_do(noor):
    with within_tenant(noor.tenant_id):
        client = staff_client(noor)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/vandaag/")
    assert page.status_code == 200
    begins = ('SELECT COUNT(DISTINCT "matters_matter"', 'SELECT "promises_promise"')
    asked = [each["sql"] for each in queries if each["sql"].startswith(begins)]
    assert len(asked) == len(begins)
    with within_tenant(noor.tenant_id), connection.cursor() as cursor:
        for each in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {each}")
            ((explained,),) = cursor.fetchall()
            assert rows_read(explained[0]["Plan"]) < CONNECTIONS / 4, explained
