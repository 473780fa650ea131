"""The index on PostgreSQL: two tsvectors on each document, made here lexeme by lexeme.

`search_vector` has everything and a GIN index, and is matched; `rank_vector` leaves out files and the end of long
texts, so that ranking a thousand candidates reads little. Weights: A title, B names, C text, D files.
"""

import json
import sys
from array import array
from itertools import islice

from django.db import connection

from pages.record_index.bitmaps import BitMap
from pages.search import ranking, terms

# tsvector: positions end at 16383, a vector at 1 MB, and a lexeme keeps 256 positions (PostgreSQL, 12.2 and 8.11.1).
LAST_POSITION = 16_383
MOST_POSITIONS = 16
LARGEST_VECTOR = 900_000  # bytes
LETTERS = "ABCD"
WEIGHTS = "{0.02, 0.15, 0.35, 1.0}"  # D, C, B, A
LARGEST_KEY = (1 << 40) - 1
# One number that documents are sorted by: their day, those without one last, and of one day their primary key.
NEWNESS = "COALESCE(d.day - DATE '0001-01-01' + 1, 0)::bigint << 40 | d.id"
SEPARATOR = "\n"  # stands in no title_terms


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

    The candidates are the newest `most` of those that the Scope chooses, the newest first.
    """
    joined = (" & " if question.is_all else " | ").join(f"({tsquery(group)})" for group in question.groups)
    if question.excluded:
        joined = f"({joined}) & !({tsquery(question.excluded)})"
    condition, parameters = scope.condition()
    chosen, chosen_parameters = "", []
    if scope.within is not None:
        bits = scope.bits()
        # A set of any size costs the same for each row, and AND keeps no order.
        chosen = "FILTER (WHERE CASE WHEN d.page_id < %s THEN get_bit(%s::bytea, d.page_id) = 1 ELSE FALSE END)"
        chosen_parameters = [8 * len(bits), bits]
    halves = [half for group in question.groups for half in ranking.halves(group)]
    asked = [tsquery(half) for half in halves if half]
    ranks = " || ".join([_packed("float4send(ts_rank(%s, d.rank_vector, %s::tsquery, 1))")] * len(asked))
    title, title_parameters = _title_terms(question)
    # Rows are sent as a few long values: a thousand rows of some columns take longer than to rank them. What is put in
    # here is fixed text or a placeholder; what somebody typed is a parameter.
    statement = (
        f"WITH found AS MATERIALIZED (SELECT d.kind, {_packed('int4send(d.page_id)')} AS pages,"  # noqa: S608
        f" array_agg({NEWNESS}) {chosen} AS newness FROM pages_searchdocument d"
        f" WHERE d.search_vector @@ %s::tsquery AND {condition} GROUP BY d.kind),"
        f" newest AS (SELECT newness FROM (SELECT unnest(newness) AS newness FROM found WHERE {_of_kinds(scope)}) n"
        f" ORDER BY newness DESC LIMIT %s)"
        f" SELECT NULL, {_packed('int8send(newness)')}, {_packed('int4send(COALESCE(d.page_id, 0))')}, {ranks or 'NULL'},"
        f" string_agg({title}, %s) FROM newest JOIN pages_searchdocument d ON d.id = newness & {LARGEST_KEY}"
        f" UNION ALL SELECT kind, pages, NULL, NULL, NULL FROM found"
    )
    values = [*chosen_parameters, joined, *parameters, *([list(scope.kinds)] if scope.kinds else []), most]
    values += [value for half in asked for value in (WEIGHTS, half)]
    values += [*title_parameters, SEPARATOR]
    # The planner does not count what reading vectors out of line costs, and would read all of a large table.
    statement = f"SET LOCAL enable_seqscan = off; {statement}; SET LOCAL enable_seqscan = on"
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.nextset()
        (_kind, *packed), *kinds = cursor.fetchall()
    found = {kind: BitMap(_numbers("I", pages)) for kind, pages, *_rest in kinds}
    return _candidates(packed, halves), found


def _packed(column):
    return f"string_agg({column}, ''::bytea)"


def _of_kinds(scope):
    return "kind = ANY(%s)" if scope.kinds else "TRUE"


def _title_terms(question):
    """Return SQL for the title_terms of a document `d`, empty where no word of the Question stands, and parameters."""
    wanted = sorted({lexeme.removeprefix(terms.PART) for lexeme in question.lexemes})
    holds = " OR ".join(["strpos(d.title_terms, %s) > 0"] * len(wanted))
    return f"CASE WHEN {holds} THEN d.title_terms ELSE '' END", wanted


def _candidates(packed, halves):
    """Return the Candidates, the newest first, from the packed columns of newness, pages, ranks and title_terms."""
    if packed[0] is None:
        return []
    newness, pages = _numbers("q", packed[0]), _numbers("I", packed[1])
    ranks = iter(_numbers("f", packed[2]))
    nothing = [0.0] * len(newness)
    columns = [list(islice(ranks, len(newness))) if half else nothing for half in halves]
    rows = zip(newness, pages, packed[3].split(SEPARATOR), zip(*columns, strict=True), strict=True)
    return [
        ranking.Candidate(newest & LARGEST_KEY, page or None, newest, title, found)
        for newest, page, title, found in sorted(rows, reverse=True)
    ]


def _numbers(kind, data):
    """Return the numbers that PostgreSQL sends in network order as an array of a type of the module array."""
    numbers = array(kind, bytes(data or b""))
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
