import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('matters', '0001_initial'),
        ('staff', '0001_initial'),
        ('tenancy', '0001_tenant'),
    ]

    operations = [
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidential', models.BooleanField(default=False)),
                ('brought_in', models.BooleanField(default=False)),
                ('since', models.DateTimeField()),
                ('progress', models.CharField(choices=[('not_asked', 'not_asked'), ('asked', 'asked'), ('yes', 'yes'), ('no', 'no')], default='not_asked', max_length=10)),
                ('name', models.CharField(choices=[('not_asked', 'not_asked'), ('asked', 'asked'), ('yes', 'yes'), ('no', 'no')], default='not_asked', max_length=10)),
                ('matter', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('staff', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'staff', '-since', '-id'], name='followers_of_staff'), models.Index(fields=['tenant', 'matter'], name='followers_of_matter')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'matter', 'staff'), name='followers_follower_once'), models.CheckConstraint(condition=models.Q(('progress__in', ['not_asked', 'asked', 'yes', 'no']), ('name__in', ['not_asked', 'asked', 'yes', 'no'])), name='followers_answer_known'), models.CheckConstraint(condition=models.Q(('confidential', False)), name='followers_nothing_confided_is_followed')],
            },
        ),
        tenant_table("Follower", matter="matter_id"),
    ]
