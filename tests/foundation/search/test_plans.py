"""How PostgreSQL finds: by an index, as the role that the application has."""

import psycopg
import pytest
from django.db import connection

from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.context import within_tenant
from tests import make

PARTIES = 3_000


@pytest.fixture
def plans(committed, database_server):
    """Gives the plans of all that a statement does, also within functions."""
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        team = make.Team(system(tenant.pk))
    address = {"dbname": connection.settings_dict["NAME"], "autocommit": True}
    with psycopg.connect(database_server, **address) as owner:
        owner.execute(
            "WITH made AS (INSERT INTO parties_party (tenant_id, kind, sector, name, language,"
            " preferred_channel, avoid_channels, avoid_note, postal_address, matters_to_them,"
            " vouched_by, is_platform, created_at) SELECT %(tenant)s, 'person', 'resident',"
            " 'Bewoner' || n, 'nl', '', '{}', '', '', 'Iets over bankjes', '', false,"
            " now() - n * interval '1 hour' FROM generate_series(1, %(count)s) n RETURNING id)"
            " INSERT INTO parties_acquaintance (tenant_id, party_id, network_id)"
            " SELECT %(tenant)s, id, %(network)s FROM made",
            {"tenant": tenant.pk, "network": team.network.pk, "count": PARTIES},
        )
        owner.execute("SELECT set_config('app.tenant', %s, false)", [str(tenant.pk)])
        owner.execute("SELECT search_learn(%s)", [PARTIES])
        owner.execute(
            "INSERT INTO search_word SELECT %s, word, search_slips(word)"
            " FROM (SELECT md5(n::text) FROM generate_series(1, 20000) n) AS words(word)",
            [tenant.pk],
        )
        owner.execute("ANALYZE")
        said: list[str] = []
        owner.execute("LOAD 'auto_explain'")
        owner.execute("SET auto_explain.log_min_duration = 0")
        owner.execute("SET auto_explain.log_nested_statements = on")
        owner.execute("SET client_min_messages = log")
        owner.execute("SET ROLE schakel_app")
        owner.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))

        def plans_of(statement: str, *values: object) -> tuple[int, str]:
            said.clear()
            rows = owner.execute(statement, values).fetchall()
            return len(rows), "\n".join(said)

        plans_of.keys = [2 * team.network.pk]
        yield plans_of


@pytest.mark.parametrize(
    ("question", "found"), [("'bankjes' | 'bankjes'", 500), ("'bewoner7'", 1), ("'nergens'", 0)]
)
def test_words_are_found_by_the_index_of_words(plans, question, found):
    count, plan = plans("SELECT * FROM search_find(%s, %s, NULL, 500)", question, plans.keys)
    assert count == found
    assert "search_document_words" in plan
    assert "Seq Scan on search_document" not in plan


def test_what_a_word_may_be_is_looked_up_and_not_compared(plans):
    _, plan = plans("SELECT * FROM search_expand(%s)", ["bewonre77", "bankjes"])
    assert "search_word_slips" in plan
    assert "Seq Scan on search_word" not in plan


def test_a_common_word_is_sought_week_by_week_also_the_tenth_time(plans):
    for _ in range(10):
        _, plan = plans("SELECT * FROM search_find('''bankjes''', %s, NULL, 500)", plans.keys)
    conditions = [line for line in plan.splitlines() if "Index Cond: ((vector" in line]
    assert conditions
    assert all("weeks &&" in line for line in conditions)
