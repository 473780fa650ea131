"""What is known of a remote record, whatever its protocol: one plain dict of bounded plain text.

Keys, each left out when nothing is known: title, subtitle, summary, venue, publisher (texts), people (list of {"name"}
or {"family", "given", "particle"}, with "role"), container_title (the journal or book it appeared in), volume, issue,
pages ("12–34"), issn, date (EDTF), language (ISO 639-1), doi (from 10. on), isbn (as the
site writes it), link (http(s) address), kinds and subjects (lists of their words), sessions (list of {"start", "end"
(ISO 8601 with zone), "whole_day"}; "end" of a whole day is its last day), status (of an event).
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from pages.fuzzy_date import FuzzyDateError, parse
from pages.languages import LANGUAGE_NAMES
from visitors.plain_text import clean_text

LONGEST = {"title": 255, "subtitle": 255, "venue": 200, "publisher": 200, "container_title": 255}  # characters
# What is longer is no number, and is left out.
LONGEST_NUMBER = {"volume": 20, "issue": 20, "pages": 40}
LONGEST_SUMMARY = 5_000
LONGEST_NAME = 200
LONGEST_ADDRESS = 500
MOST_PEOPLE = 60
MOST_WORDS = 50
LONGEST_IDENTIFIER = 500
TAG = re.compile(r"(<[!/a-zA-Z?][^<>]*>?|-->)")
TAG_NAME = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*|[!?])")
UNREAD = ("script", "style", "template")
# Elements that do not part words.
INSIDE_WORDS = frozenset(
    ["a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr"]
)
ADDRESS_OF_MAIL = re.compile(r"\(?<?\b\S+@\S+\.\w+\b>?\)?")
DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
ISBN = re.compile(r"(?<!\d)(?:97[89][\s-]?)?(?:\d[\s-]?){9}[\dXx](?!\d)")
ISSN = re.compile(r"(?<![\dXx-])(\d{4})[-–]?(\d{3}[\dXx])(?![\d-])", re.ASCII)
THREE_LETTERS = {"dut": "nl", "nld": "nl", "eng": "en", "fry": "fy", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr"}
FIRST_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})[T ].*")


@dataclass
class RemoteRecord:
    """One record as a site offers it: its identifier there, when it changed (aware datetime or None), its values.

    deleted: the site says that it is withdrawn; then there are no values.
    """

    identifier: str
    datestamp: datetime | None = None
    values: dict = field(default_factory=dict)
    deleted: bool = False

    def __post_init__(self):
        self.identifier = shorten_identifier(clean_text(self.identifier).strip())


def shorten_identifier(identifier):
    """Return an identifier of at most LONGEST_IDENTIFIER characters; of a longer one the end becomes a hash."""
    if len(identifier) <= LONGEST_IDENTIFIER:
        return identifier
    digest = hashlib.sha256(identifier.encode()).hexdigest()
    return f"{identifier[: LONGEST_IDENTIFIER - 65]}#{digest}"


def without_markup(text):
    """Return the text of a piece of HTML, in time proportional to its length.

    html.parser takes minutes for 100 KB of tags that are not closed.
    """
    words, hidden = [], ""
    for token in TAG.split(text):
        tag = TAG_NAME.match(token)
        name = tag[1].lower() if tag else ""
        if hidden:
            # Of a comment the end is -->, of a script its closing tag.
            is_end = token.endswith("-->") if hidden == "!--" else name == f"/{hidden}"
            hidden = "" if is_end else hidden
        elif token.startswith("<!--"):
            hidden = "" if token.endswith("-->") else "!--"
        elif name in UNREAD:
            hidden = name
        elif not tag:
            words.append(token)
        elif name.removeprefix("/") not in INSIDE_WORDS:
            words.append(" ")
    return unescape("".join(words))


def plain(text, most=LONGEST_SUMMARY):
    """Return a text without HTML, control characters and superfluous space, cut at a word."""
    text = without_markup(str(text or "")[: most * 20])
    # Half of a surrogate pair, which a character reference can make, is no text that a database takes.
    text = " ".join(clean_text(text.encode(errors="ignore").decode()).split())
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0][: most - 1] + "…"


def without_mail(text):
    """Return a text without email addresses: those of people are not ours to keep."""
    return " ".join(ADDRESS_OF_MAIL.sub(" ", text).split())


def web_address(text):
    """Return an http(s) address without user or password, or "" for anything else."""
    text = clean_text(str(text or "").encode(errors="ignore").decode()).strip()
    try:
        parts = urlsplit(text)
        ok = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return ""
    return text if ok and len(text) <= LONGEST_ADDRESS and not re.search(r"[\s<>\"]", text) else ""


def find_doi(texts):
    """Return the first DOI (from 10. on, lower case) in these texts, or ""."""
    for text in texts:
        if match := DOI.search(str(text)):
            return match[0].rstrip(".,;)").lower()[:200]
    return ""


def find_isbn(texts):
    """Return the first ISBN whose check digit is right in these texts, as it is written there, or ""."""
    for text in texts:
        for match in ISBN.finditer(str(text)):
            if isbn_key(match[0]):
                return match[0].strip()
    return ""


def find_issn(texts):
    """Return the first ISSN (ISO 3297) whose check digit is right in these texts, as 1234-5679, or ""."""
    for text in texts:
        for match in ISSN.finditer(str(text)):
            digits = f"{match[1]}{match[2].upper()}"
            if sum((8 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits)) % 11 == 0:
                return f"{digits[:4]}-{digits[4:]}"
    return ""


def isbn_key(text):
    """Return an ISBN as 13 digits by which spellings compare equal (ISO 2108), or "" for what is none."""
    digits = re.sub(r"[\s-]", "", str(text)).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
        if total % 11:
            return ""
        stem = f"978{digits[:9]}"
        return f"{stem}{-_weighed(stem) % 10}"
    return digits if re.fullmatch(r"97[89]\d{10}", digits) and _weighed(digits) % 10 == 0 else ""


def _weighed(digits):
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))


def link_key(address):
    """Return an address by which spellings compare equal: no scheme, www., fragment or closing slash."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"[:LONGEST_ADDRESS] if host else ""


def read_date(text):
    """Return a date as EDTF text; "" for what is not understood."""
    text = plain(text, 80)
    text = FIRST_DAY.sub(r"\1", text)
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    try:
        return parse(text).text if text else ""
    except FuzzyDateError:
        return ""


def year_of(values):
    """Return the year (int) of a record's values, or None."""
    if sessions := values.get("sessions"):
        return int(sessions[0]["start"][:4])
    return parse(values["date"]).earliest.year if values.get("date") else None


def read_language(text):
    """Return the ISO 639-1 code of a language code of two or three letters, or ""."""
    code = re.split(r"[-_]", plain(text, 20).lower())[0]
    code = THREE_LETTERS.get(code, code)
    return code if code in LANGUAGE_NAMES else ""


def read_person(name, role="author"):
    """Return a person of “Berg, Anna van der” or “van der Berg, Anna”; without comma only {"name"}."""
    name = without_mail(plain(name, LONGEST_NAME)).strip(" ,;")
    family, comma, given = (part.strip() for part in name.partition(","))
    if not (comma and family and given):
        return {"name": family or given, "role": role} if name else None
    words = given.split()
    particle = []
    while len(words) > 1 and words[-1].islower():
        particle.insert(0, words.pop())
    rest = family.split()
    while len(rest) > 1 and rest[0].islower():
        particle.append(rest.pop(0))
    return person(" ".join(rest), " ".join(words), " ".join(particle), role)


def person(family, given, particle="", role="author"):
    """Return a person whose names the site tells apart."""
    return {
        "family": plain(family, 100),
        "given": plain(given, 100),
        "particle": plain(particle, 30),
        "role": role,
    }


def name_of(somebody):
    """Return the name of one of the `people` in reading order."""
    if "name" in somebody:
        return somebody["name"]
    return " ".join(part for part in (somebody["given"], somebody["particle"], somebody["family"]) if part)


def collect(**fields):
    """Return values of what was read: texts made plain, lists bounded and without duplicates, nothing empty."""
    values = {}
    for name, value in fields.items():
        if name in LONGEST:
            value = plain(value, LONGEST[name])
        elif name in LONGEST_NUMBER:
            value = plain(value, LONGEST_NUMBER[name] + 1)
            value = value if len(value) <= LONGEST_NUMBER[name] else ""
        elif name == "summary":
            value = plain(value)
        elif name == "people":
            value = [each for each in value if each and name_of(each)][:MOST_PEOPLE]
        elif name in ("kinds", "subjects"):
            words = [plain(word, 100) for word in value]
            value = list(dict.fromkeys(word for word in words if word))[:MOST_WORDS]
        if value:
            values[name] = value
    return values
