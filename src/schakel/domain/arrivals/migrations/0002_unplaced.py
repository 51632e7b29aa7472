from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from schakel.foundation.search.operations import SEARCH_ROLE, search_scope, searchable

# What became a contact is found as that; a duplicate as what came before.
FOUND = (
    "{row}.state IN ('held', 'recorded', 'set_aside')"
    " AND ({row}.subject <> '' OR {row}.sender_address <> '' OR {row}.text <> '')"
)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("arrivals", "0001_initial"),
        ("matters", "0002_search"),
        ("search", "0004_planned_each_time"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(
                condition=Q(
                    Q(
                        ("raw__isnull", False),
                        Q(("envelope_from", ""), _negated=True),
                        Q(("sender_address", ""), _negated=True),
                        Q(("subject", ""), _negated=True),
                        Q(("text", ""), _negated=True),
                        _connector="OR",
                    ),
                    ("contact__isnull", True),
                    ("matter__isnull", True),
                    ("ended_at__isnull", False),
                ),
                fields=["tenant", "ended_at", "id"],
                name="arrivals_unplaced",
            ),
        ),
        # A file that goes is looked for wherever it could still be of use.
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(
                condition=Q(("raw__isnull", False)), fields=["tenant", "raw"], name="arrivals_raw"
            ),
        ),
        migrations.AddIndex(
            model_name="arrivalfile",
            index=models.Index(fields=["tenant", "file"], name="arrivals_file_file"),
        ),
        migrations.RunSQL(
            [
                (f"GRANT SELECT ON arrivals_arrival TO {SEARCH_ROLE}", None),
                (
                    f"CREATE POLICY search ON arrivals_arrival FOR SELECT TO {SEARCH_ROLE}"
                    " USING (true)",
                    None,
                ),
            ],
            migrations.RunSQL.noop,
        ),
        # In no matter: for who is to place it, whose mail it is, and the connectors of its network.
        search_scope(
            "mail",
            keys="SELECT unnest(ARRAY[-2 * network_id, 2 * owner_id + 1, 2 * colleague_id + 1])"
            " AS key FROM arrivals_arrival WHERE id = $1 AND matter_id IS NULL",
            follows={},
        ),
        searchable(
            "Arrival",
            kind="mail",
            at="arrived_at",
            within={"matter": "matter_id", "mail": "id"},
            title=("subject", "sender_name", "sender_address"),
            body=("text",),
            only=FOUND,
            start=2_000,
        ),
    ]
