from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schakel_messages", "0009_promise_changed"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailaccount",
            name="fetched_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="mailaccount",
            name="came_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="mailaccount",
            name="came_count",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="mailaccount",
            name="fetch_fault",
            field=models.CharField(
                blank=True,
                choices=[
                    ("certificate_not_valid", "certificate_not_valid"),
                    ("folder_missing", "folder_missing"),
                    ("host_not_allowed", "host_not_allowed"),
                    ("line_broke", "line_broke"),
                    ("login_refused", "login_refused"),
                    ("no_answer", "no_answer"),
                    ("secret_unreadable", "secret_unreadable"),
                    ("token_host_not_allowed", "token_host_not_allowed"),
                    ("token_refused", "token_refused"),
                    ("token_unreachable", "token_unreachable"),
                ],
                db_default="",
                default="",
                max_length=24,
            ),
        ),
        migrations.AddField(
            model_name="mailaccount",
            name="fetch_fails_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="mailaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("fetch_fails_since__isnull", True), ("fetch_fault", ""))
                | models.Q(
                    ("fetch_fails_since__isnull", False),
                    (
                        "fetch_fault__in",
                        [
                            "certificate_not_valid",
                            "folder_missing",
                            "host_not_allowed",
                            "line_broke",
                            "login_refused",
                            "no_answer",
                            "secret_unreadable",
                            "token_host_not_allowed",
                            "token_refused",
                            "token_unreachable",
                        ],
                    ),
                ),
                name="messages_mailaccount_fails_since_a_moment",
            ),
        ),
    ]
