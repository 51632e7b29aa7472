import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("connections", "0001_initial"),
        ("networks", "0001_initial"),
        ("organisations", "0001_initial"),
        ("parties", "0001_initial"),
        ("staff", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Matter",
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
                ("reference", models.CharField(max_length=12)),
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
                        default="unsorted",
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("answered", "answered"),
                            ("closed", "closed"),
                            ("withdrawn", "withdrawn"),
                            ("passed_on", "passed on"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("subject", models.CharField(max_length=200)),
                ("story", models.TextField(blank=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "web form"),
                            ("mail", "e-mail"),
                            ("phone", "phone"),
                            ("letter", "letter"),
                            ("desk", "desk"),
                            ("visit", "visit"),
                            ("meeting", "meeting"),
                            ("platform", "other platform"),
                        ],
                        max_length=10,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("owner_accepted_at", models.DateTimeField(blank=True, null=True)),
                ("second_accepted_at", models.DateTimeField(blank=True, null=True)),
                ("carrier_reasons", models.JSONField(blank=True, default=dict)),
                ("confidential", models.BooleanField(default=False)),
                ("neutral_subject", models.BooleanField(default=False)),
                ("supporter", models.CharField(blank=True, max_length=200)),
                ("waits_for_them", models.BooleanField(default=False)),
                ("passed_on_to", models.CharField(blank=True, max_length=200)),
                ("passed_on_at", models.DateTimeField(blank=True, null=True)),
                ("ask_heard_on", models.DateField(blank=True, null=True)),
                ("heard_asked_at", models.DateTimeField(blank=True, null=True)),
                ("was_heard", models.BooleanField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=500)),
                ("case_number", models.CharField(blank=True, max_length=100)),
                ("case_system", models.CharField(blank=True, max_length=100)),
                ("case_url", models.URLField(blank=True)),
                (
                    "area",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.area",
                    ),
                ),
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
                    "entered_by",
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
                    "network",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.network",
                    ),
                ),
                (
                    "owner",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.staffmember",
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
                    "second",
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
                (
                    "theme",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.theme",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Handover",
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
                ("rank", models.CharField(max_length=6)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("changed_at", models.DateTimeField()),
                (
                    "after",
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
                    "before",
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
            ],
        ),
        migrations.CreateModel(
            name="Confidant",
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
                ("asked_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("hear_by", models.DateField(blank=True, null=True)),
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
            ],
        ),
        migrations.CreateModel(
            name="Remark",
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
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
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
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["tenant", "-received_at", "-id"], name="matters_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["tenant", "network", "-received_at", "-id"],
                name="matters_network_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["tenant", "owner", "status"], name="matters_owner"
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["tenant", "second", "status"], name="matters_second"
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["tenant", "party", "-received_at"], name="matters_party"
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["tenant", "connection"], name="matters_connection"
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(
                    ("heard_asked_at__isnull", True), ("status", "passed_on")
                ),
                fields=["tenant", "ask_heard_on"],
                name="matters_ask_heard",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("kind", "unsorted"), ("status", "open")),
                fields=["tenant", "-received_at"],
                name="matters_unsorted",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.UniqueConstraint(
                fields=("tenant", "reference"), name="matters_reference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second__isnull", True),
                    models.Q(("second", models.F("owner")), _negated=True),
                    _connector="OR",
                ),
                name="matters_two_different_carriers",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject", ""), _negated=True),
                name="matters_has_a_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "unsorted",
                            "idea",
                            "question",
                            "report",
                            "complaint",
                            "objection",
                            "woo_request",
                            "notice_of_default",
                            "not_ours",
                        ],
                    )
                ),
                name="matters_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["open", "answered", "closed", "withdrawn", "passed_on"],
                    )
                ),
                name="matters_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True), ("status__in", ["open", "answered"])
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("status__in", ["closed", "withdrawn", "passed_on"]),
                    ),
                    _connector="OR",
                ),
                name="matters_ended_has_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "passed_on"), _negated=True),
                    models.Q(("passed_on_to", ""), _negated=True),
                    _connector="OR",
                ),
                name="matters_passed_on_to_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                fields=["tenant", "matter", "changed_at"],
                name="matters_handover_matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="confidant",
            constraint=models.UniqueConstraint(
                fields=("tenant", "staff", "matter"), name="matters_confidant_once"
            ),
        ),
        migrations.AddIndex(
            model_name="remark",
            index=models.Index(
                fields=["tenant", "matter", "made_at"], name="matters_remark_matter"
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["tenant", "owner"],
                name="matters_open_of_owner",
            ),
        ),
        tenant_table("Matter", matter="id"),
        tenant_table("Handover", matter="matter_id"),
        tenant_table("Confidant"),
        tenant_table("Remark", matter="matter_id"),
    ]
