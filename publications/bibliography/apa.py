"""The reference of the APA style (7th edition) for a CSL-JSON item, in Dutch or English, as text and as HTML.

In Dutch a particle stands behind the initials (“Berg, A. van der”), as Dutch lists sort; in English it belongs to the
family name (“van der Berg, A.”, APA 9.8).
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, npgettext, override, pgettext

from .apa_dates import describe_date
from .csl import find_makers

# Whose names stand behind the title when they do not stand in front.
OTHERS = ("editor", "host", "performer", "interviewer", "translator", "illustrator", "contributor")
ARTICLES = ("article-journal", "article-magazine")
# What is a part of something else: its own title is not in italics, that of the whole is (APA 9.19).
PARTS = (*ARTICLES, "chapter")
# What the type says by itself has no description in brackets (APA 9.22).
PLAIN_TYPES = (*ARTICLES, "book", "chapter")
PLAIN_KINDS = ("rapport", "report")
MOST_NAMED = 20  # makers; of more the first 19 and the last (APA 9.8)
# The first letter of each given name, with the hyphen before it if there is one; the Dutch IJ is one letter.
INITIAL = re.compile(r"(-?)(IJ|\w)[^\s.-]*")


@dataclass(frozen=True)
class Run:
    """A stretch of a reference: its text, whether in italics, its language where that differs, where it leads."""

    text: str
    is_italic: bool = False
    language: str = ""
    address: str = ""


def apa_text(item, language):
    """Return the reference of a CSL-JSON item as plain text; language: “nl” or “en”."""
    return "".join(run.text for run in apa_runs(item, language))


def apa_html(item, language):
    """Return the reference of a CSL-JSON item as safe HTML: italics as `i`, the address as a link."""
    return format_html_join("", "{}", ((_as_html(run),) for run in apa_runs(item, language)))


def _as_html(run):
    if run.address:
        return format_html('<a href="{}">{}</a>', run.address, run.text)
    if run.is_italic and run.language:
        return format_html('<i lang="{}">{}</i>', run.language, run.text)
    if run.language:
        return format_html('<span lang="{}">{}</span>', run.language, run.text)
    return format_html("<i>{}</i>", run.text) if run.is_italic else run.text


def apa_runs(item, language):
    """Return the reference as Runs: who, when, what, from where (APA 9.4)."""
    with override(language):
        makers, variable = _makers(item)
        title, date = _title(item, language, variable), [Run(f"({describe_date(item)})")]
        # Without a maker the title comes first (APA 9.12).
        elements = [_who(makers, variable, language), date, title] if makers else [title, date]
        elements += [_source(item, language), _publisher(item, makers)]
        address = _address(item)
    sentences = [_ended(runs) for runs in elements if runs]
    runs = [run for runs in sentences for run in (*runs, Run(" "))]
    return [*runs, Run(address, address=address)] if address else runs[:-1]


def _ended(runs):
    """Return the Runs of an element with a full stop, unless a sign of its own ends it."""
    return runs if runs[-1].text.endswith((".", "?", "!")) else [*runs, Run(".")]


def _makers(item):
    """Return (names, variable) of who made it; the publisher where nobody else is known, but for parts."""
    variable, names = find_makers(item)
    if names:
        return names, variable
    if item.get("publisher") and item["type"] not in PARTS:
        return [{"literal": item["publisher"]}], "publisher"
    return [], ""


def _who(names, variable, language):
    label = "" if variable in ("author", "publisher") else f" ({role_label(variable, len(names))})"
    return [Run(f"{join_makers([inverted(name, language) for name in names])}{label}")]


def inverted(name, language):
    """Return a CSL name as it sorts: “Berg, A. van der” in Dutch, “van der Berg, A.” in English."""
    if "literal" in name:
        return name["literal"]
    particle, family = name.get("non-dropping-particle", ""), name["family"]
    if language == "nl":
        behind = " ".join(part for part in (initials(name.get("given", "")), particle) if part)
        return f"{family}, {behind}" if behind else family
    family = f"{particle} {family}" if particle else family
    return f"{family}, {initials(name['given'])}" if name.get("given") else family


def direct(name):
    """Return a CSL name in reading order: “A. van der Berg”."""
    if "literal" in name:
        return name["literal"]
    parts = (initials(name.get("given", "")), name.get("non-dropping-particle", ""), name["family"])
    return " ".join(part for part in parts if part)


def initials(given):
    """Return the initials of given names or initials: “J.-P.”, “A. M.”, “IJ.”."""
    letters = [f"{hyphen}{letter.upper()}." for hyphen, letter in INITIAL.findall(given.strip(" -"))]
    return " ".join(letters).replace(" -", "-")


def join_makers(names):
    """Return names as a list begins: “A”, “A, & B”, “A, B, & C”; of more than 20 the first 19 and the last."""
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[: MOST_NAMED - 1])}, . . . {names[-1]}"
    return ", & ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def join_direct(names):
    """Return names within a sentence: “A”, “A & B”, “A, B, & C”."""
    if len(names) < 3:
        return " & ".join(names)
    return join_makers(names)


def role_label(variable, count):
    """Return what people did, as APA abbreviates it, in the active language: “Red.”, “Eds.”."""
    labels = {
        "editor": npgettext("reference", "Ed.", "Eds.", count),
        "host": npgettext("reference", "Host", "Hosts", count),
        "performer": npgettext("reference", "Speaker", "Speakers", count),
        "interviewer": npgettext("reference", "Interviewer", "Interviewers", count),
        "translator": pgettext("reference", "Trans."),
        "illustrator": pgettext("reference", "Illus."),
    }
    return labels.get(variable) or npgettext("reference", "Contributor", "Contributors", count)


def _title(item, language, lead):
    """Return the Runs of the title with what stands behind it in parentheses and brackets (APA 9.19, 9.22)."""
    is_episode = item["type"] == "broadcast" and "container-title" in item
    foreign = item["language"] if item.get("language", language) != language else ""
    runs = [Run(item["title"], item["type"] not in PARTS and not is_episode, foreign)]
    notes = [*_other_names(item, lead), *_numbers(item)]
    if notes:
        runs.append(Run(f" ({'; '.join(notes)})"))
    if kind := _kind(item):
        runs.append(Run(f" [{kind}]"))
    return runs


def _other_names(item, lead):
    """Return who else made it, each role as “A. van der Berg, Vert.”; the editors of a chapter stand with the book."""
    variables = [variable for variable in OTHERS if variable != lead and item.get(variable)]
    if item["type"] == "chapter":
        variables = [variable for variable in variables if variable != "editor"]
    return [
        f"{join_direct([direct(name) for name in item[variable]])}, {role_label(variable, len(item[variable]))}"
        for variable in variables
    ]


def _numbers(item):
    """Return the edition and the number of a report or within a series, as far as the title is not that of a part."""
    if item["type"] in PARTS:
        return []
    number = ""
    if item.get("number"):
        words = (
            pgettext("reference", "Report No. %(number)s")
            if item["type"] == "report"
            else pgettext("reference", "No. %(number)s")
        )
        number = words % {"number": item["number"]}
    elif item.get("collection-number") and item.get("collection-title"):
        words = pgettext("reference", "%(series)s No. %(number)s")
        number = words % {"series": item["collection-title"], "number": item["collection-number"]}
    volume = pgettext("reference", "Vol. %(number)s") % {"number": item["volume"]} if item.get("volume") else ""
    numbers = [part for part in (_edition(item), volume, number) if part]
    return [", ".join(numbers)] if numbers else []


def _edition(item):
    """Return the edition in words; a bare number gets its words, and a first edition needs none."""
    edition = item.get("edition", "")
    if not edition.isdecimal():
        return edition
    number = int(edition[:9])
    if number < 2:
        return ""
    if get_language() == "nl":
        ending = "e"
    else:
        ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return pgettext("reference", "%(number)s ed.") % {"number": f"{number}{ending}"}


def _kind(item):
    """Return the description in brackets; empty where the type says it. A thesis names where it was defended."""
    genre = item.get("genre", "")
    if item["type"] in PLAIN_TYPES or (item["type"] == "report" and genre.lower() in PLAIN_KINDS):
        return ""
    genre = genre[:1].upper() + genre[1:]
    return ", ".join(part for part in (genre, item.get("publisher")) if part) if item["type"] == "thesis" else genre


def _source(item, language):
    """Return the Runs of what it appeared in; nothing for a work of its own."""
    container = item.get("container-title")
    if not container:
        return []
    title = Run(container, is_italic=True)
    if item["type"] in ARTICLES:
        return [title, *_issue(item)]
    if item["type"] not in (*PARTS, "broadcast", "motion_picture", "song"):
        return [title]
    editors = item.get("editor", []) if item["type"] == "chapter" else []
    names = join_direct([direct(name) for name in editors])
    label = role_label("editor", len(editors))
    within = pgettext("reference", "In")
    runs = [Run(f"{within} {names} ({label}), " if names else f"{within} "), title]
    details = ", ".join(part for part in (_edition(item), *_place_in_book(item)) if part)
    return [*runs, Run(f" ({details})")] if item["type"] == "chapter" and details else runs


def _place_in_book(item):
    if item.get("volume"):
        yield pgettext("reference", "Vol. %(number)s") % {"number": item["volume"]}
    if item.get("chapter-number"):
        yield pgettext("reference", "Part %(number)s") % {"number": item["chapter-number"]}
    if item.get("page"):
        is_range = bool(re.search(r"[-,]", item["page"]))
        words = pgettext("reference", "pp. %(pages)s") if is_range else pgettext("reference", "p. %(pages)s")
        yield words % {"pages": _dashed(item["page"])}


def _issue(item):
    """Return the Runs behind the title of a journal: volume in italics, issue, pages or article number (APA 9.25)."""
    volume, issue, pages = (item.get(key, "") for key in ("volume", "issue", "page"))
    runs = [Run(", "), Run(volume, is_italic=True)] if volume else []
    if issue:
        runs += [Run(f"({issue})" if volume else f", ({issue})")]
    if pages:
        words = (
            pgettext("reference", "Article %(number)s") % {"number": pages} if pages[0].isalpha() else _dashed(pages)
        )
        runs += [Run(f", {words}")]
    return runs


def _dashed(pages):
    return pages.replace("-", "–")


def _publisher(item, makers):
    """Return the publisher, unless it made the work, published a journal, or stands in the brackets of a thesis."""
    publisher = item.get("publisher")
    if not publisher or item["type"] in (*ARTICLES, "thesis"):
        return []
    return [] if publisher in [name.get("literal") for name in makers] else [Run(publisher)]


def _address(item):
    """Return where it is: its DOI, else its URL (APA 9.34)."""
    return f"https://doi.org/{quote(item['DOI'], safe='/:;()')}" if item.get("DOI") else item.get("URL", "")
