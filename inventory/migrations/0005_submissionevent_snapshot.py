from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0004_submission_address_confirmed_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="submissionevent",
            name="snapshot",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
    ]
