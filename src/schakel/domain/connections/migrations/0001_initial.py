import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("networks", "0001_initial"),
        ("organisations", "0001_initial"),
        ("parties", "0001_initial"),
        ("staff", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Connection",
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
                ("purpose", models.CharField(blank=True, max_length=500)),
                ("is_confidential", models.BooleanField(default=False)),
                ("agreed_rhythm_days", models.FloatField(blank=True, null=True)),
                ("strength", models.FloatField(default=0)),
                ("strength_as_of", models.DateField()),
                ("last_contact_on", models.DateField(blank=True, null=True)),
                (
                    "gaps",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("silent_on", models.DateField(blank=True, null=True)),
                ("resting_until", models.DateField(blank=True, null=True)),
                ("completed_on", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
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
            name="Carrier",
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
                (
                    "rank",
                    models.CharField(
                        choices=[("first", "first"), ("second", "second")], max_length=6
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("until_at", models.DateTimeField(blank=True, null=True)),
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
                    "connection",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="connections.connection",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="connection",
            index=models.Index(fields=["tenant", "party"], name="connections_party"),
        ),
        migrations.AddIndex(
            model_name="connection",
            index=models.Index(
                fields=["tenant", "network", "silent_on"], name="connections_silent"
            ),
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("completed_on__isnull", True), ("is_confidential", False)
                ),
                fields=("tenant", "party", "network", "theme", "area"),
                name="connections_connection_open_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.CheckConstraint(
                condition=models.Q(("strength__gte", 0), ("strength__lte", 4)),
                name="connections_strength_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_rhythm_days__isnull", True),
                    ("agreed_rhythm_days__gt", 0),
                    _connector="OR",
                ),
                name="connections_rhythm_positive",
            ),
        ),
        migrations.AddIndex(
            model_name="carrier",
            index=models.Index(
                condition=models.Q(("until_at__isnull", True)),
                fields=["tenant", "staff"],
                name="connections_carrier_staff",
            ),
        ),
        migrations.AddConstraint(
            model_name="carrier",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_at__isnull", True)),
                fields=("tenant", "connection", "rank"),
                name="connections_carrier_one_a_rank",
            ),
        ),
        migrations.AddConstraint(
            model_name="carrier",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_at__isnull", True)),
                fields=("tenant", "connection", "staff"),
                name="connections_carrier_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="carrier",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__in", ["first", "second"])),
                name="connections_carrier_rank_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="carrier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_at__isnull", True),
                    ("until_at__gte", models.F("from_at")),
                    _connector="OR",
                ),
                name="connections_carrier_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="carrier",
            index=models.Index(fields=["tenant", "connection"], name="connections_carrier_of"),
        ),
        tenant_table("Connection"),
        tenant_table("Carrier"),
    ]
