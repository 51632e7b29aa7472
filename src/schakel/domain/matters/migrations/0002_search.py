from typing import ClassVar

from django.db import migrations

from schakel.foundation.search.operations import search_scope, searchable
from schakel.foundation.tenancy.operations import APP_ROLE


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("search", "0001_search"),
        ("matters", "0001_initial"),
        ("connections", "0002_search"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        # The role that keeps the index reads whose eyes a matter is for, also in confidence.
        migrations.RunSQL(
            f"ALTER POLICY confidential ON matters_matter TO {APP_ROLE}",
            "ALTER POLICY confidential ON matters_matter TO PUBLIC",
        ),
        search_scope(
            "matter",
            keys="SELECT unnest(ARRAY[2 * network_id, 2 * owner_id + 1, 2 * second_id + 1]) AS key"
            " FROM matters_matter WHERE id = $1 AND NOT confidential"
            " UNION SELECT 2 * staff_id + 1 FROM matters_confidant"
            " JOIN matters_matter ON matters_matter.id = matter_id AND confidential"
            " WHERE matter_id = $1 AND accepted_at IS NOT NULL",
            follows={
                "matters_matter": ("id", "network_id", "owner_id", "second_id", "confidential"),
                "matters_confidant": ("matter_id", "staff_id", "accepted_at"),
            },
        ),
        searchable(
            "Matter",
            kind="matter",
            at="received_at",
            within={"matter": "id"},
            title=("reference", "subject", "case_number"),
            body=("story", "supporter", "passed_on_to", "end_reason"),
        ),
        searchable(
            "Remark", kind="remark", at="made_at", within={"matter": "matter_id"}, body=("text",)
        ),
    ]
