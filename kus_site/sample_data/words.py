"""Dutch text with the word frequencies of real text: the words of content/, then the long tail of a dictionary."""

import random
import re
from collections import Counter
from itertools import accumulate

from simplemma.strategies import DefaultDictionaryFactory

WORD = re.compile(r"[^\W\d_]{2,}")
TAIL = 40_000  # words of the dictionary
STREAM = 2_000_000  # words; every text is cut out of one stream, which keeps the frequencies and costs little
SENTENCE = (8, 20)  # words


class TextMaker:
    """Makes titles, paragraphs and pages of text. The same `seed` gives the same texts.

    sources: texts (str) whose words come first. The words of the dictionary follow by Zipf's law: the word of rank r
    stands 1/r as often as the first.
    """

    def __init__(self, sources, seed):
        self.random = random.Random(seed)  # noqa: S311 - sample data, no secrets
        counts = Counter(word.lower() for text in sources for word in WORD.findall(text))
        ranked = [word for word, _count in counts.most_common()]
        known = set(ranked)
        tail = sorted(word for word in _dictionary_words() if word not in known)
        self.random.shuffle(tail)
        words = [*ranked, *tail[:TAIL]]
        weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
        self.stream = self.random.choices(words, cum_weights=weights, k=STREAM)
        # Function words make no title.
        self.nouns = [word for word in words[150:] if len(word) > 4]
        self.noun_weights = list(accumulate(1 / (rank + 20) for rank in range(len(self.nouns))))

    def title(self):
        """Return a title of two to five words with a capital first letter."""
        words = self.random.choices(self.nouns, cum_weights=self.noun_weights, k=self.random.randint(2, 5))
        return " ".join(words).capitalize()

    def sentences(self, words):
        """Return sentences of about so many words, as one text."""
        start = self.random.randrange(STREAM - words)
        cut = self.stream[start : start + words]
        found, place = [], 0
        while place < len(cut):
            length = self.random.randint(*SENTENCE)
            found.append(" ".join(cut[place : place + length]).capitalize() + ".")
            place += length
        return " ".join(found)

    def paragraphs(self, count, words=80):
        """Return `count` paragraphs as HTML."""
        return "".join(f"<p>{self.sentences(words)}</p>" for _number in range(count))


def _dictionary_words():
    for word in DefaultDictionaryFactory().get_dictionary("nl"):
        text = word.decode() if isinstance(word, bytes) else word
        if text.islower() and text.isalpha() and len(text) > 3:
            yield text
