"""The index on PostgreSQL: two tsvectors on each document, made here lexeme by lexeme.

`search_vector` has everything and a GIN index, and is matched; `rank_vector` leaves out files and the end of long
texts, so that ranking a thousand candidates reads little. Weights: A title, B names, C text, D files.
"""

import json
import sys
from array import array
from dataclasses import replace
from itertools import islice

from django.db import connection

from pages.record_index.bitmaps import BitMap
from pages.search import ranking
from pages.search.terms import PART

# tsvector: positions end at 16383, a vector at 1 MB, and a lexeme keeps 256 positions (PostgreSQL, 12.2 and 8.11.1).
LAST_POSITION = 16_383
MOST_POSITIONS = 16
LARGEST_VECTOR = 900_000  # bytes
LETTERS = "ABCD"
WEIGHTS = "{0.02, 0.15, 0.35, 1.0}"  # D, C, B, A
LARGEST_KEY = (1 << 40) - 1
# One number that documents are sorted by: their day, those without one last, and of one day their primary key.
NEWNESS = "COALESCE(d.day - DATE '0001-01-01' + 1, 0)::bigint << 40 | d.id"
STRONG = "SELECT id FROM pages_searchdocument WHERE search_vector @@ %s::tsquery"
SEPARATOR = "\n"  # stands in no title_terms
# Of so many documents that have a rare word itself, and of as many that have it as a part or by a synonym, the newest,
# the vectors are read; and of those whose title has it.
MOST_READ = 250
# From this share of all documents on a word is common: those that match are cut by day before they are sorted.
COMMON = 0.1


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
    """Return what a ranking.Question finds within a Scope, as a ranking.Found: of pages and of others the newest `most`
    that the Scope chooses.
    """
    joined = (" & " if question.is_all else " | ").join(f"({tsquery(group)})" for group in question.groups)
    if question.excluded:
        joined = f"({joined}) & !({tsquery(question.excluded)})"
    condition, parameters = scope.condition()
    is_cut = question.share >= COMMON and scope.within is None and not scope.kinds
    chosen, chosen_parameters = _cut(question.share, most) if is_cut else _within(scope)
    halves = [half for group in question.groups for half in ranking.halves(group)]
    asked = [tsquery(half) for half in halves if half]
    # Those that have the word itself are read apart: where it is rare, more and newer ones have it as a part of others.
    is_rare = question.is_all and len(question.groups) == 1 and all(halves) and question.share < COMMON
    strong = f" strong AS MATERIALIZED ({STRONG})," if is_rare else ""
    newest, newest_parameters = _newest(scope, most, is_apart=is_rare)
    rank = "float4send(CASE WHEN d.is_read THEN ts_rank(%s, d.rank_vector, %s::tsquery, 1) ELSE 0 END)"
    ranks = " || ".join([_packed(rank)] * len(asked))
    titles = sorted({f"%{lexeme.removeprefix(PART)}%" for lexeme in question.lexemes})
    # Rows are sent as a few long values: a thousand rows of some columns take as long as to rank them. What is put in
    # here is fixed text or a placeholder; what somebody typed is a parameter.
    statement = (
        f"WITH found AS MATERIALIZED (SELECT d.kind, {_packed('int4send(d.page_id)')} AS pages,"  # noqa: S608
        f" array_agg({NEWNESS}) {chosen} AS newness FROM pages_searchdocument d"
        f" WHERE d.search_vector @@ %s::tsquery AND {condition} GROUP BY d.kind),"
        f"{strong} newest AS ({newest})"
        f" SELECT NULL, {_packed('int8send(newness)')}, {_packed('int4send(COALESCE(d.page_id, 0))')},"
        f" {ranks or 'NULL'}, string_agg(d.title_terms, %s) FROM (SELECT newness, page_id, title_terms, rank_vector,"
        f" place <= %s OR title_terms LIKE ANY(%s) AS is_read FROM newest"
        f" JOIN pages_searchdocument ON id = newness & {LARGEST_KEY} OFFSET 0) d"
        f" UNION ALL SELECT kind, pages, NULL, NULL, NULL FROM found WHERE pages IS NOT NULL"
    )
    values = [*chosen_parameters, joined, *parameters, *(asked[:1] if is_rare else []), *newest_parameters]
    values += [value for half in asked for value in (WEIGHTS, half)]
    # The planner does not count what reading vectors out of line costs, and would read all of a large table.
    statement = f"SET LOCAL enable_seqscan = off; {statement}; SET LOCAL enable_seqscan = on"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, SEPARATOR, MOST_READ if is_rare else most, titles])
        cursor.nextset()
        rows = cursor.fetchall()
    packed = next(values for kind, *values in rows if kind is None)
    pages = {kind: BitMap(_numbers("I", keys)) for kind, keys, *_rest in rows if kind is not None}
    found = ranking.Found.of(_candidates(packed, halves), pages)
    if is_cut and len(found.candidates) < min(most, sum(map(len, pages.values()))):
        # It matches fewer new documents than old ones.
        return find(replace(question, share=0), scope, most)
    return found


def _within(scope):
    """Return SQL that filters the rows that may be candidates by the choices of a Scope, and its parameters."""
    if scope.within is None:
        return "", []
    bits = scope.bits()
    # A set of any size costs the same for each row, and AND keeps no order.
    chosen = "CASE WHEN d.page_id < %s THEN get_bit(%s::bytea, d.page_id) = 1 ELSE d.page_id IS NULL END"
    return f"FILTER (WHERE {chosen})", [8 * len(bits), bits]


def _cut(share, most):
    """Return SQL that filters the rows that may be candidates by day, and its parameters.

    Where a share of all documents match, it leaves about twice `most` of them, which are sorted sooner than all.
    """
    # In the order of the index `search_document_newest`, but for documents without a day.
    first = "SELECT day FROM pages_searchdocument WHERE day IS NOT NULL ORDER BY day DESC, id DESC OFFSET %s LIMIT 1"
    return f"FILTER (WHERE d.page_id IS NULL OR d.day >= ({first}))", [int(2 * most / share)]


def _newest(scope, most, *, is_apart):
    """Return SQL for the `newness` of the newest `most` rows that a Scope chooses of `found`, and its parameters.

    `place` is theirs among the pages, the newest 1; of what is no page 0. Those in `strong` are counted apart if
    `is_apart`. Kinds of pages have pages in `found`, others none.
    """
    parts, parameters = [], []
    if scope.pages:
        of_kinds = " AND kind = ANY(%s)" if scope.kinds else ""
        apart = f"PARTITION BY newness & {LARGEST_KEY} IN (SELECT id FROM strong)" if is_apart else ""  # noqa: S608
        parts.append((f"row_number() OVER ({apart} ORDER BY newness DESC)", f"pages IS NOT NULL{of_kinds}"))
        parameters += [list(scope.kinds), most] if scope.kinds else [most]
    if scope.entities:
        parts.append(("0", "pages IS NULL"))
        parameters.append(most)
    statement = (
        "SELECT newness, {} AS place FROM (SELECT unnest(newness) AS newness FROM found WHERE {}"
        " ORDER BY newness DESC LIMIT %s) n"
    )
    return " UNION ALL ".join(statement.format(*part) for part in parts), parameters


def _packed(column):
    return f"string_agg({column}, ''::bytea)"


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
