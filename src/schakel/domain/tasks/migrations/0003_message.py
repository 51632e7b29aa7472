import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_reference


class Migration(migrations.Migration):
    dependencies = [
        ("schakel_messages", "0004_letters_and_calls"),
        ("tasks", "0002_introduce"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="message",
            field=schakel.foundation.tenancy.models.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schakel_messages.message",
            ),
        ),
        tenant_reference("Task", "message"),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("message__isnull", False)),
                fields=["tenant", "message"],
                name="tasks_of_message",
            ),
        ),
    ]
