from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('connections', '0007_positions'),
        ('matters', '0004_closed'),
        ('schakel_messages', '0012_signing_key'),
        ('staff', '0005_positions'),
        ('tasks', '0006_meet'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='task',
            name='tasks_kind_known',
        ),
        migrations.AlterField(
            model_name='task',
            name='kind',
            field=models.CharField(choices=[('carry', 'be the contact person'), ('follow_up', 'follow up'), ('call', 'call'), ('send_letter', 'send a letter'), ('ask_whether_heard', 'ask whether they were heard'), ('other_carrier', 'find another contact person'), ('introduce', 'introduce them to people with a like idea'), ('read_along', 'read along with an answer'), ('review_rights', 'look at the rights of colleagues'), ('speak_for_us', 'answer for all of us'), ('meet', 'say whether you met'), ('introduce_successor', 'introduce who takes over'), ('seek_carrier', 'find somebody who takes over'), ('last_word', 'write a last word for who comes after you'), ('confirm_backing', 'say whether you still stand behind it'), ('look_after', 'look whether a colleague is all right')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['carry', 'follow_up', 'call', 'send_letter', 'ask_whether_heard', 'other_carrier', 'introduce', 'read_along', 'speak_for_us', 'review_rights', 'meet', 'introduce_successor', 'seek_carrier', 'last_word', 'confirm_backing', 'look_after'])), name='tasks_kind_known'),
        ),
    ]
