import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("connections", "0001_initial"),
        ("matters", "0001_initial"),
        ("parties", "0001_initial"),
        ("staff", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Promise",
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
                    "side",
                    models.CharField(
                        choices=[("ours", "ours"), ("theirs", "theirs")], max_length=6
                    ),
                ),
                ("words", models.CharField(max_length=1000)),
                ("mandate", models.CharField(blank=True, max_length=200)),
                ("made_on", models.DateField()),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "course",
                    models.CharField(
                        choices=[
                            ("heard", "heard, not yet confirmed"),
                            ("confirmed", "stands"),
                            ("withdrawn", "withdrawn, with explanation"),
                            ("kept", "kept"),
                            ("broken", "not kept"),
                            ("renegotiated", "new date agreed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("confirm_by", models.DateField(blank=True, null=True)),
                ("settled_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "connection",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="connections.connection",
                    ),
                ),
                (
                    "given_by",
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
                    "party",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
                (
                    "recorded_by",
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
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PromiseChange",
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
                    "course",
                    models.CharField(
                        choices=[
                            ("heard", "heard, not yet confirmed"),
                            ("confirmed", "stands"),
                            ("withdrawn", "withdrawn, with explanation"),
                            ("kept", "kept"),
                            ("broken", "not kept"),
                            ("renegotiated", "new date agreed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("changed_at", models.DateTimeField()),
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
                    "promise",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="promises.promise",
                    ),
                ),
                (
                    "staff",
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
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(
                    ("course__in", ["heard", "confirmed", "renegotiated"])
                ),
                fields=["tenant", "given_by", "due_on"],
                name="promises_standing_of_staff",
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(fields=["tenant", "matter"], name="promises_matter"),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                fields=["tenant", "connection"], name="promises_connection"
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                fields=["tenant", "party", "-made_on"], name="promises_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True),
                name="promises_has_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "course__in",
                        [
                            "heard",
                            "confirmed",
                            "withdrawn",
                            "kept",
                            "broken",
                            "renegotiated",
                        ],
                    )
                ),
                name="promises_course_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("side", "theirs"), ("given_by__isnull", False), _connector="OR"
                ),
                name="promises_ours_is_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("matter__isnull", False), ("confidential", False), _connector="OR"
                ),
                name="promises_confidential_by_matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("course__in", ["withdrawn", "broken", "renegotiated"]),
                        _negated=True,
                    ),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="promises_explained_when_not_kept",
            ),
        ),
        migrations.AddIndex(
            model_name="promisechange",
            index=models.Index(
                fields=["tenant", "promise", "changed_at"], name="promises_change"
            ),
        ),
        tenant_table("Promise", matter="matter_id"),
        tenant_table("PromiseChange", matter="matter_id"),
    ]
