import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_modules_in_use'),
        ('staff', '0004_grouped_mail'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('fallback', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('holder', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('unit', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'holder'], name='staff_position_holder')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'name'), name='staff_position_name_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='staff_position_has_a_name'), models.CheckConstraint(condition=models.Q(('holder__isnull', True), models.Q(('holder', models.F('fallback')), _negated=True), _connector='OR'), name='staff_position_two_people')],
            },
        ),
        tenant_table("Position"),
    ]
