"""Indexes for what waits for editors, without which the first screen of the admin reads all records."""

from django.db import migrations

WITHOUT_SUMMARY = {
    "kus_publications_no_summary": "publications_publicationpage",
    "kus_events_no_summary": "events_eventpage",
    "kus_projects_no_summary": "inventory_projectpage",
}


def create(apps, schema_editor):
    # SQLite puts NULL first by itself, and refuses the words.
    nulls_first = "NULLS FIRST" if schema_editor.connection.vendor == "postgresql" else ""
    for name, table in WITHOUT_SUMMARY.items():
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} (page_ptr_id) WHERE summary = ''")
    schema_editor.execute(
        "CREATE INDEX IF NOT EXISTS kus_projects_by_confirmation"
        f" ON inventory_projectpage (confirmed_on {nulls_first}, page_ptr_id)"
    )


def drop(apps, schema_editor):
    for name in [*WITHOUT_SUMMARY, "kus_projects_by_confirmation"]:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("kus_site", "0003_indexes_of_pages"),
        ("publications", "0011_about_these_data"),
        ("events", "0011_registrations_without_address"),
        ("inventory", "0008_status_not_given"),
    ]

    operations = [migrations.RunPython(create, drop)]
