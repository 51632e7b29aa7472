from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schakel_messages", "0013_spokesperson_asked"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "receipt"),
                    ("answer", "answer"),
                    ("interim", "interim"),
                    ("suspended", "suspended"),
                    ("resumed", "resumed"),
                    ("extended", "extended"),
                    ("new_carrier", "new_carrier"),
                    ("passed_on", "passed_on"),
                    ("was_heard", "was_heard"),
                    ("page_code", "page_code"),
                    ("page_link", "page_link"),
                    ("publication_asked", "publication_asked"),
                    ("introduction_asked", "introduction_asked"),
                    ("introduced", "introduced"),
                    ("follower_asks", "follower_asks"),
                    ("keep_asked", "keep_asked"),
                    ("promise_changed", "promise_changed"),
                    ("word_asked", "word_asked"),
                    ("spokesperson_asked", "spokesperson_asked"),
                    ("successor", "successor"),
                    ("notice", "notice"),
                    ("sheet", "sheet"),
                ],
                max_length=20,
            ),
        ),
    ]
