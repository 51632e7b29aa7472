import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):

    dependencies = [
        ('networks', '0003_reads_along'),
        ('staff', '0005_positions'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.CreateModel(
            name='NetworkDeputy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deputy', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('network', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('staff', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'deputy'], name='networks_deputy_of_whom')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'staff', 'network'), name='networks_deputy_one_a_network'), models.CheckConstraint(condition=models.Q(('deputy', models.F('staff')), _negated=True), name='networks_deputy_is_another')],
            },
        ),
        tenant_table("NetworkDeputy"),
    ]
