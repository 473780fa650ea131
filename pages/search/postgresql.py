"""The index on PostgreSQL: two tsvectors on each document, made here lexeme by lexeme.

`search_vector` has everything and a GIN index, and is matched; `rank_vector` leaves out files and the end of long
texts, so that ranking a thousand candidates reads little. Weights: A title, B names, C text, D files.
"""

import json
import sys
from array import array

from django.db import connection

from pages.record_index.bitmaps import BitMap
from pages.search import ranking

# tsvector: positions end at 16383, a vector at 1 MB, and a lexeme keeps 256 positions (PostgreSQL, 12.2 and 8.11.1).
LAST_POSITION = 16_383
MOST_POSITIONS = 16
LARGEST_VECTOR = 900_000  # bytes
LETTERS = "ABCD"
WEIGHTS = "{0.02, 0.15, 0.35, 1.0}"  # D, C, B, A


def store(drafts):
    """Write the vectors of documents that have a row, where they change: each lexeme costs a write to the GIN index."""
    from pages.search.documents import WORDS_RANKED

    rows = []
    for draft in drafts:
        title, names, text, files = draft.parts
        is_short = not files and len(text) <= WORDS_RANKED
        ranked = None if is_short else vector([title, names, text[:WORDS_RANKED], []])
        rows.append((draft.row.pk, vector(draft.parts), ranked))
    # JSON, as psycopg takes long over a list of long texts.
    statement = (
        "WITH v AS MATERIALIZED (SELECT (v->>0)::bigint AS id, (v->>1)::tsvector AS whole,"
        " coalesce(v->>2, v->>1)::tsvector AS ranked FROM jsonb_array_elements(%s::jsonb) v)"
        " UPDATE pages_searchdocument d SET search_vector = v.whole, rank_vector = v.ranked FROM v"
        " WHERE d.id = v.id AND (d.search_vector, d.rank_vector) IS DISTINCT FROM (v.whole, v.ranked)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, ensure_ascii=False)])


def vector(parts):
    """Return the text of a tsvector from the lexemes of the four parts (lists of tuples)."""
    positions, position, size = {}, 0, 0
    for letter, words in zip(LETTERS, parts, strict=True):
        for lexemes in words:
            position = min(position + 1, LAST_POSITION)
            for lexeme in lexemes:
                known = positions.get(lexeme)
                if known is None:
                    size += 4 * len(lexeme) + 8
                    if size > LARGEST_VECTOR:
                        continue
                    known = positions[lexeme] = []
                if len(known) < MOST_POSITIONS:
                    size += 2
                    known.append(f"{position}{letter}")
        # A phrase does not reach from one part into the next.
        position = min(position + 10, LAST_POSITION)
    return " ".join(f"'{lexeme}':{','.join(found)}" for lexeme, found in positions.items())


def forget(keys):
    """Do nothing: the vectors go with the rows."""


def count_words(rows):
    """Add to the counts of words: rows of (word, the same reversed, spelling, difference), sorted by word."""
    if not rows:
        return
    statement = (
        "INSERT INTO pages_searchword (word, reversed, spelling, documents)"
        " SELECT r->>0, r->>1, r->>2, (r->>3)::int FROM jsonb_array_elements(%s::jsonb) r"
        " ON CONFLICT (word) DO UPDATE SET documents = pages_searchword.documents + excluded.documents"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, ensure_ascii=False)])


def tsquery(alternatives):
    """Return the text of a tsquery that any of the Alternatives answers."""
    return " | ".join(f"({_one(found)})" for found in alternatives)


def _one(alternative):
    choices = [" | ".join(f"'{lexeme}'" for lexeme in choice) for choice in alternative.all_of]
    return (" <-> " if alternative.is_phrase else " & ").join(f"({choice})" for choice in choices)


def find(question, scope, most):
    """Return (Candidates, {kind: BitMap of all pages that match}) for a ranking.Question within a Scope.

    The candidates are the newest `most` of those that the Scope chooses.
    """
    joined = (" & " if question.is_all else " | ").join(f"({tsquery(group)})" for group in question.groups)
    if question.excluded:
        joined = f"({joined}) & !({tsquery(question.excluded)})"
    condition, parameters = scope.condition()
    ranks, rank_parameters = [], []
    for group in question.groups:
        for half in ranking.halves(group):
            ranks.append("ts_rank(%s, d.rank_vector, %s::tsquery, 1)" if half else "0")
            rank_parameters += [WEIGHTS, tsquery(half)] if half else []
    chosen, chosen_parameters = ["TRUE"], []
    if scope.kinds:
        chosen.append("kind = ANY(%s)")
        chosen_parameters.append(list(scope.kinds))
    if scope.within is not None:
        bits = scope.bits()
        # A set of any size costs the same for each row, and AND keeps no order.
        chosen.append("CASE WHEN page_id < %s THEN get_bit(%s::bytea, page_id) = 1 ELSE FALSE END")
        chosen_parameters += [8 * len(bits), bits]
    nothing = ", ".join(["NULL"] * ranking.NUMBER_OF_COLUMNS)
    # What is put in here is fixed text or a placeholder; what somebody typed is a parameter.
    statement = (
        f"WITH found AS MATERIALIZED (SELECT d.id, d.page_id, d.kind, d.day FROM pages_searchdocument d"  # noqa: S608
        f" WHERE d.search_vector @@ %s::tsquery AND {condition}),"
        f" newest AS (SELECT id FROM found WHERE {' AND '.join(chosen)}"
        f" ORDER BY day DESC NULLS LAST, id DESC LIMIT %s),"
        f" kinds AS (SELECT kind, string_agg(int4send(page_id::int4), ''::bytea) AS pages FROM found GROUP BY kind)"
        f" SELECT {ranking.COLUMNS}, NULL, NULL::bytea, {', '.join(ranks)}"
        f" FROM newest JOIN pages_searchdocument d ON d.id = newest.id"
        f" UNION ALL SELECT {nothing}, kind, pages, {', '.join(['0'] * len(ranks))} FROM kinds"
    )
    values = [joined, *parameters, *chosen_parameters, most]
    # The planner does not count what reading vectors out of line costs, and would read all of a large table.
    statement = f"SET LOCAL enable_seqscan = off; {statement}; SET LOCAL enable_seqscan = on"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *rank_parameters])
        cursor.nextset()
        rows = cursor.fetchall()
    width = ranking.NUMBER_OF_COLUMNS
    candidates = [ranking.Candidate.from_row(row[:width], row[width + 2 :]) for row in rows if row[0] is not None]
    return candidates, {row[width]: _read_pages(row[width + 1]) for row in rows if row[0] is None}


def _read_pages(numbers):
    """Return the BitMap of primary keys that PostgreSQL sends as 32-bit numbers in network order."""
    pages = array("I", bytes(numbers or b""))
    if sys.byteorder == "little":
        pages.byteswap()
    return BitMap(pages)
