"""Looks whether a remote record may be here already, with the reasons: same DOI, ISBN or address, or a title alike."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from pages.harvest.values import isbn_key
from pages.models import ActionLink, Proposal

ALIKE = 92  # of 100, rapidfuzz.fuzz.ratio
WORD = re.compile(r"\w+")
MOST_FOUND = 5
MOST_COMPARED = 20_000  # other proposals
REASONS = {
    "doi": _("the same DOI"),
    "isbn": _("the same ISBN"),
    "link": _("the same address"),
    "title": _("a very similar title, of about the same year"),
}


@dataclass(frozen=True)
class Facts:
    """By what a proposal is compared: keys of pages.harvest.values, and titles as they are compared."""

    titles: tuple
    year: int | None
    doi: str
    isbn: str
    link: str


def facts_of(proposal):
    """Return the Facts of a Proposal."""
    values = proposal.values
    titles = [
        comparable(values.get("title", "")),
        comparable(f"{values.get('title', '')} {values.get('subtitle', '')}"),
    ]
    titles = tuple(dict.fromkeys(title for title in titles if title))
    return Facts(titles, proposal.year, proposal.doi, proposal.isbn, proposal.link)


def comparable(title):
    """Return a title as it is compared: its words in lower case."""
    return " ".join(WORD.findall(title.casefold()))


def find_duplicates(proposals, receiver):
    """Return {position: [{"page" or "proposal": pk, "reasons": [names of REASONS]}]} of a list of Proposals.

    All are of the receiver's type; some queries for all of them together.
    """
    facts = [facts_of(proposal) for proposal in proposals]
    years = None
    if all(each.year for each in facts):
        years = {year for each in facts for year in (each.year - 1, each.year, each.year + 1)}
    found = [defaultdict(set) for _each in facts]
    _compare(facts, _known_pages(receiver, years, facts), "page", found)
    others = _known_proposals(proposals, years, facts)
    _compare(facts, others, "proposal", found)
    own = [proposal.pk for proposal in proposals]
    return {
        place: [
            {kind: pk, "reasons": sorted(reasons, key=list(REASONS).index)}
            for (kind, pk), reasons in sorted(each.items(), key=lambda item: -len(item[1]))
            if not (kind == "proposal" and pk == own[place])
        ][:MOST_FOUND]
        for place, each in enumerate(found)
    }


def _known_pages(receiver, years, facts):
    """Return rows (pk, title, year, doi, isbn, link key) of pages; a page may come twice."""
    rows = receiver.known(years).values_list("pk", "title", "sort_date")
    known = [(pk, title, day.year if day.year > 1 else None, "", "", "") for pk, title, day in rows]
    dois, isbns = {each.doi for each in facts} - {""}, {each.isbn for each in facts} - {""}
    for column, place, key, wanted in (
        (receiver.doi_field, 3, str.lower, dois),
        (receiver.isbn_field, 4, isbn_key, isbns),
    ):
        if column and wanted:
            present = receiver.known(None).exclude(**{column: ""}).values_list("pk", column)
            known += [_row(pk, place, key(value)) for pk, value in present if key(value) in wanted]
    links = {variant: each.link for each in facts if each.link for variant in _variants(each.link)}
    pages = ActionLink.objects.filter(url__in=links).values_list("record_id", "url") if links else []
    return known + [_row(pk, 5, links[url]) for pk, url in pages]


def _row(pk, index, value):
    row = [pk, "", None, "", "", ""]
    row[index] = value
    return tuple(row)


def _variants(key):
    """Return the spellings of an address that have one link_key()."""
    ends = [key] if "?" in key else [key, f"{key}/"]
    return [f"{scheme}://{www}{end}" for scheme in ("https", "http") for www in ("", "www.") for end in ends]


def _known_proposals(proposals, years, facts):
    """Return rows as _known_pages of proposals that wait, and of others with the same identifiers."""
    rows = Proposal.objects.filter(page=None).exclude(state=Proposal.State.WITHDRAWN)
    same = Q(doi__in={each.doi for each in facts if each.doi}) | Q(isbn__in={each.isbn for each in facts if each.isbn})
    same |= Q(link__in={each.link for each in facts if each.link})
    columns = ("pk", "title", "year", "doi", "isbn", "link")
    alike = rows.filter(waits=True, record_type=proposals[0].record_type).exclude(source=proposals[0].source_id)
    if years is not None:
        alike = alike.filter(Q(year__in=years) | Q(year=None))
    return [*rows.filter(same).values_list(*columns), *alike.values_list(*columns)[:MOST_COMPARED]]


def _compare(facts, known, kind, found):
    """Add to `found` [{(kind, pk): reasons}] what is alike."""
    by_key = defaultdict(set)
    titles = defaultdict(list)
    for pk, title, year, *keys in known:
        for name, key in zip(("doi", "isbn", "link"), keys, strict=True):
            if key:
                by_key[name, key].add(pk)
        if title:
            titles[year].append((pk, comparable(title)))
    for each, reasons in zip(facts, found, strict=True):
        for name in ("doi", "isbn", "link"):
            for pk in by_key.get((name, getattr(each, name)), ()):
                reasons[kind, pk].add(name)
        for pk in _titles_alike(each, titles):
            reasons[kind, pk].add("title")


def _titles_alike(facts, titles):
    """Return the primary keys of what has a title alike, of a year at most one away or of unknown year."""
    if facts.year is None:
        rows = [row for group in titles.values() for row in group]
    else:
        rows = [row for year in (None, facts.year - 1, facts.year, facts.year + 1) for row in titles.get(year, ())]
    words = [title for _pk, title in rows]
    return {
        rows[place][0]
        for title in facts.titles
        for _words, _score, place in process.extract(
            title, words, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=MOST_FOUND
        )
    }
