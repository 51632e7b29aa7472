from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schakel_messages", "0011_word_asked"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailaccount",
            name="dkim_new_domain",
            field=models.CharField(blank=True, db_default="", default="", max_length=253),
        ),
        migrations.AddField(
            model_name="mailaccount",
            name="dkim_new_selector",
            field=models.CharField(blank=True, db_default="", default="", max_length=63),
        ),
        migrations.AddField(
            model_name="mailaccount",
            name="dkim_new_key",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="mailaccount",
            name="oauth_grant",
            field=models.CharField(
                choices=[
                    ("client_credentials", "client_credentials"),
                    ("refresh_token", "refresh_token"),
                    ("service_account", "service_account"),
                ],
                default="client_credentials",
                max_length=20,
            ),
        ),
        migrations.RemoveConstraint(
            model_name="mailaccount",
            name="messages_mailaccount_grant_known",
        ),
        migrations.AddConstraint(
            model_name="mailaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "oauth_grant__in",
                        ["client_credentials", "refresh_token", "service_account"],
                    )
                ),
                name="messages_mailaccount_grant_known",
            ),
        ),
    ]
