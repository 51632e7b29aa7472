import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_reference


class Migration(migrations.Migration):

    dependencies = [
        ('connections', '0006_brokered'),
        ('staff', '0005_positions'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.AddField(
            model_name='carrier',
            name='position',
            field=schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.position'),
        ),
        tenant_reference("Carrier", "position"),
        migrations.AddIndex(
            model_name='carrier',
            index=models.Index(condition=models.Q(('position__isnull', False), ('until_at__isnull', True)), fields=['tenant', 'position'], name='connections_carrier_position'),
        ),
    ]
