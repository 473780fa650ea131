"""simplemma's dictionaries as tries that processes share: 2.5 MB for Dutch, a look-up in a microsecond.

simplemma itself offers a hash table (71 MiB in each process) or packed lists (7 MiB, 15 to 80 microseconds per look-up,
and an index takes millions of them). A trie is built once from its data, when the site is installed
(`python -m pages.search.dictionaries`), and then mapped into memory from its file.
"""

import contextlib
import os
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import marisa_trie
from simplemma.strategies.dictionaries import DefaultDictionaryFactory, DictionaryFactory

LANGUAGES = ("nl", "en")
FOLDER = Path(__file__).parent / "tries"
BEGINNING = 3  # letters


class TrieDictionary(Mapping):
    """The words of a language (str) with their dictionary forms (str), read only; `trie`: a marisa_trie.BytesTrie."""

    def __init__(self, trie):
        self.trie = trie

    def __getitem__(self, word):
        found = self.trie.get(word)
        if found is None:
            raise KeyError(word)
        return found[0].decode()

    def get(self, word, default=None):
        """Return the dictionary form of a word, or the default; most words that are asked are not there."""
        found = self.trie.get(word)
        return default if found is None else found[0].decode()

    def __contains__(self, word):
        return word in self.trie

    def __iter__(self):
        return self.trie.iterkeys()

    def __len__(self):
        return len(self.trie)


class TrieDictionaryFactory(DictionaryFactory):
    """Gives simplemma the tries of `folder`, each opened once per process."""

    def __init__(self, folder=FOLDER):
        self.folder, self.opened, self.unlike = folder, {}, {}

    def get_dictionary(self, lang):
        """Return the TrieDictionary of a language (ISO 639-1). Raises ValueError for one that simplemma has not."""
        if lang not in self.opened:
            self.opened[lang] = TrieDictionary(open_trie(lang, FORMS, self.folder))
        return self.opened[lang]

    def beginnings(self, form):
        """Return letters (set) of which some stand in every word with this dictionary form in any language.

        Of "gaan": gaa (gaat, gegaan) and gin (ging).
        """
        found = {form[:BEGINNING]}
        for language in LANGUAGES:
            if language not in self.unlike:
                self.unlike[language] = open_trie(language, UNLIKE, self.folder)
            found.update(letters.decode() for letters in self.unlike[language].get(form, ()))
        return found


def pairs_of_forms(words):
    """Yield (word, its dictionary form in UTF-8) of {word: form}."""
    for word, form in words.items():
        yield word, form.encode()


def pairs_of_unlike_words(words):
    """Yield (dictionary form, first letters of a word in UTF-8) of words in which the first letters of it are not."""
    for word, form in words.items():
        if form[:BEGINNING].lower() not in word.lower():
            yield form.lower(), word[:BEGINNING].lower().encode()


FORMS, UNLIKE = "forms", "unlike"
PAIRS = {FORMS: pairs_of_forms, UNLIKE: pairs_of_unlike_words}


def open_trie(language, kind, folder=FOLDER):
    """Return a trie of a language, FORMS or UNLIKE: from its file, or built when that is not there yet.

    Two processes may build it at once. Where the folder cannot be written, it stays in the memory of this process.
    """
    path = trie_path(language, kind, folder)
    if path.exists():
        return marisa_trie.BytesTrie().mmap(str(path))
    words = DefaultDictionaryFactory().get_dictionary(language)
    trie = marisa_trie.BytesTrie(set(PAIRS[kind](words)))
    half = path.with_suffix(f".{os.getpid()}.half")
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
        try:
            trie.save(str(half))
            # At once, so that no process maps half a file.
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
    return trie


def trie_path(language, kind, folder=FOLDER):
    """Return where a trie is kept; other versions of the packages have another file."""
    return folder / f"{language}-{kind}-simplemma-{version('simplemma')}-marisa-{version('marisa-trie')}.marisa"


if __name__ == "__main__":
    for each in LANGUAGES:
        for one in PAIRS:
            open_trie(each, one)
