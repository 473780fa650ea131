from django.db import migrations

# What ranking reads of a document, in rows that are narrow and whole: pages/search/impacts.py says what is in a
# `packed`. They are made of the vectors that ranking read before.
CREATE = [
    "CREATE TABLE pages_searchrank (document_id bigint PRIMARY KEY, page_id integer, length integer NOT NULL,"
    " title_terms text NOT NULL, packed bytea[] NOT NULL)",
    # In the row, unless it is longer than a page; most of it are hashes, which cannot be compressed.
    "ALTER TABLE pages_searchrank SET (toast_tuple_target = 8160)",
    "ALTER TABLE pages_searchrank ALTER packed SET STORAGE EXTERNAL",
    r"""
    INSERT INTO pages_searchrank (document_id, page_id, title_terms, length, packed)
    SELECT d.id, d.page_id, d.title_terms,
        (SELECT coalesce(sum(cardinality(v.positions)), 0) FROM unnest(d.rank_vector) AS v),
        ARRAY(
            SELECT '\x00000000'::bytea || string_agg(e.entry, '') FROM (
                SELECT bucket, ''::bytea AS entry FROM generate_series(0, 15) AS bucket
                UNION ALL
                SELECT get_byte(w.hash, 0) & 15, substring(w.hash FROM 2 FOR 4) || set_byte(
                    '\x00', 0, least(cardinality(array_positions(w.weights, 'A')), 3) * 64
                    + least(cardinality(array_positions(w.weights, 'B')), 3) * 16
                    + least(cardinality(array_positions(w.weights, 'C')), 15)
                )
                FROM (SELECT decode(md5(v.lexeme), 'hex') AS hash, v.weights FROM unnest(d.rank_vector) AS v) w
            ) e
            GROUP BY e.bucket ORDER BY e.bucket
        )
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
