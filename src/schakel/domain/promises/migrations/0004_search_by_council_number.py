from typing import ClassVar

from django.db import migrations

from schakel.foundation.search.operations import searchable


class Migration(migrations.Migration):
    """What is found by its words is found by its number in the list of the council as well."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("search", "0001_search"),
        ("promises", "0003_council_number"),
        ("matters", "0002_search"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RunSQL("DROP TRIGGER search_promises_promise ON promises_promise"),
        migrations.RunSQL("DROP FUNCTION search_promises_promise()"),
        searchable(
            "Promise",
            kind="promise",
            at="recorded_at",
            within={"matter": "matter_id", "connection": "connection_id"},
            title=("council_number",),
            body=("words", "mandate", "reason"),
        ),
    ]
