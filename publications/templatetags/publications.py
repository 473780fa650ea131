"""Publications for the templates of all rooms, and what the page of one publication shows."""

from django import template
from django.utils.translation import ngettext_lazy

from pages.actions import DOWNLOAD, build_action
from pages.home_lists import cards_on_home
from pages.kept import kept
from pages.languages import LANGUAGE_NAMES
from pages.page_context import locale_of
from pages.record_index.reading import indexed_records, make_cards
from publications import details
from publications.covers import describe_drawing
from publications.licences import licence_address, licence_meaning, licence_name
from publications.models import Contributor, PublicationPage
from publications.podcasts import MEDIA_TYPE

register = template.Library()

ROLES = {
    Contributor.Role.AUTHOR: ngettext_lazy("Author", "Authors", "count"),
    Contributor.Role.EDITOR: ngettext_lazy("Editor", "Editors", "count"),
    Contributor.Role.INTERVIEWER: ngettext_lazy("Interviewer", "Interviewers", "count"),
    Contributor.Role.TRANSLATOR: ngettext_lazy("Translator", "Translators", "count"),
    Contributor.Role.ILLUSTRATOR: ngettext_lazy("Illustrator", "Illustrators", "count"),
    Contributor.Role.SPEAKER: ngettext_lazy("Speaker", "Speakers", "count"),
    Contributor.Role.HOST: ngettext_lazy("Host", "Hosts", "count"),
}


@register.simple_tag(takes_context=True)
def newest_publications(context, limit=5, without=None):
    """Return the Cards of the `limit` newest publications on the home page, but for the page `without`."""
    newest = cards_on_home(context, "publications", locale_of(context).language_code)
    return [card for card in newest if card.pk != without][:limit]


@register.simple_tag(takes_context=True)
def resulting_publications(context, page, limit=50, without=()):
    """Return the Cards of the publications that came out of `page` (programme, workgroup, project …), newest first.

    `without` holds the numbers of pages that `page` names already.
    """
    found = indexed_records(locale_of(context).language_code, PublicationPage).exclude(page__in=without or ())
    return make_cards(found.with_value("source-key", page.translation_key).newest_first()[:limit])


@register.simple_tag(takes_context=True)
def fetch_cover(context, page):
    """Fetch what the cover of one publication is drawn of; prints nothing."""
    request = context.get("request")
    page.shown_cover = kept(page, request, "cover", lambda: describe_drawing(page))
    return ""


@register.simple_tag(takes_context=True)
def related_pages(context, page):
    """Return what a publication came out of, what came of it, and its other relatives (details.RelatedPages)."""
    request = context.get("request")
    return kept(page, request, "publication", lambda: details.find_related_pages(page, request))


@register.simple_tag
def contributor_groups(page):
    """Return who made it as (role in words, contributors) pairs: the roles in a fixed order, the people in theirs."""
    contributors = list(page.contributors.all())
    groups = [(role, [each for each in contributors if each.role == role]) for role in Contributor.Role]
    return [(ROLES[role] % {"count": len(members)}, members) for role, members in groups if members]


@register.simple_tag
def downloads(page):
    """Return the files as (action, document, accessible version or None); the words of a download say size, pages,
    language and example.
    """
    return [
        (build_action(DOWNLOAD, file.title, document=file.document), file.document, file.accessible_version)
        for file in page.files.all()
    ]


@register.simple_tag
def previewed_files(page):
    """Return (document, picture of its first page or None, entries of its contents) of the files with one of the two.

    The picture is {name, width, height}; what is the cover already is not shown twice. Contents lead to several pages.
    """
    documents = [file.document for file in page.files.all()]
    cover = {} if page.cover_id or page.draws_cover else page.file_cover
    found = []
    for document in documents:
        picture = document.first_page[0] if document.first_page and cover not in document.first_page else None
        outline = document.outline if len({entry["page"] for entry in document.outline}) > 1 else []
        if picture or outline:
            found.append((document, picture, outline))
    return found


@register.simple_tag(takes_context=True)
def podcast_feed(context, page):
    """Return the podcast (pages.autodiscovery.Feed) of a publication, None when it has none."""
    request = context.get("request")
    feeds = page.list_feeds(request) if request else []
    return next((feed for feed in feeds if feed.media_type == MEDIA_TYPE), None)


@register.simple_tag
def language_names(codes):
    """Return the names of language codes in the active language; a code that is not known stands for itself."""
    return [LANGUAGE_NAMES.get(code, code) for code in codes or []]


@register.filter
def only_language(page):
    """Return the code of the one language a work is written in when that is not the page's own, else empty text."""
    codes = page.languages or []
    return codes[0] if len(codes) == 1 and codes[0] != page.locale.language_code else ""


@register.filter
def other_than(code, page):
    """Return a language code unless it is that of the page, for the attribute `lang`."""
    return "" if code == page.locale.language_code else code


@register.filter
def any_reachable(parts):
    """Return whether at least one part has an address or a file."""
    return any(part.url or part.files.all() or part.transcript_id for part in parts)


register.filter(licence_address)
register.filter(licence_meaning)
register.filter(licence_name)
