from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0003_sheets_are_looked_at"),
    ]

    operations = [
        migrations.AlterField(
            model_name="viewing",
            name="subject",
            field=models.CharField(
                choices=[
                    ("matter", "the matter"),
                    ("party", "who came with it"),
                    ("connection", "the connection"),
                    ("initiative", "the initiative"),
                    ("attachment", "a file"),
                    ("message", "a message"),
                    ("list", "a list"),
                    ("area", "the sheet of a neighbourhood"),
                    ("sheet", "a sheet about words that they typed"),
                    ("mail", "a mail that came in"),
                ],
                max_length=10,
            ),
        ),
    ]
