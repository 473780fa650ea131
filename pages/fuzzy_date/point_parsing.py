"""Reads a point in time from EDTF and from Dutch or English words."""

import re
import unicodedata

from .points import Point

SEASON_WORDS = {
    "lente": 21, "voorjaar": 21, "spring": 21, "zomer": 22, "summer": 22,
    "herfst": 23, "najaar": 23, "autumn": 23, "fall": 23, "winter": 24,
}  # fmt: skip
MONTH_WORDS = {
    name: number
    for number, names in enumerate(
        ("januari january jan", "februari february feb", "maart march mrt mar", "april apr", "mei may", "juni june jun",
         "juli july jul", "augustus august aug", "september sept sep", "oktober october okt oct",
         "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
ISO_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[t ](\d{2}):(\d{2})(?::00)?)?)?)?", re.ASCII)
# “10 april 2018”, “maart 2018”, “10 april 2018 14:00”, “10 april 2018 om 14.00 uur”
WORDED_POINT = re.compile(
    r"(?:(\d{1,2})(?:e|ste|de|st|nd|rd|th)? )?([a-z]+)\.? (\d{4})(?:,? (?:om |at )?(\d{1,2})[:.](\d{2})(?: uur)?)?",
    re.ASCII,
)
AMERICAN_DAY = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
NUMERIC_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
NUMERIC_MONTH = re.compile(r"(\d{1,2})[-/](\d{4})", re.ASCII)


def tidy(text):
    """Return what was typed in lower case, with single spaces and plain hyphens, for read_point."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().replace("–", "-").replace("—", "-").split())


def read_point(words):
    """Return the Point that `words` mean (lower case), None when they have no known form.

    Raises FuzzyDateError for a known form with a value that does not exist, such as 31 February.
    """
    if match := ISO_POINT.fullmatch(words):
        return Point(*(int(part) if part else None for part in match.groups()))
    if match := NUMERIC_DAY.fullmatch(words):
        return Point(int(match[3]), int(match[2]), int(match[1]))
    if (match := NUMERIC_MONTH.fullmatch(words)) and 1 <= int(match[1]) <= 12:
        return Point(int(match[2]), int(match[1]))
    if match := AMERICAN_DAY.fullmatch(words):
        words = f"{match[2]} {match[1]} {match[3]}"
    if match := WORDED_POINT.fullmatch(words):
        day, word, year, hour, minute = match.groups()
        if word in MONTH_WORDS and (day or not hour):
            return Point(int(year), MONTH_WORDS[word], *(int(part) if part else None for part in (day, hour, minute)))
        if word in SEASON_WORDS and not day and not hour:
            return Point(int(year), SEASON_WORDS[word])
    return None
