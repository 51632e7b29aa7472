from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("terms", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="term",
            name="runs_elsewhere",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("runs_elsewhere", False),
                    models.Q(("extended_by__isnull", True), ("suspended_from__isnull", True)),
                    _connector="OR",
                ),
                name="terms_elsewhere_is_not_moved_here",
            ),
        ),
    ]
