"""How much of a document is about each of its lexemes, in few bytes, for PostgreSQL to rank by.

A document is packed in BUCKETS texts of bytes. In each are four bytes of nothing, and for each of its lexemes four
bytes of its MD5 and one byte for its places; the first byte of the MD5 says in which bucket. So with the texts as an
array `substring(packed[BUCKET] from position(KEY in packed[BUCKET]) + 4 for 1)` is that byte, and 0 where the lexeme is
missing. In one text the search for KEY took seven times longer; with keys of three bytes one query in a hundred met a
lexeme that was none of the document's.
"""

import math
from collections import Counter
from functools import lru_cache
from hashlib import md5
from itertools import chain

BUCKETS = 16
NOTHING = bytes(4)
BYTES = [bytes([number]) for number in range(256)]
# Of a place in the title, the names and the text; and how many places of each count, so that they fit in a byte.
WEIGHTS = (1.0, 0.35, 0.15)
MOST_PLACES = (3, 3, 15)
SHIFTS = (6, 4, 0)
MOST_OF_A_LEXEME = 16  # places, the first ones, as in a tsvector
LENGTHS_KEPT = 4_096
KEYS_KEPT = 8_192  # of lexemes: most of a text are among those of other texts; 2 MB


@lru_cache(maxsize=KEYS_KEPT)
def key(lexeme):
    """Return the bucket of a lexeme, counted from 1 as PostgreSQL does, and the bytes that stand for it there."""
    digest = md5(lexeme.encode(), usedforsecurity=False).digest()
    return digest[0] % BUCKETS + 1, digest[1:5]


def pack(parts):
    """Return the length, in places, and the buckets (list of bytes) of the lexemes of title, names and text.

    parts: these three as lists of tuples.
    """
    counts = [Counter(chain.from_iterable(words)) for words in parts]
    how = [(part.get, most, shift) for part, most, shift in zip(counts, MOST_PLACES, SHIFTS, strict=True)]
    length, packed = 0, [[NOTHING] for _bucket in range(BUCKETS)]
    for lexeme in dict.fromkeys(chain(*counts)):
        places, left = 0, MOST_OF_A_LEXEME
        for count, most, shift in how:
            if number := min(count(lexeme, 0), left):
                left -= number
                places += min(number, most) << shift
        length += MOST_OF_A_LEXEME - left
        bucket, found = key(lexeme)
        packed[bucket - 1] += found, BYTES[places]
    return length, [b"".join(bucket) for bucket in packed]


def _impact(places):
    """Return what the places of a lexeme (a byte) are worth.

    As PostgreSQL's ts_rank() has it: the n-th place counts for a part in n squared.
    """
    weights = []
    for weight, most, shift in zip(WEIGHTS, MOST_PLACES, SHIFTS, strict=True):
        weights += [weight] * (places >> shift & most)
    return sum(weight / number**2 for number, weight in enumerate(weights, 1))


IMPACTS = [_impact(places) for places in range(256)]


@lru_cache(maxsize=LENGTHS_KEPT)
def length_norm(length):
    """Return what impacts in a document of a length are divided by: a long one is about each of its words for less."""
    return math.log2(length + 1) or 1
