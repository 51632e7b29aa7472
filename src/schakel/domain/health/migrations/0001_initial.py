import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table

# Every connection that there is gets its standing, and is looked at on the first day.
LOOKED_AT_ONCE = """
DO $$ DECLARE each bigint; BEGIN
  FOR each IN SELECT id FROM tenancy_tenant LOOP
    PERFORM set_config('app.tenant', each::text, true), set_config('app.matters', 'all', true);
    INSERT INTO health_standing
        (tenant_id, connection_id, state, signal, since, signals, tie, changes_on, looked_at)
      SELECT tenant_id, id, 'good', '', current_date, '[]', '{}', current_date, now()
      FROM connections_connection
      ON CONFLICT DO NOTHING;
  END LOOP;
  PERFORM set_config('app.tenant', '', true), set_config('app.matters', '', true);
END $$;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('connections', '0005_agreed_rhythms'),
        ('staff', '0001_initial'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.CreateModel(
            name='Break',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signal', models.CharField(choices=[('unanswered', 'they wait longer than the term'), ('promise', 'what we promised was not done in time'), ('their_word', 'what they say of it'), ('carrier', 'who carries it'), ('repeated', 'they had to ask again'), ('reach', 'we cannot reach them'), ('silence', 'not spoken for long')], max_length=10)),
                ('since', models.DateField()),
                ('found_at', models.DateTimeField()),
                ('cause', models.CharField(blank=True, choices=[('already_decided', 'it was decided already'), ('involved_too_late', 'they were involved too late'), ('input_ignored', 'nothing was done with what they said'), ('no_information', 'they heard nothing'), ('expectations_mismatch', 'the two sides expected different things'), ('not_careful', 'we were not careful'), ('no_conversation', 'there was no conversation'), ('unclear_information', 'what we said was not clear or not complete'), ('owner_lost', 'their contact person was gone'), ('unreachable', 'we could not reach them'), ('not_anchored', 'nobody in the organisation stood behind it'), ('contradictory_answers', 'our answers contradicted each other')], max_length=21)),
                ('people_harmed', models.PositiveIntegerField(blank=True, null=True)),
                ('blocks', models.CharField(blank=True, max_length=300)),
                ('repaired_on', models.DateField(blank=True, null=True)),
                ('reopened_on', models.DateField(blank=True, null=True)),
                ('asked_on', models.DateField(blank=True, null=True)),
                ('times_asked', models.PositiveSmallIntegerField(default=0)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('end', models.CharField(blank=True, choices=[('repaired', 'repaired'), ('disagreed', 'heard, and still not agreed'), ('no_contact_wanted', 'they want no contact'), ('elsewhere', 'goes on as a complaint or in court'), ('contact_limited', 'contact is limited, by a decision with reasons')], max_length=17)),
                ('end_reason', models.CharField(blank=True, max_length=500)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('connection', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='connections.connection')),
                ('owner', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='BreakStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=1000)),
                ('done_at', models.DateTimeField()),
                ('about', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='health.break')),
                ('staff', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('good', 'good'), ('strained', 'watch'), ('broken', 'stuck'), ('resting', 'rest'), ('completed', 'completed')], default='good', max_length=9)),
                ('signal', models.CharField(blank=True, choices=[('unanswered', 'they wait longer than the term'), ('promise', 'what we promised was not done in time'), ('their_word', 'what they say of it'), ('carrier', 'who carries it'), ('repeated', 'they had to ask again'), ('reach', 'we cannot reach them'), ('silence', 'not spoken for long')], max_length=10)),
                ('since', models.DateField()),
                ('signals', models.JSONField(default=list)),
                ('changes_on', models.DateField(blank=True, null=True)),
                ('looked_at', models.DateTimeField()),
                ('tie', models.JSONField(default=dict)),
                ('connection', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='connections.connection')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.AddIndex(
            model_name='break',
            index=models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['tenant', 'owner', 'since'], name='health_break_open_of_owner'),
        ),
        migrations.AddIndex(
            model_name='break',
            index=models.Index(fields=['tenant', 'since', 'id'], name='health_break_since'),
        ),
        migrations.AddConstraint(
            model_name='break',
            constraint=models.UniqueConstraint(fields=('tenant', 'connection', 'signal', 'since'), name='health_break_found_once'),
        ),
        migrations.AddConstraint(
            model_name='break',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_on__isnull', True)), models.Q(('ended_on__isnull', False), models.Q(('end', ''), _negated=True)), _connector='OR'), name='health_break_ended_somehow'),
        ),
        migrations.AddConstraint(
            model_name='break',
            constraint=models.CheckConstraint(condition=models.Q(('end__in', ['', 'repaired']), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='health_break_end_is_explained'),
        ),
        migrations.AddConstraint(
            model_name='break',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('since')), _connector='OR'), name='health_break_ends_after_it_begins'),
        ),
        migrations.AddIndex(
            model_name='breakstep',
            index=models.Index(fields=['tenant', 'about', 'done_at'], name='health_step_of_break'),
        ),
        migrations.AddConstraint(
            model_name='breakstep',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='health_step_has_words'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('changes_on__isnull', False)), fields=['tenant', 'changes_on', 'id'], name='health_standing_changes'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('state__in', ['broken', 'strained'])), fields=['tenant', 'state', 'since', 'id'], name='health_standing_asking'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.UniqueConstraint(fields=('tenant', 'connection'), name='health_standing_once'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['good', 'strained', 'broken', 'resting', 'completed'])), name='health_standing_state_known'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signal', ''), ('state__in', ['good', 'resting', 'completed'])), models.Q(models.Q(('signal', ''), _negated=True), ('state__in', ['strained', 'broken'])), _connector='OR'), name='health_standing_has_its_signal'),
        ),
        tenant_table("Standing"),
        tenant_table("Break"),
        tenant_table("BreakStep"),
        migrations.RunSQL(LOOKED_AT_ONCE, migrations.RunSQL.noop),
    ]
