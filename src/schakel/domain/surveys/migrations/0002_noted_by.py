import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_reference


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0004_grouped_mail"),
        ("surveys", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="saidword",
            name="noted_by",
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
        tenant_reference("SaidWord", "noted_by"),
        migrations.RemoveConstraint(model_name="asked", name="surveys_asked_way_known"),
        migrations.AlterField(
            model_name="asked",
            name="way",
            field=models.CharField(choices=[("mail", "mail"), ("spoken", "spoken")], max_length=6),
        ),
        migrations.AddConstraint(
            model_name="asked",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["mail", "spoken"])),
                name="surveys_asked_way_known",
            ),
        ),
    ]
