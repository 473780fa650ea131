from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0002_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscriberimport",
            name="roles",
            field=models.JSONField(default=list, editable=False),
        ),
    ]
