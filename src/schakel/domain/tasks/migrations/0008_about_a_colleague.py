import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_reference


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0006_sign_of_life"),
        ("tasks", "0007_hand_overs"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="about",
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
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("about__isnull", False)),
                fields=["tenant", "about"],
                name="tasks_about_a_colleague",
            ),
        ),
        tenant_reference("Task", "about"),
    ]
