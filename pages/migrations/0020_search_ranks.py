from django.db import migrations

# What ranking reads of a document, in rows that are narrow and whole: pages/search/impacts.py says what is in a
# `packed`. They are made of the vectors that ranking read before.
CREATE = [
    "CREATE TABLE pages_searchrank (document_id bigint PRIMARY KEY, page_id integer, title_terms text NOT NULL,"
    " packed bytea NOT NULL)",
    # In the row, unless it is longer than a page; most of it are hashes, which cannot be compressed.
    "ALTER TABLE pages_searchrank SET (toast_tuple_target = 8160)",
    "ALTER TABLE pages_searchrank ALTER packed SET STORAGE EXTERNAL",
    r"""
    INSERT INTO pages_searchrank
    SELECT d.id, d.page_id, d.title_terms, coalesce((
        SELECT substring(int4send(sum(cardinality(v.positions))::int) FROM 3) || '\x0000'
            || string_agg(substring(decode(md5(v.lexeme), 'hex') FOR 4) || set_byte(
                '\x00', 0, least(cardinality(array_positions(v.weights, 'A')), 3) * 64
                + least(cardinality(array_positions(v.weights, 'B')), 3) * 16
                + least(cardinality(array_positions(v.weights, 'C')), 15)
            ), '')
        FROM unnest(d.rank_vector) AS v
    ), '\x00000000')
    FROM pages_searchdocument d ORDER BY d.id
    """,
    "ALTER TABLE pages_searchdocument DROP COLUMN rank_vector",
]


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in CREATE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    """Without what ranking read before, documents are found and ranked by their titles until they are written again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TABLE pages_searchrank")
        schema_editor.execute("ALTER TABLE pages_searchdocument ADD COLUMN rank_vector tsvector")


class Migration(migrations.Migration):

    dependencies = [("pages", "0019_index_moments")]

    operations = [migrations.RunPython(create, drop)]
