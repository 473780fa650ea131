"""How much of a document is about each of its lexemes, in few bytes, for PostgreSQL to rank by.

Packed, a document is two bytes for its length (in places), two of nothing, and for each lexeme the first four bytes of
its MD5 and one byte for its places. So `substring(packed from position(KEY in packed) + 4 for 1)` is that byte, and 0
where the lexeme is missing.
"""

import math
from collections import Counter
from functools import lru_cache
from hashlib import md5

# Of a place in the title, the names and the text; and how many places of each count, so that they fit in a byte.
WEIGHTS = (1.0, 0.35, 0.15)
MOST_PLACES = (3, 3, 15)
SHIFTS = (6, 4, 0)
MOST_OF_A_LEXEME = 16  # places, the first ones, as in a tsvector
LONGEST = 65_535


def key(lexeme):
    """Return the bytes that stand for a lexeme."""
    return md5(lexeme.encode(), usedforsecurity=False).digest()[:4]


def pack(parts):
    """Return the packed places of the lexemes of title, names and text (lists of tuples)."""
    counts = [Counter(lexeme for lexemes in words for lexeme in lexemes) for words in parts]
    length, packed = 0, []
    for lexeme in dict.fromkeys(lexeme for part in counts for lexeme in part):
        places, left = 0, MOST_OF_A_LEXEME
        for part, most, shift in zip(counts, MOST_PLACES, SHIFTS, strict=True):
            number = min(part[lexeme], left)
            left -= number
            places += min(number, most) << shift
        length += MOST_OF_A_LEXEME - left
        packed.append(key(lexeme) + bytes([places]))
    return min(length, LONGEST).to_bytes(2, "big") + bytes(2) + b"".join(packed)


def _impact(places):
    """Return what the places of a lexeme (a byte) are worth.

    As PostgreSQL's ts_rank() has it: the n-th place counts for a part in n squared.
    """
    weights = []
    for weight, most, shift in zip(WEIGHTS, MOST_PLACES, SHIFTS, strict=True):
        weights += [weight] * (places >> shift & most)
    return sum(weight / number**2 for number, weight in enumerate(weights, 1))


IMPACTS = [_impact(places) for places in range(256)]


@lru_cache(maxsize=LONGEST)
def length_norm(length):
    """Return what impacts in a document of a length are divided by: a long one is about each of its words for less."""
    return math.log2(length + 1) or 1
