from typing import ClassVar

from django.db import migrations

from schakel.foundation.search.operations import search_scope, searchable


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("search", "0001_search"),
        ("connections", "0001_initial"),
        ("parties", "0003_search"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        search_scope(
            "connection",
            keys="SELECT 2 * network_id AS key FROM connections_connection"
            " WHERE id = $1 AND NOT is_confidential"
            " UNION SELECT 2 * staff_id + 1 FROM connections_carrier"
            " WHERE connection_id = $1 AND until_at IS NULL",
            follows={
                "connections_connection": ("id", "network_id", "is_confidential"),
                "connections_carrier": ("connection_id", "staff_id", "until_at"),
            },
        ),
        searchable(
            "Connection",
            kind="connection",
            at="created_at",
            within={"connection": "id"},
            body=("purpose",),
        ),
    ]
