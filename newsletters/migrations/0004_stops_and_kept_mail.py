import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0003_import_columns"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reply", "from a person"),
                            ("automatic", "automatic answer"),
                            ("report", "report that was not understood, or about a mail that we do not know"),
                            ("broken", "could not be read"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("subject", models.CharField(blank=True, editable=False, max_length=200, verbose_name="subject")),
                ("sent_at", models.DateTimeField(editable=False, null=True, verbose_name="sent on")),
                (
                    "found_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="found on"
                    ),
                ),
                ("handled_at", models.DateTimeField(editable=False, null=True, verbose_name="handled on")),
            ],
            options={
                "verbose_name": "kept mail",
                "verbose_name_plural": "kept mails",
                "ordering": ["-found_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="failed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="stopped_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="stopped on"),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="stopped_for",
            field=models.CharField(
                blank=True, editable=False, max_length=200, verbose_name="answer of the mail server"
            ),
        ),
    ]
