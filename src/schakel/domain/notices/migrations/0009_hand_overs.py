from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0004_closed'),
        ('notices', '0008_connection'),
        ('staff', '0005_positions'),
        ('tenancy', '0003_mail_route'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='notices_kind_known',
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('asked_to_carry', 'asked to be the contact person'), ('term_approaching', 'answer is due soon'), ('term_late', 'answer is late'), ('term_second_late', 'answer is very late'), ('new_contact', 'they wrote something'), ('wants_other_carrier', 'they want to speak to somebody else'), ('nobody_reachable', 'nobody can take this'), ('message_failed', 'a message did not arrive'), ('import_receipt', 'your file is in'), ('confidence_broken', 'somebody looked at this in confidence'), ('not_sent', 'a letter or call waits too long'), ('one_voice', 'somebody speaks for all of us'), ('draft_read', 'your text was read'), ('reader_silent', 'your reader did not react: you can send it'), ('answer_held', 'your text did not go out: look at it again'), ('question_answered', 'they answered what you asked'), ('task_asked', 'you are asked to do something'), ('task_due', 'something still has to be done'), ('promise_heard', 'a colleague wrote down what you promised'), ('promise_due', 'a promise is due'), ('mail_held', 'a mail waits to be placed'), ('mail_late', 'a mail waits too long'), ('mailed_draft', 'what you mailed waits as a draft'), ('mail_not_fetched', 'no mail comes in'), ('connection', 'a connection asks attention'), ('take_over', 'you are asked to take over a contact'), ('both_away', 'both contact persons will be away'), ('welcome_back', 'what happened while you were away'), ('anchoring', 'a network lacks somebody behind it')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['asked_to_carry', 'term_approaching', 'term_late', 'term_second_late', 'new_contact', 'wants_other_carrier', 'nobody_reachable', 'message_failed', 'import_receipt', 'confidence_broken', 'not_sent', 'one_voice', 'draft_read', 'reader_silent', 'answer_held', 'question_answered', 'task_asked', 'task_due', 'promise_heard', 'promise_due', 'mail_held', 'mail_late', 'mailed_draft', 'mail_not_fetched', 'connection', 'take_over', 'both_away', 'welcome_back', 'anchoring'])), name='notices_kind_known'),
        ),
    ]
