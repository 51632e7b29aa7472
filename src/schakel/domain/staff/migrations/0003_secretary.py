import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_reference


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0002_ended_by_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="secretary",
            field=schakel.foundation.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.staffmember",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("secretary__isnull", True),
                    models.Q(("secretary", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="staff_is_not_their_own_secretary",
            ),
        ),
        tenant_reference("StaffMember", "secretary"),
    ]
