import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0003_newest_of_an_area"),
        ("parties", "0003_search"),
        ("privacy", "0001_initial"),
        ("tenancy", "0002_postal_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="erasure",
            name="keeps_matters",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("controller", "Who is responsible for your data?"),
                            ("officer", "Whom can you ask about privacy?"),
                            ("purpose", "Why do we keep your data?"),
                            ("content", "What do we keep?"),
                            ("recipients", "Who can see it?"),
                            ("place", "Where is it?"),
                            ("terms", "How long do we keep it?"),
                            ("rights", "What can you do?"),
                            ("status", "How accessible is this site?"),
                            ("examined_on", "When was this examined?"),
                            ("problems", "What does not work yet?"),
                            ("help", "What if something does not work for you?"),
                            ("enforcement", "Do you not agree with our answer?"),
                        ],
                        max_length=12,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=5)),
                ("text", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("staff_id", models.BigIntegerField(blank=True, null=True)),
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
                        fields=["tenant", "question", "language", "-made_at"],
                        name="privacy_answer_newest",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Disposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("disposed_at", models.DateTimeField()),
                ("row", models.CharField(max_length=200)),
                ("staff_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "matter",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "matter"), name="privacy_disposal_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Farewell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("erase_on", models.DateField()),
                ("by_mail", models.BooleanField()),
                ("kept", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["tenant", "erase_on"],
                        name="privacy_farewell_running",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("tenant", "party"),
                        name="privacy_farewell_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kept", False), ("ended_at__isnull", False), _connector="OR"
                        ),
                        name="privacy_farewell_kept_is_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionSetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("months_inactive", models.PositiveSmallIntegerField(default=24)),
                ("runs_monthly", models.BooleanField(default=False)),
                ("last_run_on", models.DateField(blank=True, null=True)),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant",), name="privacy_retention_setting_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unsorted", "not sorted yet"),
                            ("idea", "idea"),
                            ("question", "question"),
                            ("report", "report"),
                            ("complaint", "complaint"),
                            ("objection", "objection"),
                            ("woo_request", "request under the Woo"),
                            ("notice_of_default", "notice of default"),
                            ("not_ours", "not ours"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("done", "dealt with"), ("stopped", "withdrawn or passed on")],
                        max_length=8,
                    ),
                ),
                ("years", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("row", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("staff_id", models.BigIntegerField(blank=True, null=True)),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "kind", "outcome"), name="privacy_retention_once_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("years__isnull", True), ("years__gt", 0), _connector="OR"
                        ),
                        name="privacy_retention_is_some_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Viewing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at_hour", models.DateTimeField()),
                ("staff_id", models.BigIntegerField()),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("matter", "the matter"),
                            ("party", "who came with it"),
                            ("connection", "the connection"),
                            ("initiative", "the initiative"),
                            ("attachment", "a file"),
                            ("message", "a message"),
                            ("list", "a list"),
                        ],
                        max_length=10,
                    ),
                ),
                ("subject_id", models.BigIntegerField()),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("seen", "looked at"),
                            ("downloaded", "downloaded"),
                            ("exported", "exported"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "activity",
                    models.CharField(
                        choices=[
                            ("handle_request", "to answer a message"),
                            ("keep_contact", "to keep in touch"),
                            ("support_initiative", "to help an initiative"),
                            ("oversee", "to manage or oversee"),
                        ],
                        max_length=20,
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
                        fields=["tenant", "subject", "subject_id", "-at_hour"],
                        name="privacy_viewing_subject",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "at_hour", "staff_id", "subject", "subject_id", "deed"),
                        name="privacy_viewing_once_an_hour",
                    )
                ],
            },
        ),
        tenant_table("Answer", may=("INSERT",)),
        tenant_table("Disposal", may=("INSERT",)),
        tenant_table("Farewell", may=("INSERT", "UPDATE")),
        tenant_table("RetentionSetting", may=("INSERT", "UPDATE")),
        tenant_table("RetentionTerm", may=("INSERT", "UPDATE")),
        tenant_table("Viewing", may=("INSERT", "DELETE")),
    ]
