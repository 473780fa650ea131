"""The index on PostgreSQL: a tsvector on each document, made here lexeme by lexeme, and a row of what ranking reads.

`search_vector` has everything and a GIN index, and is matched; the table `pages_searchrank` leaves out files and the
end of long texts, so that ranking a thousand candidates reads little (pages/search/impacts.py).
"""

import json
import sys
from array import array
from dataclasses import replace
from operator import truediv

from django.db import connection

from pages.record_index.bitmaps import BitMap
from pages.search import impacts, ranking

# tsvector: positions end at 16383, a vector at 1 MB, and a lexeme keeps 256 positions (PostgreSQL, 12.2 and 8.11.1).
LAST_POSITION = 16_383
MOST_POSITIONS = 16
LARGEST_VECTOR = 900_000  # bytes
LETTERS = "ABCD"
LARGEST_KEY = (1 << 40) - 1
# One number that documents are sorted by: their day, those without one last, and of one day their primary key.
NEWNESS = "COALESCE(d.day - DATE '0001-01-01' + 1, 0)::bigint << 40 | d.id"
SEPARATOR = "\n"  # stands in no title_terms
# The planner does not count what reading vectors out of line costs, and would read all of a large table. Compiling a
# statement takes longer than any of these. For the rows that ranking reads the disk is asked for many pages at once, on
# servers that can (0: they cannot).
IO_CONCURRENCY = "effective_io_concurrency"
SET_PLANNER = [
    "SET LOCAL enable_seqscan = off",
    "SET LOCAL jit = off",
    f"SELECT set_config('{IO_CONCURRENCY}', '200', true) WHERE current_setting('{IO_CONCURRENCY}') <> '0'",
]
RESET_PLANNER = [f"SET LOCAL {name} TO DEFAULT" for name in ("enable_seqscan", "jit", IO_CONCURRENCY)]
# An index scan waits for the page of each row. Only a bitmap scan can answer an OR, and it asks for all pages together.
RANKED = f"r.document_id = ANY(ARRAY(SELECT newness & {LARGEST_KEY} FROM newest)) OR r.document_id = 0"  # noqa: S608
# From this share of all documents on a word is common: those that match are cut by day before they are sorted.
COMMON = 0.1


def store(drafts):
    """Write the index of documents that have a row, where it changes: each lexeme costs a write to the GIN index."""
    from pages.search.documents import WORDS_RANKED

    rows = []
    for draft in drafts:
        title, names, text, _files = draft.parts
        length, packed = impacts.pack([title, names, text[:WORDS_RANKED]])
        rank = [draft.row.page_id, draft.row.title_terms, length, [bucket.hex() for bucket in packed]]
        rows.append((draft.row.pk, vector(draft.parts), *rank))
    # JSON, as psycopg takes long over a list of long texts.
    statement = (
        "WITH v AS MATERIALIZED (SELECT (v->>0)::bigint AS id, (v->>1)::tsvector AS whole, (v->>2)::int AS page_id,"
        " v->>3 AS title_terms, (v->>4)::int AS length, ARRAY("
        "SELECT decode(hex, 'hex') FROM jsonb_array_elements_text(v->5) WITH ORDINALITY AS b (hex, n) ORDER BY n"
        ") AS packed FROM jsonb_array_elements(%s::jsonb) v),"
        " vectors AS (UPDATE pages_searchdocument d SET search_vector = v.whole FROM v"
        " WHERE d.id = v.id AND d.search_vector IS DISTINCT FROM v.whole)"
        " INSERT INTO pages_searchrank AS r (document_id, page_id, title_terms, length, packed)"
        " SELECT id, page_id, title_terms, length, packed FROM v ON CONFLICT (document_id) DO UPDATE"
        " SET (page_id, title_terms, length, packed) ="
        " (excluded.page_id, excluded.title_terms, excluded.length, excluded.packed)"
        " WHERE (r.page_id, r.title_terms, r.length, r.packed)"
        " IS DISTINCT FROM (excluded.page_id, excluded.title_terms, excluded.length, excluded.packed)"
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
    """Remove what ranking reads of the documents with these primary keys; the vectors go with the rows."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pages_searchrank WHERE document_id = ANY(%s)", [list(keys)])


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
    newest, newest_parameters = _newest(scope, most)
    lexemes = sorted(question.lexemes)
    places = " || ".join(map(_places_of, lexemes))
    # Rows are sent as a few long values: a thousand rows of some columns take as long as to rank them. What is put in
    # here is fixed text or a placeholder; what somebody typed is a parameter.
    statement = (
        f"WITH found AS MATERIALIZED (SELECT d.kind, {_packed('int4send(d.page_id)')} AS pages,"  # noqa: S608
        f" array_agg({NEWNESS}) {chosen} AS newness FROM pages_searchdocument d"
        f" WHERE d.search_vector @@ %s::tsquery AND {condition} GROUP BY d.kind),"
        f" newest AS MATERIALIZED ({newest})"
        f" SELECT NULL, (SELECT {_packed('int8send(newness)')} FROM newest), {_packed('int8send(r.document_id)')},"
        f" {_packed('int4send(COALESCE(r.page_id, 0))')}, {_packed('int4send(r.length)')}, {places},"
        f" string_agg(r.title_terms, %s)"
        f" FROM pages_searchrank r WHERE {RANKED}"
        f" UNION ALL SELECT kind, pages, NULL, NULL, NULL, NULL, NULL FROM found WHERE pages IS NOT NULL"
    )
    keys = [impacts.key(lexeme)[1] for lexeme in lexemes]
    values = [*chosen_parameters, joined, *parameters, *newest_parameters, *keys, SEPARATOR]
    with connection.cursor() as cursor:
        cursor.execute("; ".join([*SET_PLANNER, statement, *RESET_PLANNER]), values)
        for _result in SET_PLANNER:
            cursor.nextset()
        rows = cursor.fetchall()
    packed = next(values for kind, *values in rows if kind is None)
    pages = {kind: BitMap(_numbers("I", keys)) for kind, keys, *_rest in rows if kind is not None}
    found = ranking.Found.of(_candidates(packed, lexemes, question), pages)
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


def _newest(scope, most):
    """Return SQL for the `newness` of the newest `most` rows that a Scope chooses of `found`, and its parameters.

    Kinds of pages have pages in `found`, others none.
    """
    parts, parameters = [], []
    if scope.pages:
        of_kinds = " AND kind = ANY(%s)" if scope.kinds else ""
        parts.append(f"pages IS NOT NULL{of_kinds}")
        parameters += [list(scope.kinds), most] if scope.kinds else [most]
    if scope.entities:
        parts.append("pages IS NULL")
        parameters.append(most)
    statement = "(SELECT unnest(newness) AS newness FROM found WHERE {} ORDER BY newness DESC LIMIT %s)"
    return " UNION ALL ".join(map(statement.format, parts)), parameters


def _places_of(lexeme):
    """Return SQL for the places of a lexeme in all rows as one text of bytes; its parameter is the lexeme's key."""
    bucket = f"r.packed[{impacts.key(lexeme)[0]}]"
    return _packed(f"substring({bucket} from position(%s in {bucket}) + {len(impacts.PADDING)} for 1)")


def _packed(column):
    return f"string_agg({column}, ''::bytea)"


def _candidates(packed, lexemes, question):
    """Return the Candidates, the newest first, from the packed columns of newness, keys, pages, lengths, places of
    lexemes and title_terms.

    The places are those of the first lexeme in all documents, then of the next.
    """
    newness, keys, pages, lengths, places, titles = packed
    if keys is None:
        return []
    newness = {number & LARGEST_KEY: number for number in _numbers("q", newness)}
    keys, lengths = _numbers("q", keys), _numbers("I", lengths)
    columns = {lexeme: places[number * len(keys) : (number + 1) * len(keys)] for number, lexeme in enumerate(lexemes)}
    halves = [half for group in question.groups for half in ranking.halves(group)]
    ranks = zip(*(_ranks(half, columns, lengths) for half in halves), strict=True)
    rows = zip(map(newness.get, keys), keys, _numbers("I", pages), titles.split(SEPARATOR), ranks, strict=True)
    return [
        ranking.Candidate(key, page or None, newest, title, found)
        for newest, key, page, title, found in sorted(rows, reverse=True)
    ]


def _ranks(alternatives, columns, lengths):
    """Return how much documents of these lengths are about any of some Alternatives, from {lexeme: its places}.

    All lexemes count together; of a single alternative that asks for several words, such as a phrase, the least word.
    """
    together = [lexeme for found in alternatives for lexeme in found.lexemes]
    choices = alternatives[0].all_of if len(alternatives) == 1 else [together]
    worth = [_sum_of({*choice}, columns) for choice in choices]
    if not all(worth):
        return [0.0] * len(lengths)
    worth = worth[0] if len(worth) == 1 else map(min, zip(*worth, strict=True))
    return list(map(truediv, worth, map(impacts.length_norm, lengths)))


def _sum_of(lexemes, columns):
    """Return what some lexemes are worth in each document; an empty list where none has any."""
    worth = [map(impacts.IMPACTS.__getitem__, columns[lexeme]) for lexeme in lexemes if any(columns[lexeme])]
    return list(map(sum, zip(*worth, strict=True)))


def _numbers(kind, data):
    """Return the numbers that PostgreSQL sends in network order as an array of a type of the module array."""
    numbers = array(kind, bytes(data or b""))
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
