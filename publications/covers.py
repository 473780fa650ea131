"""Covers for publications that have none: which patterns a kind gets, and the words on it."""

from django.core.files.storage import default_storage
from django.utils.text import capfirst

from pages.drawings import cover_patterns as patterns
from pages.drawings.covers import draw_cover, fit_small_line
from pages.renditions import picture_of

# What has more than one idea: of these kinds there are many.
BOOKS = (patterns.draw_spines, patterns.draw_stack)
FILMS = (patterns.draw_rings, patterns.draw_frames)
REPORTS = (patterns.draw_sheets, patterns.draw_graph)
BY_KIND = {
    "artikel": (patterns.draw_columns,),
    "artikel-in-tijdschrift": (patterns.draw_columns,),
    "boek": BOOKS,
    "bundel": (patterns.draw_leaves,),
    "factsheet": (patterns.draw_squares,),
    "geluidsopname": (patterns.draw_sound,),
    "gids": (patterns.draw_slopes,),
    "handboek": BOOKS,
    "handreiking": (patterns.draw_bowls,),
    "hoofdstuk": BOOKS,
    "instrument": (patterns.draw_dial,),
    "methodebeschrijving": (patterns.draw_route,),
    "onderwijsmodule": (patterns.draw_steps,),
    "opname": FILMS,
    "podcastaflevering": (patterns.draw_sound,),
    "podcastserie": (patterns.draw_sound,),
    "proefschrift": BOOKS,
    "publicatie": REPORTS,
    "rapport": REPORTS,
    "training": (patterns.draw_steps,),
    "verhalenbundel": (patterns.draw_leaves,),
    "wmo-wijzer": (patterns.draw_rays,),
}
# For kinds that editors added: what the kind is for search engines.
BY_SCHEMA_TYPE = {
    "Article": (patterns.draw_columns,),
    "AudioObject": (patterns.draw_sound,),
    "Chapter": BOOKS,
    "ScholarlyArticle": (patterns.draw_columns,),
    "Thesis": BOOKS,
    "Book": BOOKS,
    "LearningResource": (patterns.draw_steps,),
    "PodcastEpisode": (patterns.draw_sound,),
    "PodcastSeries": (patterns.draw_sound,),
    "Report": REPORTS,
    "VideoObject": FILMS,
}


def describe_drawing(publication):
    """Return what the cover of a publication is drawn of, for the record index.

    That is {picture, colour, slug, kind, schema_type}: `picture` is its cover (pages.renditions.picture_of)
    or None, `kind` and `schema_type` are empty without a kind. Needs PublicationPage.line_prefetch.
    """
    kind = publication.kind
    return {
        "picture": picture_of(publication.cover, "cover") or picture_of_file(publication),
        "colour": cover_colour(publication),
        "slug": publication.slug,
        "kind": kind.slug if kind else "",
        "schema_type": kind.schema_type if kind else "",
    }


def picture_of_file(publication):
    """Return the first page of its file as {url, width, height}; None without one, or where editors want none."""
    page = publication.file_cover
    if not page or publication.draws_cover:
        return None
    return {"url": default_storage.url(page["name"]), "width": page["width"], "height": page["height"]}


def cover_of(publication, with_words):
    """Return the drawn Cover of a publication (page or Card): it follows from slug, kind, theme colour and title."""
    facts = publication.cover_facts
    return draw_cover(patterns_of(facts), facts["slug"], facts["colour"], publication.title if with_words else "")


def cover_colour(publication):
    """Return the colour of the publication's first theme, for its drawn cover; blue without a theme."""
    links = list(publication.theme_links.all())
    return links[0].theme.colour if links else "blue"


def patterns_of(facts):
    """Return the functions of cover_patterns that draw a kind of publication. facts: of describe_drawing()."""
    return BY_KIND.get(facts["kind"]) or BY_SCHEMA_TYPE.get(facts["schema_type"]) or (patterns.draw_squares,)


def describe_cover(publication):
    """Return the small words on a cover: (kind, publisher or else date)."""
    publisher = publication.publisher
    foot = (publisher.short_name or publisher.name) if publisher else publication.date_line
    return fit_small_line(capfirst(publication.kind_label)), fit_small_line(foot)
