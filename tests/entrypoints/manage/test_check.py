"""A migration is applied while the release before it still serves pages."""

import pytest
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from schakel.entrypoints.manage.check import objections

LABEL = models.CharField(max_length=20)
OPTIONAL = models.CharField(max_length=20, null=True)
FILLED = models.CharField(max_length=20, db_default="")


def migration(*operations, **fields):
    kind = type("Migration", (migrations.Migration,), {"operations": list(operations), **fields})
    return kind("0002_step", "gardens")


@pytest.fixture
def before() -> ProjectState:
    state = ProjectState()
    fields = {"id": models.BigAutoField(primary_key=True), "name": LABEL, "motto": OPTIONAL}
    state.add_model(ModelState("gardens", "Garden", list(fields.items())))
    return state


def on_garden(operation, name, field=None):
    return operation("garden", name, field) if field else operation("garden", name)


TAKES_AWAY = [
    on_garden(migrations.RemoveField, "name"),
    migrations.RenameField("garden", "name", "title"),
    migrations.RenameModel("Garden", "Park"),
    migrations.DeleteModel("Garden"),
    migrations.AlterModelTable("garden", "parks"),
    # Old pages write rows without it.
    on_garden(migrations.AddField, "slogan", LABEL),
    on_garden(migrations.AlterField, "motto", LABEL),
]


@pytest.mark.parametrize("operation", TAKES_AWAY, ids=lambda each: type(each).__name__)
def test_what_the_release_before_still_uses_is_not_taken_away(before, operation):
    found = list(objections(migration(operation), before))
    assert len(found) == 1
    assert found[0].startswith("gardens.0002_step: ")


@pytest.mark.parametrize("operation", TAKES_AWAY, ids=lambda each: type(each).__name__)
def test_what_no_running_release_uses_may_go(before, operation):
    assert list(objections(migration(operation, unused_since="0.2.0"), before)) == []


@pytest.mark.parametrize(
    "operations",
    [
        [on_garden(migrations.AddField, "slogan", OPTIONAL)],
        [on_garden(migrations.AddField, "slogan", FILLED)],
        [on_garden(migrations.AlterField, "motto", FILLED)],
        [on_garden(migrations.AlterField, "name", OPTIONAL)],
        [migrations.AddIndex("garden", models.Index(fields=["name"], name="gardens_name"))],
        # No old page knows a table that is made here.
        [
            migrations.CreateModel("Tree", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddField("tree", "name", LABEL),
            migrations.RemoveField("tree", "name"),
        ],
    ],
)
def test_what_only_adds_is_right(before, operations):
    assert list(objections(migration(*operations), before)) == []


def test_what_cannot_be_undone_half_way_stands_alone(before):
    two = [on_garden(migrations.AddField, each, OPTIONAL) for each in ("slogan", "colour")]
    assert "stands alone" in next(objections(migration(*two, atomic=False), before))
    assert list(objections(migration(two[0], atomic=False), before)) == []


def test_our_own_migrations_take_nothing_away(schakel, committed):
    ran = schakel("check", "migrations")
    assert ran.status == 0, ran.out
