import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0003_search'),
        ('staff', '0005_positions'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.CreateModel(
            name='SpokespersonChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('proof', models.CharField(blank=True, choices=[('before', 'who spoke until now says so'), ('member', 'a second member says so'), ('document', 'it stands in a document')], max_length=8)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('document_on', models.DateField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('contested_at', models.DateTimeField(blank=True, null=True)),
                ('objection', models.CharField(blank=True, max_length=500)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('before', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('confirmed_by', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('group', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('newcomer', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('witness', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'group'], name='spokespersons_of_group')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('tenant', 'group'), name='spokespersons_one_change_a_group'), models.CheckConstraint(condition=models.Q(models.Q(('newcomer', models.F('group')), _negated=True), models.Q(('newcomer', models.F('before')), _negated=True)), name='spokespersons_newcomer_is_another'), models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='spokespersons_one_end'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('proof', '')), models.Q(('confirmed_at__isnull', False), ('proof__in', ['before', 'member', 'document'])), _connector='OR'), name='spokespersons_confirmed_by_something')],
            },
        ),
        tenant_table("SpokespersonChange"),
    ]
