"""Publications as items of CSL-JSON 1.0.2 (Citation Style Language): what references and exports are made of.

A text of an item is plain, on one line, in the language of its page, and holds no control characters.
"""

import re
from html import unescape

from django.db.models import prefetch_related_objects
from django.utils.html import strip_tags
from django.utils.translation import gettext, override

from pages.structured_data import address_of
from pages.subjects import subjects_of
from publications.models.parts import Contributor
from visitors.plain_text import clean_text

# The lookups that csl_item() reads.
CSL_PREFETCH = [
    "locale",
    "kind",
    "publisher",
    "series",
    "contributors__person",
    "contributors__organisation",
    "subject_links__subject",
]
DOCUMENT = "document"
# schema.org type of a kind (PublicationKind.schema_type): CSL type.
TYPES = {
    "Book": "book",
    "Report": "report",
    "ScholarlyArticle": "article-journal",
    "Chapter": "chapter",
    "PodcastSeries": "broadcast",
    "PodcastEpisode": "broadcast",
    "VideoObject": "motion_picture",
    "AudioObject": "song",
    "Thesis": "thesis",
}
# Role of a contributor: CSL name variable.
NAME_VARIABLES = {
    Contributor.Role.AUTHOR: "author",
    Contributor.Role.EDITOR: "editor",
    Contributor.Role.INTERVIEWER: "interviewer",
    Contributor.Role.TRANSLATOR: "translator",
    Contributor.Role.ILLUSTRATOR: "illustrator",
    Contributor.Role.SPEAKER: "performer",
    Contributor.Role.HOST: "host",
}
OTHER_ROLES = "contributor"
# Who stands in front of a reference: the first of these that has names.
MAKERS = ("author", "editor", "host", "performer", "interviewer")
# What a work that is not out yet has instead of a date (CSL variable `status`).
FORTHCOMING = "in press"
BLOCK_END = re.compile(r"</(?:p|li|h\d)>|<br/?>")
SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}


def csl_items(pages, request=None):
    """Return the items of PublicationPages (a list) in their order, in a fixed number of queries; each has its own id.

    An id that is taken, such as that of the same work in another language, gets a number.
    """
    prefetch_related_objects(pages, *CSL_PREFETCH)
    items, taken = [], set()
    for page in pages:
        item = csl_item(page, request)
        base, number = item["id"], 1
        while item["id"] in taken:
            number += 1
            item["id"] = f"{base}-{number}"
        taken.add(item["id"])
        items.append(item)
    return items


def csl_item(page, request=None):
    """Return the CSL-JSON item (dict) of a PublicationPage; what is not known is left out.

    type, id and title are always there. issued: date-parts with `season` or `circa`; a period that is still going on
    has its EDTF as `raw` besides. A work that is expected has the status “in press” and no issued.
    """
    with override(page.locale.language_code):
        item = {
            "type": csl_type(page),
            "id": page.slug,
            "title": join_title(page.title, page.subtitle),
            "title-short": page.title if page.subtitle else "",
            **csl_names(page.contributors.all()),
            **csl_date(page.date),
            **_container(page),
            "volume": page.volume,
            "issue": page.issue,
            "page": page.pages.replace("–", "-"),
            "edition": page.edition,
            "publisher": page.publisher.name if page.publisher else "",
            "publisher-place": page.place,
            "ISBN": page.isbn,
            "ISSN": page.issn,
            "DOI": page.doi,
            "URL": address_of(page, request),
            "genre": str(page.kind_label),
            "language": page.languages[0] if page.languages else page.locale.language_code,
            "abstract": plain(page.abstract) or page.summary,
            "keyword": ", ".join(str(subject) for subject in subjects_of(page)),
        }
    return tidy(item)


def csl_type(page):
    """Return the CSL type of a PublicationPage; an article is one of a journal when the journal is known by number."""
    if page.schema_type == "Article" and page.container_title:
        return "article-journal" if page.issn or page.volume else "article-magazine"
    return TYPES.get(page.schema_type, DOCUMENT)


def csl_part(page, part, request=None, whole=None):
    """Return the CSL-JSON item of a PublicationPart: an episode of a podcast, or a study of a report.

    Its makers are those of `page`; `whole` is the item of `page` where that is at hand.
    """
    whole = whole or csl_item(page, request)
    is_recorded = whole["type"] in ("broadcast", "motion_picture", "song")
    number = "" if part.number is None else str(part.number)
    with override(page.locale.language_code):
        genre = gettext("podcast episode") if page.schema_type == "PodcastSeries" else whole.get("genre", "")
    names = {variable: whole[variable] for variable in (*NAME_VARIABLES.values(), OTHER_ROLES) if variable in whole}
    kept = ("issued", "status", "publisher", "publisher-place", "ISBN", "DOI", "URL")
    item = {
        "type": whole["type"] if is_recorded else "chapter",
        "id": f"{whole['id']}-{part.number if part.number is not None else part.pk}",
        "title": part.title,
        "container-title": whole["title"],
        **names,
        **{variable: whole[variable] for variable in kept if variable in whole},
        "number" if is_recorded else "chapter-number": number,
        "genre": genre if is_recorded else "",
        "language": part.language,
        "abstract": part.description,
    }
    if part.url:
        # The DOI is that of the whole.
        item |= {"URL": part.url, "DOI": ""}
    return tidy(item)


def csl_names(contributors):
    """Return {CSL name variable: names} of Contributors, each list in the order of the title page."""
    names = {}
    for contributor in contributors:
        if name := csl_name(contributor.person, contributor.organisation):
            names.setdefault(NAME_VARIABLES.get(contributor.role, OTHER_ROLES), []).append(name)
    return names


def csl_name(person, organisation):
    """Return a person as {family, given, non-dropping-particle}, an organisation as {literal}; {} for neither."""
    if person:
        return tidy(
            {
                "family": person.family_name,
                "given": person.given_name,
                "non-dropping-particle": person.particle,
            }
        )
    return tidy({"literal": organisation.name}) if organisation else {}


def csl_date(date):
    """Return {issued} or {status} of a FuzzyDate; {} for None."""
    if not date:
        return {}
    if date.expected and not date.is_uncertain:
        return {"status": FORTHCOMING}
    issued = {"date-parts": [_date_parts(date.start)]}
    if date.is_period and date.end:
        issued["date-parts"].append(_date_parts(date.end))
    elif date.is_period:
        issued["raw"] = date.text.removesuffix("?")
    elif date.start.is_season:
        issued["season"] = SEASONS[date.start.month]
    if date.is_uncertain:
        issued["circa"] = True
    return {"issued": issued}


def _date_parts(point):
    month = None if point.is_season else point.month
    return [part for part in (point.year, month, point.day) if part]


def edtf(issued):
    """Return a CSL date as EDTF, such as 2018-04-10, 2018-23 (autumn), 2012/2016, 2012/.. or 2018? (uncertain)."""
    ends = ["-".join([f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:])]) for parts in issued["date-parts"]]
    if issued.get("season"):
        ends[0] += next(f"-{number}" for number, name in SEASONS.items() if name == issued["season"])
    return issued.get("raw", "/".join(ends)) + ("?" if issued.get("circa") else "")


def find_makers(item):
    """Return (CSL name variable, names) of who made the work of an item; the editors of a chapter made the book."""
    variables = ("author",) if item["type"] == "chapter" else MAKERS
    return next(((variable, item[variable]) for variable in variables if item.get(variable)), ("", []))


def _container(page):
    """Return what a work appeared in, and its place there: journal, book, series; a report has its own number."""
    series, number = (page.series.label, page.series_number) if page.series else ("", "")
    if page.schema_type == "PodcastEpisode":
        return {"container-title": page.container_title or series, "number": page.report_number or number}
    return {
        "container-title": page.container_title,
        "collection-title": series,
        "collection-number": number,
        "number": page.report_number,
    }


def join_title(title, subtitle):
    """Return a title with its subtitle: “Durf te weten: een gezamenlijke taak”, “Hoe gaat het? Een verkenning”."""
    if not subtitle:
        return title
    return f"{title} {subtitle}" if title.rstrip().endswith(("?", "!", ":")) else f"{title}: {subtitle}"


def plain(rich_text):
    """Return the text of a rich text field (source HTML) without markup."""
    # Where one block ends and the next begins a space belongs.
    return unescape(strip_tags(BLOCK_END.sub(" ", rich_text))) if rich_text else ""


def tidy(item):
    """Return an item or name without empty values, its texts on one line and without control characters."""
    texts = {key: " ".join(clean_text(value).split()) for key, value in item.items() if isinstance(value, str)}
    return {key: value for key, value in (item | texts).items() if value}
