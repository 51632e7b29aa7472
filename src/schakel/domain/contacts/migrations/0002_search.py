from typing import ClassVar

from django.db import migrations

from schakel.foundation.search.operations import searchable


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("search", "0001_search"),
        ("contacts", "0001_initial"),
        ("matters", "0002_search"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        searchable(
            "ContactMoment",
            kind="contact",
            at="happened_at",
            within={"matter": "matter_id", "connection": "connection_id"},
            body=("summary",),
        ),
    ]
