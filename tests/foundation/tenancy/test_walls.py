"""The wall between tenants, and around what was told in confidence: in the database itself."""

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from schakel.domain.contacts.models import ContactMoment
from schakel.domain.matters.models import Matter, Remark
from schakel.domain.parties.models import Party
from schakel.domain.terms.models import Term
from schakel.entrypoints.manage.migrate import OPEN_TABLES
from schakel.foundation.journal.models import Line
from schakel.foundation.kernel.actor import system
from schakel.foundation.tenancy.backend.base import OutsideTenant
from schakel.foundation.tenancy.context import (
    ALL_MATTERS,
    also_show,
    current_tenant_id,
    show_matters,
    within_tenant,
)
from schakel.foundation.tenancy.models import TenantModel
from tests import make

TENANT_MODELS = [each for each in apps.get_models() if issubclass(each, TenantModel)]


def rows(sql: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@pytest.mark.django_db
def test_we_work_as_a_role_that_owns_nothing_and_passes_no_policy():
    ((name, is_super, bypasses),) = rows(
        "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    assert (name, is_super, bypasses) == ("schakel_app", False, False)
    assert rows("SELECT tablename FROM pg_tables WHERE tableowner = current_user") == []


@pytest.mark.django_db
def test_every_table_has_its_policy_or_a_reason_why_not():
    tables = rows(
        "SELECT relname, relrowsecurity, relforcerowsecurity, obj_description(c.oid, 'pg_class')"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE nspname = 'public' AND relkind IN ('r', 'p')"
    )
    walled = {model._meta.db_table for model in TENANT_MODELS}
    granted = {
        row[0]
        for row in rows(
            "SELECT DISTINCT table_name FROM information_schema.role_table_grants"
            " WHERE grantee = 'schakel_app'"
        )
    }
    for name, enabled, forced, comment in tables:
        if name in walled:
            assert (enabled, forced) == (True, True), name
        elif name in granted:
            assert (comment or "").startswith("no policy: "), name
    assert walled <= {name for name, *_ in tables}
    assert set(OPEN_TABLES) <= granted


@pytest.mark.django_db
def test_there_are_no_views_and_only_the_search_role_has_functions_that_pass_the_policies():
    assert rows("SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []
    definers = rows(
        "SELECT proname, rolname, rolcanlogin, rolbypassrls, rolsuper, proconfig FROM pg_proc"
        " JOIN pg_roles r ON r.oid = proowner"
        " WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )
    assert definers
    for name, owner, logs_in, bypasses, is_super, settings in definers:
        assert name.startswith("search_")
        assert (owner, logs_in, bypasses, is_super) == ("schakel_search", False, False, False)
        path, *planner = settings
        assert path == "search_path=pg_catalog, public, pg_temp"
        assert set(planner) <= {
            "enable_indexscan=off",
            "enable_seqscan=off",
            "plan_cache_mode=force_custom_plan",
        }


@pytest.mark.django_db
def test_nobody_calls_what_passes_the_policies_unless_they_were_given_that():
    assert (
        rows(
            "SELECT proname FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner)))"
            " WHERE pronamespace = 'public'::regnamespace AND prosecdef AND grantee = 0"
        )
        == []
    )


def test_a_table_that_somebody_makes_for_themselves_is_not_what_is_searched(actor):
    make.Team(actor)
    make.matter(actor, subject="Kastanjes")
    find = (
        "SELECT kind FROM search_find('kastanjes', ARRAY(SELECT generate_series(0, 9999)), NULL, 9)"
    )
    found = rows(find)
    assert found
    rows_made = (
        "CREATE TEMPORARY TABLE search_document (LIKE public.tenancy_tenant)",
        "GRANT ALL ON search_document TO PUBLIC",
    )
    for each in rows_made:
        with connection.cursor() as cursor:
            cursor.execute(each)
    assert rows(find) == found


@pytest.mark.django_db
def test_a_trigger_of_ours_cannot_be_put_on_a_table_of_somebody_else():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE mine (id bigint, tenant_id bigint)")
        with pytest.raises(ProgrammingError, match="permission denied for function"):
            cursor.execute(
                "CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH ROW"
                " EXECUTE FUNCTION search_matters_matter()"
            )


@pytest.mark.django_db
def test_the_app_role_calls_only_what_finds_and_learns():
    called = rows(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        " AND prorettype <> 'trigger'::regtype AND has_function_privilege(oid, 'EXECUTE')"
    )
    assert {name for (name,) in called} == {
        "search_any_of",
        "search_copies",
        "search_expand",
        "search_find",
        "search_forget",
        "search_learn",
        "search_words_of",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_every_reference_within_a_tenant_includes_the_tenant(model):
    table = model._meta.db_table
    keys = {
        row[0]
        for row in rows(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype IN ('f', 'u')",
            table,
        )
    }
    assert "UNIQUE (tenant_id, id)" in keys
    for field in model._meta.local_fields:
        if field.is_relation and issubclass(field.related_model, TenantModel):
            wanted = f"FOREIGN KEY (tenant_id, {field.column}"
            assert any(key.startswith(wanted) for key in keys), field.name


@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_no_row_is_read_in_another_tenant_or_in_none(model):
    ours, theirs = make.tenant(), make.tenant()
    with within_tenant(ours.pk):
        team = make.Team(system(ours.pk))
        make.contact(make.acting(team.noor), make.matter(system(ours.pk)))
    with within_tenant(theirs.pk, matters=ALL_MATTERS):
        assert model.objects.count() == 0
    with pytest.raises(OutsideTenant):
        model.objects.count()
    raw = rows(f"SELECT count(*) FROM {model._meta.db_table}")
    assert raw == [(0,)]


@pytest.mark.django_db
def test_a_row_cannot_be_written_into_another_tenant():
    ours, theirs = make.tenant(), make.tenant()
    with within_tenant(ours.pk), pytest.raises(ProgrammingError, match="row-level security"):
        with transaction.atomic():
            Party.objects.create(tenant_id=theirs.pk, name="X", kind="person", created_at=make.NOW)


@pytest.mark.django_db
def test_a_row_cannot_refer_to_another_tenant():
    ours, theirs = make.tenant(), make.tenant()
    with within_tenant(theirs.pk):
        foreign = make.party(system(theirs.pk))
    with within_tenant(ours.pk), pytest.raises(IntegrityError, match="within_tenant"):
        with transaction.atomic():
            Party.objects.create(
                tenant_id=ours.pk, name="X", kind="person", works_for=foreign, created_at=make.NOW
            )
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
def test_the_tenant_is_put_back_after_an_inner_one_also_when_it_fails():
    ours, theirs = make.tenant(), make.tenant()
    with within_tenant(ours.pk, matters=[7]):
        with within_tenant(theirs.pk):
            assert current_tenant_id() == theirs.pk
        with pytest.raises(ZeroDivisionError), within_tenant(theirs.pk):
            raise ZeroDivisionError
        assert current_tenant_id() == ours.pk
        assert rows("SELECT current_setting('app.tenant'), current_setting('app.matters')") == [
            (str(ours.pk), "{7}")
        ]
    assert current_tenant_id() is None
    assert rows("SELECT coalesce(current_setting('app.tenant', true), '')") == [("",)]


def test_a_connection_that_is_used_again_remembers_no_tenant(committed):
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        make.Team(system(tenant.pk))
    assert rows("SELECT coalesce(current_setting('app.tenant', true), '')") == [("",)]
    assert rows("SELECT count(*) FROM staff_staffmember") == [(0,)]


@pytest.mark.django_db
def test_the_journal_can_be_added_to_and_read_and_nothing_else():
    tenant = make.tenant()
    with within_tenant(tenant.pk):
        make.Team(system(tenant.pk))
        for forbidden in ("UPDATE journal_line SET what = 'x'", "DELETE FROM journal_line"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows(forbidden)
        assert Line.objects.exists()


class TestConfidential:
    """A matter in confidence takes along all that hangs on it."""

    @pytest.fixture
    def matter(self, actor):
        team = make.Team(actor)
        matter = make.matter(actor, confidential=True, story="Kanarie-in-vertrouwen")
        make.contact(make.acting(team.noor), matter, summary="Kanarie aan de telefoon")
        return matter

    def test_only_who_was_told_sees_it_whatever_the_query(self, matter):
        for table in (
            "matters_matter",
            "contacts_contactmoment",
            "terms_term",
            "submissions_submission",
        ):
            show_matters([])
            assert rows(f"SELECT count(*) FROM {table}") == [(0,)], table
            show_matters([matter.pk + 1])
            assert rows(f"SELECT count(*) FROM {table}") == [(0,)], table
            show_matters([matter.pk])
            assert rows(f"SELECT count(*) FROM {table}") != [(0,)], table

    def test_a_part_cannot_be_less_confidential_than_its_matter(self, matter, actor):
        with pytest.raises(IntegrityError), transaction.atomic():
            Remark.objects.create(
                tenant_id=actor.tenant_id,
                matter=matter,
                confidential=False,
                staff_id=matter.owner_id,
                text="lek",
                made_at=make.NOW,
            )
            rows("SELECT 1 FROM pg_sleep(0)")
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_what_hangs_on_it_follows_when_the_confidence_is_lifted(self, matter):
        Matter.objects.filter(pk=matter.pk).update(confidential=False)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        show_matters([])
        assert not ContactMoment.objects.filter(confidential=True).exists()
        assert ContactMoment.objects.filter(matter=matter).count() == 2
        assert Term.objects.filter(matter=matter).exists()

    def test_one_more_matter_can_be_shown_without_losing_the_others(self, tenant):
        show_matters([3])
        also_show(9)
        assert rows("SELECT current_setting('app.matters')") == [("{3,9}",)]


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_streamed_within_the_tenant(committed, database_server):
    ours, theirs = make.tenant(), make.tenant()
    with psycopg.connect(database_server, dbname=connection.settings_dict["NAME"]) as owner:
        owner.execute(
            "INSERT INTO parties_party (tenant_id, kind, sector, name, language, preferred_channel,"
            " avoid_channels, avoid_note, postal_address, matters_to_them, vouched_by, is_platform,"
            " created_at) SELECT CASE WHEN n %% 2 = 0 THEN %s ELSE %s END, 'person', 'resident',"
            " 'n' || n, 'nl', '', '{}', '', '', '', '', false, now()"
            " FROM generate_series(1, 200000) n",
            [ours.pk, theirs.pk],
        )
    with within_tenant(ours.pk):
        streamed = sum(1 for _ in Party.objects.values_list("pk").iterator(chunk_size=5_000))
    assert streamed == 100_000
