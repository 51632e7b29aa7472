from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_connections'),
        ('matters', '0004_closed'),
        ('staff', '0005_positions'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='actionlink',
            name='access_actionlink_action_known',
        ),
        migrations.AlterField(
            model_name='actionlink',
            name='action',
            field=models.CharField(choices=[('accept', 'accept'), ('answer', 'answer'), ('called', 'called'), ('call_soon', 'call_soon'), ('fewer_mails', 'fewer_mails'), ('finish', 'finish'), ('hand_over', 'hand_over'), ('keep', 'keep'), ('met', 'met'), ('posted', 'posted'), ('read', 'read'), ('repair', 'repair'), ('rest', 'rest'), ('spoke', 'spoke'), ('take_over', 'take_over'), ('confirm_backing', 'confirm_backing')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='actionlink',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['accept', 'answer', 'called', 'call_soon', 'fewer_mails', 'finish', 'hand_over', 'keep', 'met', 'posted', 'read', 'repair', 'rest', 'spoke', 'take_over', 'confirm_backing'])), name='access_actionlink_action_known'),
        ),
    ]
