from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schakel_messages", "0003_introductions"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="message", name="messages_state_known"),
        migrations.RemoveConstraint(model_name="message", name="messages_end_state_has_a_moment"),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "waits to be sent"),
                    ("handing_over", "is being handed over"),
                    ("sent", "sent"),
                    ("uncertain", "perhaps sent"),
                    ("failed", "not sent"),
                    ("printed", "printed, not posted yet"),
                    ("posted", "posted"),
                    ("returned", "came back"),
                    ("spoken", "spoken"),
                    ("not_reached", "not reached"),
                    ("dropped", "not needed any more"),
                ],
                default="queued",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="to_address",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["queued", "printed"]), ("way__in", ["letter", "call"])
                ),
                fields=["tenant", "created_at", "id"],
                name="messages_by_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "queued",
                            "handing_over",
                            "sent",
                            "uncertain",
                            "failed",
                            "printed",
                            "posted",
                            "returned",
                            "spoken",
                            "not_reached",
                            "dropped",
                        ],
                    )
                ),
                name="messages_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True),
                        ("state__in", ["handing_over", "printed", "queued"]),
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        (
                            "state__in",
                            [
                                "dropped",
                                "failed",
                                "not_reached",
                                "posted",
                                "returned",
                                "sent",
                                "spoken",
                                "uncertain",
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="messages_end_state_has_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["failed", "handing_over", "queued", "sent", "uncertain"]),
                        ("way", "email"),
                    ),
                    models.Q(
                        ("state__in", ["dropped", "posted", "printed", "queued", "returned"]),
                        ("way", "letter"),
                    ),
                    models.Q(
                        ("state__in", ["dropped", "not_reached", "queued", "spoken"]),
                        ("way", "call"),
                    ),
                    _connector="OR",
                ),
                name="messages_state_of_its_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["posted", "printed", "returned"]), _negated=True),
                    ("handing_over_at__isnull", False),
                    _connector="OR",
                ),
                name="messages_posted_was_printed",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "not_reached"), _negated=True),
                    ("attempts__gte", 3),
                    _connector="OR",
                ),
                name="messages_not_reached_was_tried",
            ),
        ),
    ]
