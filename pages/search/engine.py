"""The index of the database in use: PostgreSQL's or SQLite's, with the same functions."""

from django.db import connection

from pages.search import postgresql, sqlite


def engine():
    """Return the module of the engine: pages.search.postgresql or pages.search.sqlite.

    Both have store(drafts), forget(keys), count_words(rows) and find(question, scope, most).
    """
    return postgresql if connection.vendor == "postgresql" else sqlite
