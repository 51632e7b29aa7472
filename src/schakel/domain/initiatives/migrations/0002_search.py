from typing import ClassVar

from django.db import migrations

from schakel.foundation.search.operations import searchable


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("search", "0001_search"),
        ("initiatives", "0001_initial"),
        ("matters", "0002_search"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        searchable(
            "PhaseChange",
            kind="phase_change",
            at="changed_at",
            within={"matter": "matter_id"},
            body=("motivation",),
        ),
        searchable(
            "Help",
            kind="help",
            at="asked_on",
            within={"matter": "matter_id"},
            body=("asked", "given"),
        ),
    ]
