import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('networks', '0004_deputies'),
        ('staff', '0005_positions'),
        ('tasks', '0007_hand_overs'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.CreateModel(
            name='AskingDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.PositiveSmallIntegerField()),
                ('day', models.PositiveSmallIntegerField()),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'month', 'day'), name='anchoring_asking_day_once'), models.CheckConstraint(condition=models.Q(('day__range', (1, 31)), ('month__range', (1, 12))), name='anchoring_asking_day_is_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(choices=[('administrative_sponsor', 'administrative sponsor'), ('political_sponsor', 'political sponsor')], max_length=22)),
                ('round_on', models.DateField()),
                ('asked_on', models.DateField()),
                ('answer_by', models.DateField()),
                ('word', models.CharField(blank=True, choices=[('yes', 'Yes, I stand behind it'), ('no', 'No, not any more'), ('elsewhere', 'Somebody else does this now')], max_length=9)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('said_on', models.DateField(blank=True, null=True)),
                ('network', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('sponsor', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('task', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.task')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'sponsor'], name='anchoring_asked_of_sponsor'), models.Index(condition=models.Q(('task__isnull', False)), fields=['tenant', 'task'], name='anchoring_asked_by_task')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'network', 'place', 'sponsor', 'round_on'), name='anchoring_asked_once_a_round'), models.CheckConstraint(condition=models.Q(('place__in', ['administrative_sponsor', 'political_sponsor'])), name='anchoring_asked_of_a_sponsor'), models.CheckConstraint(condition=models.Q(models.Q(('said_on__isnull', True), ('word', '')), models.Q(models.Q(('word', ''), _negated=True), ('said_on__isnull', False)), _connector='OR'), name='anchoring_word_has_its_day'), models.CheckConstraint(condition=models.Q(models.Q(('word__in', ['no', 'elsewhere']), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='anchoring_no_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='NetworkGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('anchor', models.CharField(choices=[('owner', 'owner'), ('deputy', 'deputy of the owner'), ('hours', 'hours a week'), ('mandate', 'what it may do'), ('administrative_sponsor', 'administrative sponsor'), ('political_sponsor', 'political sponsor'), ('ends_on', 'last day')], max_length=22)),
                ('lack', models.CharField(choices=[('missing', 'is missing'), ('left', 'works here no more'), ('silent', 'did not answer'), ('withdrawn', 'stands behind it no more'), ('elsewhere', 'says that somebody else does'), ('ends_soon', 'is near'), ('ended', 'is over')], max_length=9)),
                ('since', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('network', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'network', 'since'], name='anchoring_gap_of_network')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('tenant', 'network', 'anchor', 'lack'), name='anchoring_gap_open_once'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('since')), _connector='OR'), name='anchoring_gap_ends_after_it_begins')],
            },
        ),
        tenant_table("AskingDay"),
        tenant_table("Confirmation"),
        tenant_table("NetworkGap"),
    ]
