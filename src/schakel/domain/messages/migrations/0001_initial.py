import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("matters", "0001_initial"),
        ("parties", "0001_initial"),
        ("staff", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
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
                            ("receipt", "receipt"),
                            ("answer", "answer"),
                            ("interim", "interim"),
                            ("suspended", "suspended"),
                            ("resumed", "resumed"),
                            ("extended", "extended"),
                            ("new_carrier", "new_carrier"),
                            ("passed_on", "passed_on"),
                            ("was_heard", "was_heard"),
                            ("page_code", "page_code"),
                            ("page_link", "page_link"),
                            ("notice", "notice"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("email", "email"),
                            ("letter", "letter"),
                            ("call", "call"),
                        ],
                        max_length=6,
                    ),
                ),
                ("to_address", models.CharField(blank=True, max_length=254)),
                ("language", models.CharField(default="nl", max_length=5)),
                ("typed", models.TextField(blank=True)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("body", models.TextField(blank=True)),
                ("key", models.CharField(max_length=120)),
                ("message_id", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waits to be sent"),
                            ("handing_over", "is being handed over"),
                            ("sent", "sent"),
                            ("uncertain", "perhaps sent"),
                            ("failed", "not sent"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField()),
                ("next_attempt_at", models.DateTimeField()),
                ("handing_over_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
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
            options={
                "db_table": "messages_message",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "handing_over")),
                        fields=["tenant", "message_id"],
                        name="messages_in_one_mail",
                    ),
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["tenant", "next_attempt_at"],
                        name="messages_to_deliver",
                    ),
                    models.Index(
                        condition=models.Q(("state", "handing_over")),
                        fields=["tenant", "handing_over_at"],
                        name="messages_stuck",
                    ),
                    models.Index(
                        fields=["tenant", "matter", "-created_at"],
                        name="messages_matter",
                    ),
                    models.Index(
                        fields=["tenant", "-created_at", "-id"], name="messages_newest"
                    ),
                    models.Index(
                        models.F("tenant"),
                        django.db.models.functions.text.Upper("to_address"),
                        name="messages_recipient",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "key"), name="messages_key_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "queued",
                                    "handing_over",
                                    "sent",
                                    "uncertain",
                                    "failed",
                                ],
                            )
                        ),
                        name="messages_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("state__in", ["queued", "handing_over"]),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ["sent", "uncertain", "failed"]),
                            ),
                            _connector="OR",
                        ),
                        name="messages_end_state_has_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("matter__isnull", False),
                            ("confidential", False),
                            _connector="OR",
                        ),
                        name="messages_confidential_by_matter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way", "email"), _negated=True),
                            models.Q(("to_address", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="messages_email_has_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_attempt_at__gte", models.F("created_at"))
                        ),
                        name="messages_attempt_after_creation",
                    ),
                ],
            },
        ),
        tenant_table("Message", matter="matter_id"),
    ]
