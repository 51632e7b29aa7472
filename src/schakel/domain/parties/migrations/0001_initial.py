import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import schakel.foundation.tenancy.models
from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("networks", "0001_initial"),
        ("staff", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Party",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "person"),
                            ("organisation", "organisation"),
                            ("group", "group"),
                            ("contact_person", "contact person"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("resident", "resident"),
                            ("business", "entrepreneur"),
                            ("institution", "institution"),
                        ],
                        default="resident",
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("language", models.CharField(default="nl", max_length=5)),
                (
                    "preferred_channel",
                    models.CharField(
                        blank=True,
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
                (
                    "avoid_channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("avoid_note", models.CharField(blank=True, max_length=500)),
                ("postal_address", models.CharField(blank=True, max_length=500)),
                ("matters_to_them", models.TextField(blank=True)),
                ("vouched_by", models.CharField(blank=True, max_length=200)),
                ("is_platform", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
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
                    "works_for",
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
            ],
        ),
        migrations.CreateModel(
            name="DigitalAddress",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("email", "e-mail"),
                            ("phone", "phone"),
                            ("other", "other"),
                        ],
                        max_length=5,
                    ),
                ),
                ("address", models.CharField(max_length=254)),
                ("is_preferred", models.BooleanField(default=False)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
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
                    "party",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
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
                ("purpose", models.CharField(max_length=40)),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                    "party",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Acquaintance",
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
            ],
        ),
        migrations.CreateModel(
            name="PartyRelation",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("represents", "represents"),
                            ("member_of", "is a member of"),
                            ("works_with", "works with"),
                            ("supports", "supports"),
                        ],
                        max_length=10,
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                (
                    "other",
                    schakel.foundation.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
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
            ],
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                models.F("tenant"),
                django.db.models.functions.text.Lower("name"),
                models.F("id"),
                name="parties_by_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="parties_party_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["person", "organisation", "group", "contact_person"])
                ),
                name="parties_party_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sector__in", ["resident", "business", "institution"])
                ),
                name="parties_party_sector_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_platform", True)),
                fields=("tenant", "name"),
                name="parties_party_platform_once",
            ),
        ),
        migrations.AddIndex(
            model_name="digitaladdress",
            index=models.Index(
                models.F("tenant"),
                django.db.models.functions.text.Lower("address"),
                name="parties_address_lookup",
            ),
        ),
        migrations.AddConstraint(
            model_name="digitaladdress",
            constraint=models.UniqueConstraint(
                models.F("tenant"),
                models.F("party"),
                django.db.models.functions.text.Lower("address"),
                name="parties_address_once_a_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="digitaladdress",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["email", "phone", "other"])),
                name="parties_address_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("tenant", "party", "purpose"),
                name="parties_consent_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="acquaintance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("network__isnull", True), ("staff__isnull", True), _connector="XOR"
                ),
                name="parties_acquaintance_network_or_colleague",
            ),
        ),
        migrations.AddConstraint(
            model_name="acquaintance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("network__isnull", False)),
                fields=("tenant", "network", "party"),
                name="parties_acquaintance_network_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="acquaintance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("staff__isnull", False)),
                fields=("tenant", "staff", "party"),
                name="parties_acquaintance_colleague_once",
            ),
        ),
        migrations.AddIndex(
            model_name="partyrelation",
            index=models.Index(
                fields=["tenant", "party"], name="parties_relation_party"
            ),
        ),
        migrations.AddIndex(
            model_name="partyrelation",
            index=models.Index(
                fields=["tenant", "other"], name="parties_relation_other"
            ),
        ),
        migrations.AddConstraint(
            model_name="partyrelation",
            constraint=models.CheckConstraint(
                condition=models.Q(("party", models.F("other")), _negated=True),
                name="parties_relation_between_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="partyrelation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on__isnull", True),
                    ("until_on__gt", models.F("from_on")),
                    _connector="OR",
                ),
                name="parties_relation_ends_after_it_begins",
            ),
        ),
        tenant_table("Party"),
        tenant_table("DigitalAddress"),
        tenant_table("Consent"),
        tenant_table("Acquaintance"),
        tenant_table("PartyRelation"),
    ]
