import django.contrib.postgres.fields
import django.db.models.deletion
import schakel.foundation.tenancy.models
from django.db import migrations, models

from schakel.foundation.tenancy.operations import tenant_table


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('connections', '0003_completion_reason'),
        ('contacts', '0003_taken_back'),
        ('files', '0001_initial'),
        ('matters', '0003_newest_of_an_area'),
        ('networks', '0003_reads_along'),
        ('parties', '0003_search'),
        ('schakel_messages', '0008_sheet'),
        ('staff', '0002_ended_by_groups'),
        ('tasks', '0006_meet'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidential', models.BooleanField(default=False)),
                ('door', models.CharField(choices=[('smtp', 'smtp'), ('lmtp', 'lmtp'), ('imap', 'imap'), ('command', 'command')], max_length=7)),
                ('envelope_from', models.CharField(blank=True, max_length=320)),
                ('envelope_to', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=320), blank=True, default=list, size=None)),
                ('client', models.CharField(blank=True, max_length=45)),
                ('arrived_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('kept', 'just came in'), ('held', 'waits to be placed'), ('added', 'added'), ('opened', 'new message'), ('recorded', 'only recorded'), ('duplicate', 'came twice'), ('set_aside', 'set aside')], default='kept', max_length=9)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('person', 'written by somebody'), ('list', 'by a mailing list'), ('absence', 'says that somebody is away'), ('automatic', 'sent by a machine'), ('bounced', 'a mail of ours did not arrive'), ('delayed', 'a mail of ours is under way for long'), ('delivered', 'a mail of ours arrived'), ('read', 'a mail of ours was opened'), ('complaint', 'somebody called a mail of ours spam')], default='person', max_length=9)),
                ('proof', models.CharField(choices=[('proven', 'sender proven'), ('unproven', 'sender not proven'), ('failed', 'says to be somebody else')], default='unproven', max_length=8)),
                ('why', models.CharField(blank=True, choices=[('unreadable', 'Schakel cannot read this mail.'), ('too_heavy', 'This mail is too large or too complicated to read.'), ('encrypted', 'This mail is encrypted.'), ('empty', 'There is nothing in this mail.'), ('no_sender', 'It does not say clearly who wrote this mail.'), ('sender_denied', 'The sender is probably not who they say.'), ('address_wrong', 'The address to which it was sent is not quite right.'), ('address_expired', 'It answers a mail of long ago, or of somebody else.'), ('addresses_differ', 'It was sent to two messages at once.'), ('matter_ended', 'It answers a message that was passed on or taken back.'), ('answers_ours', 'It answers a mail of ours, but not to its own address.'), ('from_list', 'It came by a mailing list.'), ('too_many', 'Many mails came from this address today.'), ('colleague_unproven', 'It says to be of a colleague, and nothing proves that.'), ('colleague_unclear', 'A colleague sent it. Whom it is about is not clear.'), ('refused', 'Schakel could not do with it what it asks.'), ('not_placed', 'Something went wrong when this mail was read.')], max_length=18)),
                ('message_id', models.CharField(blank=True, max_length=300)),
                ('identity', models.CharField(blank=True, max_length=64)),
                ('sender_address', models.CharField(blank=True, max_length=320)),
                ('sender_name', models.CharField(blank=True, max_length=200)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
                ('reply', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=5)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('colleague', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('contact', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.contactmoment')),
                ('matter', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('meant', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('network', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('ours', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schakel_messages.message')),
                ('owner', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('placed_by', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('raw', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='ArrivalFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidential', models.BooleanField(default=False)),
                ('name', models.CharField(max_length=200)),
                ('size', models.PositiveIntegerField()),
                ('untaken', models.CharField(blank=True, max_length=40)),
                ('arrival', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='arrivals.arrival')),
                ('file', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file')),
                ('matter', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='PlannedMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidential', models.BooleanField(default=False)),
                ('uid', models.CharField(max_length=64)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('connection', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='connections.connection')),
                ('contact', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.contactmoment')),
                ('matter', schakel.foundation.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('party', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('staff', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.staffmember')),
                ('task', schakel.foundation.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.task')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
        ),
        migrations.AddIndex(
            model_name='arrival',
            index=models.Index(condition=models.Q(('state', 'kept')), fields=['tenant', 'arrived_at'], name='arrivals_waiting'),
        ),
        migrations.AddIndex(
            model_name='arrival',
            index=models.Index(condition=models.Q(('state', 'held')), fields=['tenant', 'due_on', 'id'], name='arrivals_held'),
        ),
        migrations.AddIndex(
            model_name='arrival',
            index=models.Index(fields=['tenant', '-arrived_at', '-id'], name='arrivals_newest'),
        ),
        migrations.AddIndex(
            model_name='arrival',
            index=models.Index(fields=['tenant', 'matter', '-arrived_at'], name='arrivals_matter'),
        ),
        migrations.AddIndex(
            model_name='arrival',
            index=models.Index(fields=['tenant', 'contact'], name='arrivals_contact'),
        ),
        migrations.AddIndex(
            model_name='arrival',
            index=models.Index(fields=['tenant', 'sender_address', '-arrived_at'], name='arrivals_sender'),
        ),
        migrations.AddIndex(
            model_name='arrival',
            index=models.Index(fields=['tenant', 'ours'], name='arrivals_ours'),
        ),
        migrations.AddIndex(
            model_name='arrival',
            index=models.Index(condition=models.Q(('door', 'imap')), fields=['tenant', 'client'], name='arrivals_fetched'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('identity', ''), _negated=True), models.Q(('state', 'duplicate'), _negated=True)), fields=('tenant', 'identity'), name='arrivals_same_once'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['kept', 'held', 'added', 'opened', 'recorded', 'duplicate', 'set_aside'])), name='arrivals_state_known'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['kept', 'held'])), models.Q(models.Q(('state__in', ['kept', 'held']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='arrivals_end_has_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), models.Q(('due_on__isnull', False), ('owner__isnull', False), models.Q(('why', ''), _negated=True)), _connector='OR'), name='arrivals_held_has_owner_and_date'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(('matter__isnull', False), ('confidential', False), _connector='OR'), name='arrivals_confidential_by_matter'),
        ),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'opened'), _negated=True), ('matter__isnull', False), _connector='OR'), name='arrivals_opened_is_a_matter'),
        ),
        migrations.AddIndex(
            model_name='arrivalfile',
            index=models.Index(fields=['tenant', 'arrival'], name='arrivals_file_arrival'),
        ),
        migrations.AddConstraint(
            model_name='arrivalfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', False), ('untaken', '')), models.Q(('file__isnull', True), models.Q(('untaken', ''), _negated=True)), _connector='OR'), name='arrivals_file_taken_or_not'),
        ),
        migrations.AddConstraint(
            model_name='arrivalfile',
            constraint=models.CheckConstraint(condition=models.Q(('matter__isnull', False), ('confidential', False), _connector='OR'), name='arrivals_file_confidential_by_matter'),
        ),
        migrations.AddIndex(
            model_name='plannedmeeting',
            index=models.Index(fields=['tenant', 'task'], name='arrivals_meeting_task'),
        ),
        migrations.AddConstraint(
            model_name='plannedmeeting',
            constraint=models.UniqueConstraint(fields=('tenant', 'uid', 'staff', 'party'), name='arrivals_meeting_once'),
        ),
        migrations.AddConstraint(
            model_name='plannedmeeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gte', models.F('starts_at'))), name='arrivals_meeting_ends_later'),
        ),
        migrations.AddConstraint(
            model_name='plannedmeeting',
            constraint=models.CheckConstraint(condition=models.Q(('matter__isnull', False), ('confidential', False), _connector='OR'), name='arrivals_meeting_confidential_by_matter'),
        ),
        tenant_table("Arrival", matter="matter_id"),
        tenant_table("ArrivalFile", matter="matter_id"),
        tenant_table("PlannedMeeting", matter="matter_id"),
    ]
