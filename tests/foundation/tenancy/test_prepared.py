"""Statements that come back are planned once, and still by the index that fits."""

from django.db import connection, connections

from schakel.foundation.tenancy.models import Tenant


def _prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [MINE]
        )
        return int(cursor.fetchone()[0])


MINE = '%"tenancy_tenant"."hostname" = $1%'


def test_a_statement_that_comes_back_is_prepared(db):
    for number in range(8):
        list(Tenant.objects.filter(hostname=f"{number}.example"))
    assert _prepared() == 1


def test_who_owns_the_tables_prepares_nothing():
    assert "prepare_threshold" not in connections["owner"].settings_dict["OPTIONS"]
