from typing import ClassVar

from django.db import migrations

from schakel.foundation.search.operations import search_scope, searchable


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("search", "0001_search"),
        ("parties", "0002_erased"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        search_scope(
            "party",
            keys="SELECT coalesce(2 * network_id, 2 * staff_id + 1) AS key"
            " FROM parties_acquaintance WHERE party_id = $1",
            follows={"parties_acquaintance": ("party_id", "network_id", "staff_id")},
        ),
        searchable(
            "Party",
            kind="party",
            at="created_at",
            within={"party": "id"},
            title=("name",),
            body=("matters_to_them", "vouched_by", "postal_address"),
        ),
    ]
