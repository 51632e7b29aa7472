import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('connections', '0007_positions'),
        ('matters', '0004_closed'),
        ('schakel_messages', '0012_signing_key'),
        ('staff', '0005_positions'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('planned', 'goes, as agreed'), ('sudden', 'went suddenly'), ('temporary', 'for a time'), ('partial', 'a part of it')], max_length=9)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('is_cancelled', models.BooleanField(default=False)),
                ('begun_by', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('staff', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='LastWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidential', models.BooleanField(default=False)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('connection', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='connections.connection')),
                ('matter', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('staff', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Passing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidential', models.BooleanField(default=False)),
                ('rank', models.CharField(choices=[('first', 'first'), ('second', 'second')], max_length=6)),
                ('course', models.CharField(choices=[('seeking', 'somebody is sought'), ('asked', 'somebody is asked'), ('accepted', 'somebody said yes'), ('done', 'handed over'), ('dropped', 'not needed any more')], default='seeking', max_length=8)),
                ('reasons', models.JSONField(blank=True, default=list)),
                ('made_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('answer_by', models.DateField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('taken_over_at', models.DateTimeField(blank=True, null=True)),
                ('introduction', models.CharField(blank=True, choices=[('meeting', 'meeting'), ('message', 'message')], max_length=7)),
                ('meet_on', models.DateField(blank=True, null=True)),
                ('words', models.TextField(blank=True)),
                ('introduced_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('spoke_on', models.DateField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('message', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schakel_messages.message')),
                ('connection', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='connections.connection')),
                ('hand_over', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='continuity.handover')),
                ('matter', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('position', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.position')),
                ('successor', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Decline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('declined_at', models.DateTimeField()),
                ('staff', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('passing', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='continuity.passing')),
            ],
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['tenant', 'from_on'], name='continuity_handover_going_on'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('tenant', 'staff'), name='continuity_handover_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['planned', 'sudden', 'temporary', 'partial'])), name='continuity_handover_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='continuity_handover_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'temporary'), _negated=True), ('until_on__isnull', False), _connector='OR'), name='continuity_handover_for_a_time_ends'),
        ),
        migrations.AddConstraint(
            model_name='lastword',
            constraint=models.UniqueConstraint(fields=('tenant', 'connection', 'staff'), name='continuity_lastword_once'),
        ),
        migrations.AddConstraint(
            model_name='lastword',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='continuity_lastword_says_something'),
        ),
        migrations.AddConstraint(
            model_name='lastword',
            constraint=models.CheckConstraint(condition=models.Q(('matter__isnull', False), ('confidential', False), _connector='OR'), name='continuity_lastword_confidential_by_matter'),
        ),
        migrations.AddIndex(
            model_name='passing',
            index=models.Index(fields=['tenant', 'hand_over'], name='continuity_passing_of'),
        ),
        migrations.AddIndex(
            model_name='passing',
            index=models.Index(condition=models.Q(('course__in', ['accepted', 'asked', 'seeking'])), fields=['tenant', 'successor'], name='continuity_passing_successor'),
        ),
        migrations.AddIndex(
            model_name='passing',
            index=models.Index(condition=models.Q(('course', 'asked')), fields=['tenant', 'answer_by'], name='continuity_passing_answer_by'),
        ),
        migrations.AddIndex(
            model_name='passing',
            index=models.Index(fields=['tenant', 'connection'], name='continuity_passing_connection'),
        ),
        migrations.AddConstraint(
            model_name='passing',
            constraint=models.UniqueConstraint(condition=models.Q(('course__in', ['accepted', 'asked', 'seeking'])), fields=('tenant', 'connection', 'rank', 'hand_over'), name='continuity_passing_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='passing',
            constraint=models.CheckConstraint(condition=models.Q(('course__in', ['seeking', 'asked', 'accepted', 'done', 'dropped'])), name='continuity_passing_course_known'),
        ),
        migrations.AddConstraint(
            model_name='passing',
            constraint=models.CheckConstraint(condition=models.Q(('rank__in', ['first', 'second'])), name='continuity_passing_rank_known'),
        ),
        migrations.AddConstraint(
            model_name='passing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('course', 'asked'), _negated=True), models.Q(('answer_by__isnull', False), ('asked_at__isnull', False), ('successor__isnull', False)), _connector='OR'), name='continuity_passing_asked_of_somebody'),
        ),
        migrations.AddConstraint(
            model_name='passing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('course__in', ['accepted', 'done']), _negated=True), models.Q(('accepted_at__isnull', False), ('successor__isnull', False)), _connector='OR'), name='continuity_passing_accepted_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='passing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('course', 'done'), _negated=True), ('taken_over_at__isnull', False), _connector='OR'), name='continuity_passing_done_is_carried'),
        ),
        migrations.AddConstraint(
            model_name='passing',
            constraint=models.CheckConstraint(condition=models.Q(('matter__isnull', False), ('confidential', False), _connector='OR'), name='continuity_passing_confidential_by_matter'),
        ),
        migrations.AddIndex(
            model_name='decline',
            index=models.Index(fields=['tenant', 'passing'], name='continuity_decline_passing'),
        ),
        tenant_table("HandOver"),
        tenant_table("Passing", matter="matter_id"),
        tenant_table("Decline"),
        tenant_table("LastWord", matter="matter_id"),
    ]
