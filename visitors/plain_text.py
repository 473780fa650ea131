"""Removes from text what nobody sees: control characters and format characters (Unicode Cc and Cf).

They break calendars and XML, and can turn the order of what follows them round. Tabs and line ends stay.
"""

import re
import unicodedata

CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
# Format characters (Cf) of Unicode 16.
FORMATS = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f"
)
# Of these, what stands inside a word: soft hyphen, joiners and their opposites, byte order mark.
INSIDE_WORDS = frozenset("\u00ad\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff")
JOINERS = ("\u200c", "\u200d")
# A flag with the letters of a region, such as that of Scotland (UTS #51, ED-14a), is one sign and stays.
FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"

_flags_and_runs = re.compile(f"{FLAG}|[{CONTROLS}{FORMATS}]+")
_control = re.compile(f"[{CONTROLS}]")
# What XML 1.0 (section 2.2) cannot hold.
_not_xml = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text):
    """Return a text without the characters that XML cannot hold."""
    return _not_xml.sub("", str(text))


def clean_text(text):
    """Return a text without control and format characters; a space takes their place where words would run together.

    Tabs and line ends stay, and so do joiners within emoji and in scripts that are written with them.
    """
    return _flags_and_runs.sub(_replacement, text)


def _replacement(match):
    run, text = match[0], match.string
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    if run[0] == "\U0001f3f4" or (run in JOINERS and before and after and _are_joined(before, after)):
        return run
    if _control.search(run):
        return " " if before and after and not before.isspace() and not after.isspace() else ""
    return " " if before.isalnum() and after.isalnum() and not INSIDE_WORDS.issuperset(run) else ""


def _are_joined(before, after):
    """Return whether a joiner means something between two characters (UTS #51 1.4.6; RFC 5892 A.1)."""
    if unicodedata.category(before) in ("So", "Sk", "Mn", "Me") and unicodedata.category(after) in ("So", "Sm"):
        return True
    is_after_virama = unicodedata.combining(before) == 9
    return is_after_virama or unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL"
