import django.contrib.postgres.fields
import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.search.operations import SEARCH_ROLE, search_scope, searchable
from schakel.foundation.tenancy.operations import APP_ROLE, tenant_table

# One for each matter, whoever writes it; its text is read by the worker.
FINGERPRINTS = """
CREATE FUNCTION initiatives_make_fingerprint() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO initiatives_fingerprint (tenant_id, matter_id, confidential)
  VALUES (NEW.tenant_id, NEW.id, NEW.confidential);
  RETURN NULL;
END $$;
CREATE TRIGGER initiatives_make_fingerprint AFTER INSERT ON matters_matter
  FOR EACH ROW EXECUTE FUNCTION initiatives_make_fingerprint();
DO $$ DECLARE each bigint; BEGIN
  FOR each IN SELECT id FROM tenancy_tenant LOOP
    PERFORM set_config('app.tenant', each::text, true), set_config('app.matters', 'all', true);
    INSERT INTO initiatives_fingerprint (tenant_id, matter_id, confidential)
      SELECT tenant_id, id, confidential FROM matters_matter WHERE tenant_id = each;
  END LOOP;
  PERFORM set_config('app.tenant', '', true), set_config('app.matters', '', true);
END $$;
"""

# Of what these keys may see, the newest that share a band.
COPIES = f"""
CREATE INDEX initiatives_fingerprint_bands ON initiatives_fingerprint USING gin (bands)
  WITH (fastupdate = off);
ALTER POLICY confidential ON initiatives_fingerprint TO {APP_ROLE};
CREATE POLICY search ON initiatives_fingerprint FOR SELECT TO {SEARCH_ROLE} USING (true);
GRANT SELECT ON initiatives_fingerprint TO {SEARCH_ROLE};
CREATE FUNCTION search_copies(of_bands bigint[], keys bigint[], newest integer)
RETURNS TABLE (matter_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH near AS MATERIALIZED (
    SELECT print.matter_id FROM initiatives_fingerprint AS print
    WHERE print.bands && of_bands AND print.tenant_id = search_tenant()
  )
  SELECT near.matter_id FROM near
  JOIN search_document AS d ON d.kind = 'matter' AND d.thing_id = near.matter_id
  WHERE d.seen_by || '{{}}' && keys ORDER BY d.happened_at DESC, d.id DESC LIMIT newest
$$;
ALTER FUNCTION search_copies(bigint[], bigint[], integer) OWNER TO {SEARCH_ROLE};
REVOKE ALL ON FUNCTION search_copies(bigint[], bigint[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_copies(bigint[], bigint[], integer) TO {APP_ROLE};
"""


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0002_search'),
        ('search', '0002_any_of'),
        ('matters', '0002_search'),
        ('staff', '0001_initial'),
        ('tenancy', '0001_tenant'),
    ]

    operations = [
        migrations.CreateModel(
            name='Introduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('wished', 'wants to get in contact'), ('asked', 'both were asked'), ('met', 'introduced to each other'), ('ended', 'did not come about')], max_length=10)),
                ('begun_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='IntroductionSide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidential', models.BooleanField(default=False)),
                ('agrees', models.BooleanField(blank=True, null=True)),
                ('shares', models.CharField(blank=True, choices=[('email', 'email'), ('phone', 'phone')], max_length=5)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('introduction', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.introduction')),
                ('matter', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidential', models.BooleanField(default=False)),
                ('title', models.CharField(max_length=120)),
                ('summary', models.CharField(max_length=600)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('agreed', 'on the public page'), ('refused', 'rather not'), ('withdrawn', 'taken off the public page')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('initiative', schakel.foundation.tenancy.models.TenantOneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('matter', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='TextCounts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counted', models.BinaryField()),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Fingerprint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidential', models.BooleanField(default=False)),
                ('bands', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, null=True, size=None)),
                ('matter', schakel.foundation.tenancy.models.TenantOneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('bands__isnull', True), ('confidential', False)), fields=['tenant', 'id'], name='initiatives_unread')],
            },
        ),
        migrations.AddIndex(
            model_name='introduction',
            index=models.Index(condition=models.Q(('state', 'asked')), fields=['tenant', 'ends_on'], name='initiatives_unanswered'),
        ),
        migrations.AddConstraint(
            model_name='introduction',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['wished', 'asked', 'met', 'ended'])), name='initiatives_introduction_known'),
        ),
        migrations.AddConstraint(
            model_name='introduction',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'wished'), models.Q(('asked_at__isnull', False), ('ends_on__isnull', False)), ('state', 'ended'), _connector='OR'), name='initiatives_introduction_has_an_end'),
        ),
        migrations.AddIndex(
            model_name='introductionside',
            index=models.Index(fields=['tenant', 'matter'], name='initiatives_side_matter'),
        ),
        migrations.AddConstraint(
            model_name='introductionside',
            constraint=models.UniqueConstraint(fields=('tenant', 'introduction', 'matter'), name='initiatives_side_once'),
        ),
        migrations.AddConstraint(
            model_name='introductionside',
            constraint=models.CheckConstraint(condition=models.Q(('confidential', False)), name='initiatives_nobody_confided_is_introduced'),
        ),
        migrations.AddConstraint(
            model_name='introductionside',
            constraint=models.CheckConstraint(condition=models.Q(('agrees', True), ('shares', ''), _connector='OR'), name='initiatives_shares_by_agreement'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(condition=models.Q(('state', 'agreed')), fields=['tenant', '-answered_at', '-id'], name='initiatives_public_newest'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['tenant', 'matter'], name='initiatives_publication_matter'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('confidential', False)), name='initiatives_nothing_confided_is_published'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'agreed', 'refused', 'withdrawn'])), name='initiatives_publication_known'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='initiatives_answer_has_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='textcounts',
            constraint=models.UniqueConstraint(fields=('tenant',), name='initiatives_counts_once'),
        ),
        tenant_table("Fingerprint", matter="matter_id"),
        tenant_table("TextCounts"),
        tenant_table("Publication", matter="matter_id"),
        tenant_table("Introduction"),
        tenant_table("IntroductionSide", matter="matter_id"),
        migrations.RunSQL([(COPIES, None)], migrations.RunSQL.noop),
        # The key 0 is everybody's.
        search_scope(
            "publication",
            keys="SELECT 0 AS key FROM initiatives_publication WHERE id = $1 AND state = 'agreed'",
            follows={"initiatives_publication": ("id", "state")},
        ),
        searchable(
            "Publication",
            kind="publication",
            at="asked_at",
            within={"publication": "id"},
            title=("title",),
            body=("summary",),
        ),
        # Last: rows that wait for their foreign keys keep a table from being changed.
        migrations.RunSQL([(FINGERPRINTS, None)], migrations.RunSQL.noop),
    ]
