from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('health', '0004_who_is_gone'),
    ]

    operations = [
        migrations.AlterField(
            model_name='break',
            name='signal',
            field=models.CharField(choices=[('unanswered', 'they wait longer than the term'), ('promise', 'what we promised was not done in time'), ('their_word', 'what they say of it'), ('carrier', 'who carries it'), ('repeated', 'they had to ask again'), ('reach', 'we cannot reach them'), ('silence', 'not spoken for long'), ('anchoring', 'who stands behind it')], max_length=10),
        ),
        migrations.AlterField(
            model_name='standing',
            name='signal',
            field=models.CharField(blank=True, choices=[('unanswered', 'they wait longer than the term'), ('promise', 'what we promised was not done in time'), ('their_word', 'what they say of it'), ('carrier', 'who carries it'), ('repeated', 'they had to ask again'), ('reach', 'we cannot reach them'), ('silence', 'not spoken for long'), ('anchoring', 'who stands behind it')], max_length=10),
        ),
    ]
