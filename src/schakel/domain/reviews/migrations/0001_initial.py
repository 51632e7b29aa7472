import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("networks", "0003_reads_along"),
        ("staff", "0002_ended_by_groups"),
        ("tenancy", "0002_postal_address"),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("began_on", models.DateField()),
                ("due_on", models.DateField()),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "network",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.network",
                    ),
                ),
                (
                    "signed_by",
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
        migrations.CreateModel(
            name="ReviewDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.PositiveSmallIntegerField(default=2)),
                ("day", models.PositiveSmallIntegerField(default=1)),
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
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stays", models.BooleanField()),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "review",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.review",
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
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                fields=("tenant", "network", "began_on"),
                name="reviews_once_a_year",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewday",
            constraint=models.UniqueConstraint(fields=("tenant",), name="reviews_one_day_a_year"),
        ),
        migrations.AddConstraint(
            model_name="reviewday",
            constraint=models.CheckConstraint(
                condition=models.Q(("day__range", (1, 31)), ("month__range", (1, 12))),
                name="reviews_day_is_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(
                fields=("tenant", "review", "staff"), name="reviews_verdict_once"
            ),
        ),
        tenant_table("ReviewDay"),
        tenant_table("Review"),
        tenant_table("Verdict"),
    ]
