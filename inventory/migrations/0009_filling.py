from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0008_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="receipt_due_at",
            field=models.DateTimeField(blank=True, db_index=True, editable=False, null=True),
        ),
    ]
