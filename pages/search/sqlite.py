"""The index on SQLite: an FTS5 table with a column for each part of a document; ranks by FTS5's own bm25().

A column has the first lexeme of every word in order, for phrases, and after a mark all others: FTS5 cannot give one
place to several words without a tokeniser in C.
"""

from django.db import connection

from pages.record_index.bitmaps import BitMap
from pages.search import ranking

TABLE = "pages_searchindex"
COLUMNS = ("title", "names", "text", "files")
WEIGHTS = (8.0, 3.0, 1.0, 0.2)
# Stands between the words in order and the other lexemes, so that no phrase reaches over it.
MARK = "~~"


def store(drafts):
    """Write the index of documents that have a row."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT OR REPLACE INTO {TABLE} (rowid, {', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s, %s)",  # noqa: S608
            [(draft.row.pk, *map(column, draft.parts)) for draft in drafts],
        )


def column(words):
    """Return the text of a column from the lexemes of its words (a list of tuples)."""
    first = " ".join(lexemes[0] for lexemes in words if lexemes)
    others = " ".join(lexeme for lexemes in words for lexeme in lexemes[1:])
    return f"{first} {MARK} {others}"


def forget(keys):
    """Remove the index of the documents with these primary keys."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(key,) for key in keys])  # noqa: S608


def count_words(rows):
    """Add to the counts of words: rows of (word, the same reversed, spelling, difference), sorted by word."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO pages_searchword (word, reversed, spelling, documents) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (word) DO UPDATE SET documents = documents + excluded.documents",
            rows,
        )


def match(alternatives):
    """Return the text of an FTS5 query that any of the Alternatives answers."""
    return " OR ".join(f"({_one(found)})" for found in alternatives)


def _one(alternative):
    if alternative.is_phrase:
        # The first of the lexemes stands in order; FTS5 takes no alternatives within a phrase.
        return '"' + " ".join(choice[0] for choice in alternative.all_of) + '"'
    choices = [" OR ".join(f'"{lexeme}"' for lexeme in choice) for choice in alternative.all_of]
    return " AND ".join(f"({choice})" for choice in choices)


def find(question, scope, most):
    """Return what a ranking.Question finds within a Scope, as a ranking.Found: of pages and of others the newest `most`
    that the Scope chooses.
    """
    joined = (" AND " if question.is_all else " OR ").join(f"({match(group)})" for group in question.groups)
    if question.excluded:
        joined = f"({joined}) NOT ({match(question.excluded)})"
    condition, parameters = scope.condition()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.id, d.page_id, d.day, d.title_terms, d.kind FROM {TABLE} f"  # noqa: S608
            f" JOIN pages_searchdocument d ON d.id = f.rowid WHERE f.{TABLE} MATCH %s AND {condition}"
            " ORDER BY d.day DESC NULLS LAST, d.id DESC",
            [joined, *parameters],
        )
        rows = cursor.fetchall()
        pages = {}
        for _pk, page, _day, _title, kind in rows:
            if page:
                pages.setdefault(kind, []).append(page)
        chosen = [row for row in rows if row[1] and _is_chosen(scope, row)][:most]
        chosen += [row for row in rows if not row[1]][:most]
        ranks = _ranks(cursor, question) if chosen else {}
    nothing = (0.0,) * (2 * len(question.groups))
    candidates = [
        ranking.Candidate(pk, page, (str(day or ""), pk), title, ranks.get(pk, nothing))
        for pk, page, day, title, _kind in chosen
    ]
    return ranking.Found.of(candidates, {kind: BitMap(keys) for kind, keys in pages.items()})


def _is_chosen(scope, row):
    _pk, page, _day, _title, kind = row
    return (not scope.kinds or kind in scope.kinds) and (scope.within is None or page in scope.within)


def _ranks(cursor, question):
    """Return {document's primary key: relevance by both halves of each group, 0 to 1 each} in one statement."""
    halves = [half for group in question.groups for half in ranking.halves(group)]
    weights = ", ".join(map(str, WEIGHTS))
    selects, parameters = [], []
    for number, half in enumerate(halves):
        if half:
            selects.append(f"SELECT {number}, rowid, bm25({TABLE}, {weights}) FROM {TABLE} WHERE {TABLE} MATCH %s")  # noqa: S608
            parameters.append(match(half))
    cursor.execute(" UNION ALL ".join(selects), parameters)
    ranks, best = {}, {}
    for number, key, score in cursor.fetchall():
        ranks.setdefault(key, [0.0] * len(halves))[number] = -score
        best[number] = max(best.get(number, 0.0), -score)
    for values in ranks.values():
        for number, value in enumerate(values):
            values[number] = value / best[number] if best.get(number) else 0.0
    return ranks
