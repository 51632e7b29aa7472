from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_reference


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("initiatives", "0004_no_temporary_tables"),
        ("connections", "0006_brokered"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            model_name="introduction",
            name="connection",
            field=schakel.foundation.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="connections.connection",
            ),
        ),
        tenant_reference("Introduction", "connection"),
        migrations.AddIndex(
            model_name="introduction",
            index=models.Index(
                condition=models.Q(("connection__isnull", False)),
                fields=["tenant", "connection"],
                name="initiatives_connection",
            ),
        ),
    ]
