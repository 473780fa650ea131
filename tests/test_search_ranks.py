"""How much of a document is about a word: what PostgreSQL ranks by, and what comes first of it."""

import importlib

import pytest
from django.db import connection

from pages.fuzzy_date import parse
from pages.models import ArticleIndexPage, SearchDocument
from pages.search import impacts
from tests.search_samples import RARE, search, titles, write_article, write_dated

ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite ranks by FTS5")
READ = "SELECT document_id, page_id, title_terms, length, packed FROM pages_searchrank ORDER BY document_id"
PLAIN = """
SELECT id FROM pages_searchdocument
WHERE search_vector = ts_filter(search_vector, '{a,b,c}') AND length(text) < 5000
"""
OLD = """
ALTER TABLE pages_searchdocument ADD COLUMN rank_vector tsvector;
UPDATE pages_searchdocument SET rank_vector = ts_filter(search_vector, '{a,b,c}');
DROP TABLE pages_searchrank
"""


@pytest.fixture
def news(home):
    """The Dutch news overview."""
    return ArticleIndexPage.objects.child_of(home).get()


def read_ranks():
    """Return {document: (page, title_terms, length, sorted entries of each bucket)} of all documents with a row."""
    with connection.cursor() as cursor:
        cursor.execute(READ)
        return {document: (*row, [entries(bytes(each)) for each in packed]) for document, *row, packed in cursor}


def entries(bucket):
    """Return the five bytes of each lexeme of a bucket, sorted."""
    assert bucket.startswith(impacts.PADDING)
    return sorted(bucket[place : place + 5] for place in range(len(impacts.PADDING), len(bucket), 5))


def impact_of(length, packed, lexeme):
    """Return what PostgreSQL's own look-up of a lexeme in packed bytes is worth."""
    bucket, key = impacts.key(lexeme)
    found = packed[bucket - 1]
    return impacts.IMPACTS[found[found.find(key) + len(impacts.PADDING)]] / impacts.length_norm(length)


def test_a_lexeme_weighs_by_where_it_stands_and_how_often():
    packed = impacts.pack([[("ree",)], [("das",)], [("das",), ("mol", "~bol"), ("mol",)]])
    ree, das, mol, bol = (impact_of(*packed, lexeme) for lexeme in ("ree", "das", "mol", "~bol"))
    assert ree > das > mol > bol > 0
    assert impact_of(*packed, "uil") == 0


def test_a_long_document_is_about_each_of_its_words_for_less():
    short, long = (impacts.pack([[], [], [("das",), *[(f"w{number}",) for number in range(more)]]]) for more in (1, 50))
    assert impact_of(*short, "das") > impact_of(*long, "das") > 0


def test_a_document_without_words_answers_nothing():
    assert impact_of(*impacts.pack([[], [], []]), "das") == 0


def test_what_counts_of_a_lexeme_ends_somewhere():
    words = [("das",)] * 70_000
    assert impact_of(*impacts.pack([words, words, words]), "das") < 2


@ON_POSTGRESQL
def test_ranks_are_as_those_of_postgresql(news):
    page = write_article(news, "Ree en das", summary="De das en de mol", body="De das ziet de mol en de uil. " * 3)
    document = SearchDocument.objects.get(page=page)
    _page, _title, length, packed = read_ranks()[document.pk]
    packed = [impacts.PADDING + b"".join(bucket) for bucket in packed]
    for lexeme in ("ree", "das", "mol", "uil"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ts_rank('{0.02, 0.15, 0.35, 1.0}', search_vector, %s::tsquery, 1)"
                " FROM pages_searchdocument WHERE id = %s",
                [f"'{lexeme}'", document.pk],
            )
            assert impact_of(length, packed, lexeme) / 1.64493 == pytest.approx(cursor.fetchone()[0], rel=1e-3)


@ON_POSTGRESQL
def test_ranks_go_with_their_documents(news):
    page = write_article(news, "Ree en das")
    document = SearchDocument.objects.get(page=page).pk
    assert document in read_ranks()
    page.unpublish()
    assert document not in read_ranks()


@ON_POSTGRESQL
def test_the_migration_makes_the_ranks_of_a_site_that_has_documents(db):
    migration = importlib.import_module("pages.migrations.0020_search_ranks")
    with connection.cursor() as cursor:
        # Documents without files and without the end of a long text, which were left out of ranking.
        cursor.execute(PLAIN)
        plain = {pk for (pk,) in cursor.fetchall()}
        expected = read_ranks()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(OLD)
        with connection.schema_editor() as editor:
            migration.create(None, editor)
    made = read_ranks()
    assert made.keys() == expected.keys()
    assert {pk: made[pk] for pk in plain} == {pk: expected[pk] for pk in plain}
    assert len(plain) > 10


@pytest.mark.engine
def test_a_title_that_answers_is_ranked_however_many_newer_pages_match(news):
    write_article(news, f"{RARE} toen", summary=f"{RARE} en {RARE}", date=parse("2011"))
    write_article(news, f"{RARE} later", body=" ".join(f"woord{number}" for number in range(400)), date=parse("2012"))
    write_dated(news)
    found = titles(search(RARE))
    assert found[:2] == [f"{RARE} toen", f"{RARE} later"]
    assert len(found) == 11


@pytest.mark.engine
def test_the_word_itself_is_ranked_however_many_newer_pages_have_it_as_a_part(news):
    for year in range(2011, 2016):
        write_article(
            news, f"Artikel van {year}", body="De grutto" if year == 2012 else "De gruttonesten", date=parse(str(year))
        )
    assert titles(search("grutto")) == [f"Artikel van {year}" for year in (2012, 2015, 2014, 2013, 2011)]
