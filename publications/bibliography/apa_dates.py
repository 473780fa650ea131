"""The date of a CSL-JSON item as an APA reference writes it, in the active language."""

from datetime import date

from django.utils import formats
from django.utils.translation import get_language, gettext, pgettext

from pages.fuzzy_date.points import SEASONS

from .csl import FORTHCOMING
from .csl import SEASONS as CSL_SEASONS

# What appears on a day has that day behind the year (APA 9.14).
DATED = ("article-magazine", "motion_picture", "broadcast")


def describe_date(item):
    """Return “2018”, “2021, 10 april”, “2012–2016”, “2012–heden”, “ca. 2018”, “te verschijnen” or “z.d.”."""
    issued = item.get("issued")
    if not issued:
        return gettext("in press") if item.get("status") == FORTHCOMING else pgettext("reference", "n.d.")
    years = _years(issued)
    day = _day(issued) if item["type"] in DATED and len(issued["date-parts"]) == 1 and "raw" not in issued else ""
    words = f"{years}, {day}" if day else years
    return gettext("ca. %(year)s") % {"year": words} if issued.get("circa") else words


def _years(issued):
    ends = [parts[0] for parts in issued["date-parts"]]
    if issued.get("raw", "").endswith("/.."):
        return gettext("%(year)s–present") % {"year": ends[0]}
    return f"{ends[0]}–{ends[-1]}" if ends[-1] > ends[0] else str(ends[0])


def _day(issued):
    """Return what is known within the year: day and month, month, or season; empty for nothing."""
    if season := issued.get("season"):
        return str(next(SEASONS[number] for number, name in CSL_SEASONS.items() if name == season))
    [parts] = issued["date-parts"]
    if len(parts) == 1:
        return ""
    day = date(*parts, *([1] if len(parts) == 2 else []))
    if len(parts) == 2:
        return formats.date_format(day, "F")
    return formats.date_format(day, "F j" if (get_language() or "").startswith("en") else "j F")
