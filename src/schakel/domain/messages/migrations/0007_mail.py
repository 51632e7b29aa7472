import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table

NUMBER = (
    "id",
    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
)
TENANT = (
    "tenant",
    models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="tenancy.tenant",
    ),
)


def reference(to):
    return schakel.foundation.tenancy.models.TenantForeignKey(
        blank=True,
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("tenancy", "0003_mail_route"),
        ("schakel_messages", "0006_keep_asked"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="reply_to",
            field=models.CharField(blank=True, db_default="", max_length=254),
        ),
        migrations.RemoveConstraint(model_name="message", name="messages_state_known"),
        migrations.RemoveConstraint(model_name="message", name="messages_end_state_has_a_moment"),
        migrations.RemoveConstraint(model_name="message", name="messages_state_of_its_way"),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "waits to be sent"),
                    ("handing_over", "is being handed over"),
                    ("sent", "sent"),
                    ("uncertain", "perhaps sent"),
                    ("failed", "not sent"),
                    ("bounced", "came back undelivered"),
                    ("printed", "printed, not posted yet"),
                    ("posted", "posted"),
                    ("returned", "came back"),
                    ("spoken", "spoken"),
                    ("not_reached", "not reached"),
                    ("dropped", "not needed any more"),
                ],
                default="queued",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "queued",
                            "handing_over",
                            "sent",
                            "uncertain",
                            "failed",
                            "bounced",
                            "printed",
                            "posted",
                            "returned",
                            "spoken",
                            "not_reached",
                            "dropped",
                        ],
                    )
                ),
                name="messages_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True),
                        ("state__in", ["handing_over", "printed", "queued"]),
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        (
                            "state__in",
                            [
                                "bounced",
                                "dropped",
                                "failed",
                                "not_reached",
                                "posted",
                                "returned",
                                "sent",
                                "spoken",
                                "uncertain",
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="messages_end_state_has_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            ["bounced", "failed", "handing_over", "queued", "sent", "uncertain"],
                        ),
                        ("way", "email"),
                    ),
                    models.Q(
                        ("state__in", ["dropped", "posted", "printed", "queued", "returned"]),
                        ("way", "letter"),
                    ),
                    models.Q(
                        ("state__in", ["dropped", "not_reached", "queued", "spoken"]),
                        ("way", "call"),
                    ),
                    _connector="OR",
                ),
                name="messages_state_of_its_way",
            ),
        ),
        migrations.CreateModel(
            name="MailAccount",
            fields=[
                NUMBER,
                ("from_address", models.CharField(blank=True, max_length=254)),
                ("takes_mail", models.BooleanField(default=False)),
                ("out_host", models.CharField(blank=True, max_length=253)),
                ("out_port", models.PositiveIntegerField(default=587)),
                (
                    "out_security",
                    models.CharField(
                        choices=[("starttls", "starttls"), ("tls", "tls"), ("none", "none")],
                        default="starttls",
                        max_length=8,
                    ),
                ),
                ("out_user", models.CharField(blank=True, max_length=254)),
                ("out_secret", models.TextField(blank=True)),
                ("in_host", models.CharField(blank=True, max_length=253)),
                ("in_port", models.PositiveIntegerField(default=993)),
                ("in_user", models.CharField(blank=True, max_length=254)),
                ("in_secret", models.TextField(blank=True)),
                ("in_folder", models.CharField(default="INBOX", max_length=200)),
                ("oauth_token_url", models.CharField(blank=True, max_length=500)),
                ("oauth_client_id", models.CharField(blank=True, max_length=200)),
                ("oauth_client_secret", models.TextField(blank=True)),
                ("oauth_scope", models.CharField(blank=True, max_length=500)),
                ("oauth_user", models.CharField(blank=True, max_length=254)),
                (
                    "oauth_grant",
                    models.CharField(
                        choices=[
                            ("client_credentials", "client_credentials"),
                            ("refresh_token", "refresh_token"),
                        ],
                        default="client_credentials",
                        max_length=20,
                    ),
                ),
                ("oauth_refresh_token", models.TextField(blank=True)),
                ("dkim_domain", models.CharField(blank=True, max_length=253)),
                ("dkim_selector", models.CharField(blank=True, max_length=63)),
                ("dkim_key", models.TextField(blank=True)),
                ("signature_nl", models.CharField(blank=True, max_length=500)),
                ("signature_en", models.CharField(blank=True, max_length=500)),
                TENANT,
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant",), name="messages_mailaccount_one_a_tenant"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("out_security__in", ["starttls", "tls", "none"])),
                        name="messages_mailaccount_security_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("oauth_grant__in", ["client_credentials", "refresh_token"])
                        ),
                        name="messages_mailaccount_grant_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("takes_mail", False),
                            models.Q(("from_address", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="messages_mailaccount_takes_mail_at_an_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivingAddress",
            fields=[
                NUMBER,
                ("address", models.CharField(max_length=254)),
                ("theme", reference("organisations.theme")),
                ("area", reference("organisations.area")),
                TENANT,
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "address"), name="messages_receivingaddress_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnWords",
            fields=[
                NUMBER,
                (
                    "kind",
                    models.CharField(
                        choices=[("receipt", "receipt"), ("answer", "answer")], max_length=20
                    ),
                ),
                ("language", models.CharField(max_length=5)),
                ("above", models.TextField(blank=True)),
                ("below", models.TextField(blank=True)),
                TENANT,
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "kind", "language"), name="messages_ownwords_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["answer", "receipt"])),
                        name="messages_ownwords_kind_known",
                    ),
                ],
            },
        ),
        tenant_table("MailAccount", may=("INSERT", "UPDATE")),
        tenant_table("ReceivingAddress"),
        tenant_table("OwnWords", may=("INSERT", "UPDATE")),
    ]
