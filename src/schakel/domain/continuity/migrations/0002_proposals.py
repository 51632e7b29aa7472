import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):

    dependencies = [
        ('connections', '0007_positions'),
        ('continuity', '0001_initial'),
        ('networks', '0004_deputies'),
        ('staff', '0006_sign_of_life'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('under_way', 'under_way'), ('made', 'made'), ('replaced', 'replaced')], max_length=9)),
                ('asked_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('better_by', models.FloatField(default=0)),
                ('is_proven', models.BooleanField(default=True)),
                ('missing_hours', models.FloatField(default=0)),
                ('missing', models.JSONField(blank=True, default=list)),
                ('asked_by', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('network', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('take_by', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='ProposalRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course', models.CharField(choices=[('proposed', 'proposed'), ('no_hours', 'no_hours'), ('nobody', 'nobody'), ('asked', 'asked'), ('not_wanted', 'not_wanted'), ('outdated', 'outdated')], max_length=10)),
                ('reasons', models.JSONField(blank=True, default=list)),
                ('hours', models.FloatField()),
                ('connection', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='connections.connection')),
                ('passing', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='continuity.passing')),
                ('proposal', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='continuity.proposal')),
                ('staff', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['made', 'under_way', 'waiting'])), fields=('tenant', 'network'), name='continuity_proposal_one_a_network'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'under_way', 'made', 'replaced'])), name='continuity_proposal_state_known'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'made'), _negated=True), ('made_at__isnull', False), _connector='OR'), name='continuity_proposal_made_at_a_moment'),
        ),
        migrations.AddIndex(
            model_name='proposalrow',
            index=models.Index(fields=['tenant', 'connection'], name='continuity_row_connection'),
        ),
        migrations.AddConstraint(
            model_name='proposalrow',
            constraint=models.UniqueConstraint(fields=('tenant', 'proposal', 'connection'), name='continuity_row_once'),
        ),
        migrations.AddConstraint(
            model_name='proposalrow',
            constraint=models.CheckConstraint(condition=models.Q(('course__in', ['proposed', 'no_hours', 'nobody', 'asked', 'not_wanted', 'outdated'])), name='continuity_row_course_known'),
        ),
        migrations.AddConstraint(
            model_name='proposalrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('course', 'proposed'), _negated=True), ('staff__isnull', False), _connector='OR'), name='continuity_row_proposes_somebody'),
        ),
        migrations.AddConstraint(
            model_name='proposalrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('course', 'asked'), _negated=True), models.Q(('passing__isnull', False), ('staff__isnull', False)), _connector='OR'), name='continuity_row_asked_in_a_passing'),
        ),
        tenant_table("Proposal"),
        tenant_table("ProposalRow"),
    ]
