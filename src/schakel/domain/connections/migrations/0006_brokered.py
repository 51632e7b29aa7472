from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_reference


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("connections", "0005_agreed_rhythms"),
        ("parties", "0003_search"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            model_name="connection",
            name="other_party",
            field=schakel.foundation.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.party",
            ),
        ),
        tenant_reference("Connection", "other_party"),
        migrations.AddIndex(
            model_name="connection",
            index=models.Index(
                condition=models.Q(("other_party__isnull", False)),
                fields=["tenant", "other_party"],
                name="connections_other_party",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="connection", name="connections_connection_open_once"
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.UniqueConstraint(
                models.F("tenant"),
                django.db.models.functions.comparison.Least("party", "other_party"),
                django.db.models.functions.comparison.Greatest("party", "other_party"),
                models.F("network"),
                models.F("theme"),
                models.F("area"),
                condition=models.Q(("completed_on__isnull", True), ("is_confidential", False)),
                name="connections_pair_open_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("other_party__isnull", True),
                    models.Q(("other_party", models.F("party")), _negated=True),
                    _connector="OR",
                ),
                name="connections_brokered_between_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("other_party__isnull", True), ("is_confidential", False), _connector="OR"
                ),
                name="connections_brokered_in_the_open",
            ),
        ),
    ]
