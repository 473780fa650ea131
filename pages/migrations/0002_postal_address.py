from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="postal_address",
            field=models.CharField(
                blank=True,
                help_text="On one line. It stands below every mail.",
                max_length=200,
                verbose_name="postal address",
            ),
        ),
    ]
