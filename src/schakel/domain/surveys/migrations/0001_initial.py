import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("connections", "0001_initial"),
        ("matters", "0001_initial"),
        ("parties", "0001_initial"),
        ("tenancy", "0001_tenant"),
    ]

    operations = [
        migrations.CreateModel(
            name='Asked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidential', models.BooleanField(default=False)),
                ('way', models.CharField(choices=[('mail', 'mail')], max_length=6)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('connection', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='connections.connection')),
                ('matter', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('party', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'party', '-asked_at'], name='surveys_asked_party'), models.Index(fields=['tenant', 'connection', '-asked_at'], name='surveys_asked_connection')],
                'constraints': [models.CheckConstraint(condition=models.Q(('way__in', ['mail'])), name='surveys_asked_way_known'), models.CheckConstraint(condition=models.Q(('matter__isnull', False), ('confidential', False), _connector='OR'), name='surveys_asked_confidential_by_matter')],
            },
        ),
        migrations.CreateModel(
            name='SaidWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidential', models.BooleanField(default=False)),
                ('word', models.CharField(choices=[('good', 'it goes well'), ('could_be_better', 'it could be better'), ('does_not_go', 'it does not go')], max_length=15)),
                ('own_words', models.TextField(blank=True, db_default='', max_length=2000)),
                ('given_at', models.DateTimeField()),
                ('connection', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='connections.connection')),
                ('matter', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('party', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'connection', '-given_at', '-id'], name='surveys_word_connection'), models.Index(fields=['tenant', 'matter', '-given_at'], name='surveys_word_matter'), models.Index(fields=['tenant', 'party', '-given_at'], name='surveys_word_party')],
                'constraints': [models.CheckConstraint(condition=models.Q(('word__in', ['good', 'could_be_better', 'does_not_go'])), name='surveys_word_known'), models.CheckConstraint(condition=models.Q(('matter__isnull', False), ('confidential', False), _connector='OR'), name='surveys_word_confidential_by_matter')],
            },
        ),
        tenant_table("SaidWord", matter="matter_id"),
        tenant_table("Asked", matter="matter_id"),
    ]
