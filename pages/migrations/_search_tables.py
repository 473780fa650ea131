"""The search index itself, which no model describes; no migration, but part of 0006 and of the one that replaces it."""

# As pages/search/postgresql.py and pages/search/sqlite.py read it.
CREATE = {
    "postgresql": [
        "ALTER TABLE pages_searchdocument ADD COLUMN search_vector tsvector, ADD COLUMN rank_vector tsvector",
        "ALTER TABLE pages_searchdocument SET (toast_tuple_target = 128)",
        "CREATE INDEX search_document_vector ON pages_searchdocument"
        " USING gin (search_vector) WITH (fastupdate = off)",
    ],
    "sqlite": [
        "CREATE VIRTUAL TABLE pages_searchindex USING fts5"
        """(title, names, text, files, tokenize="unicode61 remove_diacritics 0 tokenchars '~'")"""
    ],
}
DROP = {
    "postgresql": ["ALTER TABLE pages_searchdocument DROP COLUMN search_vector, DROP COLUMN rank_vector"],
    "sqlite": ["DROP TABLE pages_searchindex"],
}


def create_index(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
