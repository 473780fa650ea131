"""How much of a document is about each of its lexemes, in few bytes, for PostgreSQL to rank by.

A document is packed in BUCKETS byte strings (bytea[] in PostgreSQL). Each begins with four zero bytes; an entry of five
bytes follows for each lexeme: a key, which is four bytes of its MD5 (RFC 1321), and one byte that counts its places.
The first byte of the MD5 chooses the bucket. So `substring(packed[BUCKET] from position(KEY in packed[BUCKET]) + 4 for
1)` is the count, and 0 for a lexeme that the document lacks. One byte string took seven times longer to search; with
keys of three bytes one query in a hundred met a lexeme of another document.
"""

import math
from collections import Counter
from functools import lru_cache
from hashlib import md5
from itertools import chain

BUCKETS = 16
PADDING = bytes(4)
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
    """Return (bucket, key) of a lexeme: the bucket counted from 1 as PostgreSQL does, the key as four bytes."""
    digest = md5(lexeme.encode(), usedforsecurity=False).digest()
    return digest[0] % BUCKETS + 1, digest[1:5]


def pack(parts):
    """Return (length, buckets) of a document: its length in places, and BUCKETS byte strings as a list.

    parts: title, names and text, each a list with a tuple of lexemes (str) for each word.
    """
    counts = [Counter(chain.from_iterable(words)) for words in parts]
    counters = [(part.get, most, shift) for part, most, shift in zip(counts, MOST_PLACES, SHIFTS, strict=True)]
    length, packed = 0, [[PADDING] for _bucket in range(BUCKETS)]
    for lexeme in dict.fromkeys(chain(*counts)):
        places, left = 0, MOST_OF_A_LEXEME
        for count, most, shift in counters:
            if number := min(count(lexeme, 0), left):
                left -= number
                places += min(number, most) << shift
        length += MOST_OF_A_LEXEME - left
        bucket, found = key(lexeme)
        packed[bucket - 1] += found, BYTES[places]
    return length, [b"".join(bucket) for bucket in packed]


def _impact(places):
    """Return the weight (float) of the places of a lexeme, given as the byte that pack() writes.

    As PostgreSQL's ts_rank() has it: the n-th place counts for a part in n squared.
    """
    weights = []
    for weight, most, shift in zip(WEIGHTS, MOST_PLACES, SHIFTS, strict=True):
        weights += [weight] * (places >> shift & most)
    return sum(weight / number**2 for number, weight in enumerate(weights, 1))


IMPACTS = [_impact(places) for places in range(256)]


@lru_cache(maxsize=LENGTHS_KEPT)
def length_norm(length):
    """Return the divisor (float) of the impacts in a document of so many places: log2(length + 1), 1 for none."""
    return math.log2(length + 1) or 1
