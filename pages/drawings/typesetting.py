"""Words in drawings: SVG does not break lines, so they are broken here by the estimated width of the letters."""

import unicodedata

# Widths in em of a humanist sans serif; what is not named is as wide as a lower case n.
NARROW, WIDE = 0.3, 0.86
WIDTHS = {
    **dict.fromkeys("iljI.,:;'’!|", NARROW),
    **dict.fromkeys(' ftr-()/“”"', 0.36),
    **dict.fromkeys("sckzJ?", 0.5),
    **dict.fromkeys("wmMW@%—…", WIDE),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&", 0.66),
}
LETTER = 0.57
VOWELS = "aeiouyáéíóúäëïöü"
# What Dutch words begin with after a break; a single letter is never left alone.
SHORTEST_PIECE = 3


def measure(text):
    """Return the estimated width of a line in em, rather too wide than too narrow."""
    plain = unicodedata.normalize("NFC", text)
    return sum(WIDTHS.get(letter, LETTER) for letter in plain)


def wrap(text, width, most_lines):
    """Return `text` in at most `most_lines` lines of `width` em.

    A word that is wider than a line is broken with a hyphen. What does not fit ends in “…”.
    """
    lines = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined) <= width:
            lines[-1] = joined
            continue
        pieces = _break_word(word, width)
        lines += pieces
    if len(lines) <= most_lines:
        return lines
    return [*lines[: most_lines - 1], _ellipsis(lines[most_lines - 1], width)]


def fit(text, widths, most_lines):
    """Return (index, lines) for the first of `widths` (em per line, large letters first) in which all words fit whole.

    When they fit in none, the last is used and the text is shortened.
    """
    for index, (width, most) in enumerate(zip(widths, most_lines, strict=True)):
        whole = all(measure(word) <= width for word in text.split())
        lines = wrap(text, width, most)
        if whole and not "".join(lines).endswith("…"):
            return index, lines
    return len(widths) - 1, lines


def _break_word(word, width):
    """Return a word in pieces of at most `width` em, broken before a consonant that a vowel follows."""
    pieces = []
    while measure(word) > width and len(word) > 2 * SHORTEST_PIECE:
        places = [
            place
            for place in range(SHORTEST_PIECE, len(word) - SHORTEST_PIECE + 1)
            if measure(word[:place] + "-") <= width
        ]
        good = [place for place in places if word[place].lower() not in VOWELS and word[place + 1].lower() in VOWELS]
        if not places:
            break
        place = (good or places)[-1]
        pieces.append(word[:place].removesuffix("-") + "-")
        word = word[place:]
    return [*pieces, word]


def _ellipsis(line, width):
    while line and measure(line + "…") > width:
        line = line[:-1]
    return line.rstrip(" -,:;") + "…"
