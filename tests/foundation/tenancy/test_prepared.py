"""Statements that come back are planned once, and still by the index that fits."""

from contextlib import suppress

import pytest
from django.db import NotSupportedError, connection, connections, transaction

from schakel.foundation.tenancy.backend.base import MOST_BOUND
from schakel.foundation.tenancy.models import Tenant
from tests import make

MINE = '%"tenancy_tenant"."hostname" = $1%'
WIDER = "ALTER TABLE tenancy_tenant ALTER COLUMN phone TYPE varchar(40)"
AS_IT_WAS = "ALTER TABLE tenancy_tenant ALTER COLUMN phone TYPE varchar(20)"


def _prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [MINE]
        )
        return int(cursor.fetchone()[0])


def _ask(times: int = 1) -> None:
    for number in range(times):
        list(Tenant.objects.filter(hostname=f"{number}.example"))


@pytest.fixture
def changed(committed):
    """Who owns the tables changes one while this process holds what it prepared."""
    _ask(times=8)
    with connections["owner"].cursor() as owner:
        owner.execute(WIDER)
        yield
        connection.close()
        owner.execute(AS_IT_WAS)


def test_a_statement_that_comes_back_is_prepared(db):
    _ask(times=8)
    assert _prepared() == 1


def test_who_owns_the_tables_prepares_nothing():
    assert "prepare_threshold" not in connections["owner"].settings_dict["OPTIONS"]


def test_a_migration_does_not_stop_what_asks_outside_of_a_transaction(changed):
    _ask()


def test_a_migration_stops_one_transaction_and_not_the_next(changed):
    with suppress(NotSupportedError), transaction.atomic():
        _ask()
    with transaction.atomic():
        _ask()


def test_more_values_than_a_statement_can_bind_are_asked_for_all_the_same(db):
    tenant = make.tenant()
    many = [*range(-MOST_BOUND, 0), tenant.pk]
    assert list(Tenant.objects.filter(pk__in=many)) == [tenant]
    assert [each.pk for each in Tenant.objects.filter(pk__in=many).iterator()] == [tenant.pk]
    assert Tenant.objects.filter(pk__in=many).update(phone="14 020") == 1
