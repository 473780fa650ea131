from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0003_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="address_confirmed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="address confirmed at"),
        ),
    ]
