"""Names, dates and other values of bibliographic records of others, as CSL-JSON says them."""

import re
from html import unescape

from django.utils.translation import gettext

from pages.fuzzy_date import FuzzyDateError, parse
from pages.languages import LANGUAGES
from publications.identifiers import canonical_doi
from visitors.plain_text import clean_text

from .csl import csl_date, tidy

# What stands between given and family name in Dutch, and in its neighbours' languages.
PARTICLES = (
    r"(?:van|von|de|den|der|des|du|la|le|het|in|op|aan|bij|onder|over|ten|ter|te|tot|uit|vande|zu|zum|zur|el|al|af|av"
    r"|da|do|dos|di|'t|’t|'s|’s|l'|d')"
)
FAMILY = re.compile(rf"(?P<particle>{PARTICLES}(?: {PARTICLES})*) (?P<family>.+)")
# Markup that CSL-JSON, Crossref and journals put in titles and abstracts.
MARKUP = re.compile(r"</?(?:jats:)?(?:i|b|em|strong|sup|sub|scp|span|p|br|sec|title|italic|bold|sc)(?: [^<>]*)?/?>")
LANGUAGE_CODES = {
    "dutch": "nl", "nederlands": "nl", "nld": "nl", "dut": "nl", "english": "en", "engels": "en", "eng": "en",
    "german": "de", "deutsch": "de", "ger": "de", "deu": "de", "french": "fr", "fre": "fr", "fra": "fr",
    "frisian": "fy",
}  # fmt: skip


def text_of(value):
    """Return a value as plain text on one line, without markup and control characters."""
    text = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    return " ".join(clean_text(unescape(MARKUP.sub(" " if "<p" in text else "", text))).split())


def person(family, given="", particle=""):
    """Return the CSL name of a person; a Dutch particle in front of the family name stands by itself."""
    family, given, particle = text_of(family), text_of(given), text_of(particle)
    if not particle and (match := FAMILY.fullmatch(family)):
        particle, family = match["particle"], match["family"]
    return tidy({"family": family, "given": given, "non-dropping-particle": particle}) if family else {}


def inverted_name(text):
    """Return the CSL name of “van der Berg, Anna”; a name without a comma is that of an organisation (RIS)."""
    family, comma, given = text_of(text).partition(",")
    if not comma:
        return tidy({"literal": family})
    if given.count(","):
        # “Berg, Anna, Jr.”
        given, _comma, suffix = given.partition(",")
        family = f"{family} {suffix.strip()}"
    return person(family, given)


def date_of(text):
    """Return {issued} for a date as a file writes it (EDTF or words); raises FuzzyDateError."""
    return csl_date(parse(text))


def issued(texts, problems):
    """Return {issued} of the first of `texts` that is a date; what is none is reported in `problems`."""
    error = None
    for text in filter(None, texts):
        try:
            return date_of(text)
        except FuzzyDateError as found:
            error = found
    if error:
        problems.append(str(error))
    return {}


def language_of(text, problems):
    """Return the code of a language among those of the platform; “nl-NL” and “Dutch” are nl. Empty for others."""
    word = text_of(text).lower()
    code = LANGUAGE_CODES.get(word) or re.split(r"[-_]", word)[0]
    if code in dict(LANGUAGES):
        return code
    if word:
        problems.append(gettext("The language “%(language)s” is not in our list.") % {"language": word[:40]})
    return ""


def doi_of(text):
    """Return the DOI in a text, without the address in front of it."""
    return canonical_doi(text_of(text))


def pages_of(text):
    """Return a range of pages with one hyphen: “12--34” and “12–34” are 12-34."""
    return re.sub(r"\s*(?:-+|–|—)\s*", "-", text_of(text))
