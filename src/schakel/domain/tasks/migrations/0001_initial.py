import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("connections", "0001_initial"),
        ("matters", "0001_initial"),
        ("staff", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("confidential", models.BooleanField(default=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("carry", "be the contact person"),
                            ("follow_up", "follow up"),
                            ("call", "call"),
                            ("send_letter", "send a letter"),
                            ("ask_whether_heard", "ask whether they were heard"),
                            ("other_carrier", "find another contact person"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300)),
                ("due_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, max_length=500)),
                (
                    "asked_by",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.staffmember",
                    ),
                ),
                (
                    "connection",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="connections.connection",
                    ),
                ),
                (
                    "matter",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
                    ),
                ),
                (
                    "staff",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.staffmember",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["tenant", "staff", "due_on"],
                        name="tasks_open_of_staff",
                    ),
                    models.Index(fields=["tenant", "matter"], name="tasks_matter"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True),
                            ("kind__in", ["carry", "ask_whether_heard"]),
                        ),
                        fields=("tenant", "matter", "kind", "staff"),
                        name="tasks_asked_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "carry",
                                    "follow_up",
                                    "call",
                                    "send_letter",
                                    "ask_whether_heard",
                                    "other_carrier",
                                ],
                            )
                        ),
                        name="tasks_kind_known",
                    ),
                ],
            },
        ),
        tenant_table("Task", matter="matter_id"),
    ]
