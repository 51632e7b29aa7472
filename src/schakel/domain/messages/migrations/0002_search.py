from typing import ClassVar

from django.db import migrations

from schakel.foundation.search.operations import searchable


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("search", "0001_search"),
        ("schakel_messages", "0001_initial"),
        ("matters", "0002_search"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        searchable(
            "Message",
            kind="message",
            at="created_at",
            within={"matter": "matter_id"},
            body=("typed",),
        ),
    ]
