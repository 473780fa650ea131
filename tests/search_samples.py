"""Searches as a visitor asks them, and what they find."""

from django.http import QueryDict
from django.utils import translation

from pages.models import ArticlePage, SearchDocument
from pages.search.results import Search
from publications.models import PublicationIndexPage, PublicationKind, PublicationPage

# A word that stands in no demo text.
RARE = "kwizelbeek"


def search(query, language="nl", **more):
    """Return the Search for a query as a visitor of the site in `language` would do it."""
    data = QueryDict(mutable=True)
    data.update({"q": query, **more})
    with translation.override(language):
        found = Search(data)
        # Read in the visitor's language, as the template does.
        assert list(found.results) is not None
    return found


def titles(found):
    return [result.page.title for result in found.results]


def choices(found, name):
    """Return {value: (count, whether it is chosen)} of a facet as the search shows it."""
    shown = {facet.name: [*facet.in_sight, *facet.folded] for facet in found.facets}
    return {choice.value: (choice.count, choice.is_chosen) for group in shown[name] for choice in group.choices}


def titles_with_all(found):
    """Return the titles of the results that have all words; with few of them, those with some words follow."""
    return titles(found)[: found.with_all]


def write_article(parent, title, summary="", body="", **fields):
    """Return a published article under `parent`."""
    blocks = [("text", f"<p>{body}</p>")] if body else []
    article = ArticlePage(title=title, summary=summary, body=blocks, locale=parent.locale, **fields)
    parent.add_child(instance=article)
    article.save_revision().publish()
    return article


def write_publication(home, title, **fields):
    """Return a published publication."""
    kind, _new = PublicationKind.objects.get_or_create(slug="proefsoort", defaults={"name": "Proefsoort"})
    page = PublicationPage(title=title, kind=kind, locale=home.locale, **fields)
    PublicationIndexPage.objects.child_of(home).get().add_child(instance=page)
    page.save_revision().publish()
    return page


def write_dated(news):
    """Write nine articles with RARE in their text, of three days and of none; return their titles, the newest first."""
    for number in range(9):
        page = write_article(news, f"Artikel {number}", body=RARE)
        SearchDocument.objects.filter(page=page).update(day=None if number % 4 == 3 else f"201{number % 4}-01-01")
    return [f"Artikel {number}" for number in (6, 2, 5, 1, 8, 4, 0, 7, 3)]
