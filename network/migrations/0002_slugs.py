from django.db import migrations, models


def fill(apps, schema_editor):
    for name in ("Organisation", "Person"):
        for row in apps.get_model("network", name).objects.all():
            row.slug = f"tijdelijk-{row.pk}"
            row.save()


FIELD = dict(blank=True, help_text="Leave empty to make it from the name.", max_length=100, verbose_name="short name for addresses")


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]
    operations = [
        migrations.AddField("organisation", "slug", models.SlugField(default="", **FIELD), preserve_default=False),
        migrations.AddField("person", "slug", models.SlugField(default="", **FIELD), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("organisation", "slug", models.SlugField(unique=True, **FIELD)),
        migrations.AlterField("person", "slug", models.SlugField(unique=True, **FIELD)),
        migrations.AlterField("municipality", "slug", models.SlugField(unique=True, **FIELD)),
    ]
