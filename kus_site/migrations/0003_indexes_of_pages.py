"""Indexes on Wagtail's table of pages, without which the explorer, the choosers and the dashboard read all of it."""

from django.db import migrations

# Children by their place; the newest changes; what waits to be published.
INDEXES = {
    "kus_pages_by_depth": "(depth, path)",
    "kus_pages_by_change": "(latest_revision_created_at {nulls_first})",
    "kus_pages_with_changes": "(latest_revision_created_at) WHERE has_unpublished_changes",
}


def create(apps, schema_editor):
    # SQLite puts NULL first by itself, and refuses the words.
    nulls_first = "NULLS FIRST" if schema_editor.connection.vendor == "postgresql" else ""
    for name, columns in INDEXES.items():
        columns = columns.format(nulls_first=nulls_first)
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON wagtailcore_page {columns}")


def drop(apps, schema_editor):
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("kus_site", "0002_content_key_is_example"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(create, drop)]
