"""The lists of records on the home page, read together in one query.

Rooms name theirs by the hook `home_lists`: a function without arguments that returns {name of the list: function of the
home page and a language (code)}, which returns a queryset of IndexedRecords, or None on a page without that list.
"""

from wagtail import hooks

from pages.kept import kept
from pages.models import ArticlePage
from pages.record_index.reading import indexed_records, read_lists
from pages.record_types import record_types

STORY_KINDS = (ArticlePage.Kind.INTERVIEW, ArticlePage.Kind.PRACTICE)


def read_home_lists(page, language, request=None):
    """Return {name: Cards, the newest first} of all lists of a home page, kept until the content changes."""

    def read():
        wanted = {name: find(page, language) for fill in hooks.get_hooks("home_lists") for name, find in fill().items()}
        lists = {name: records for name, records in wanted.items() if records is not None}
        return dict(zip(lists, read_lists(list(lists.values())), strict=True))

    return kept(page, request, f"home-lists-{language}", read)


def cards_on_home(context, name, language):
    """Return the Cards of one list of the home page in a template context; none where it has no such list."""
    return read_home_lists(context["page"], language, context.get("request")).get(name, [])


def newest_without_end(page, language):
    """Return the newest records that can come to stand first without the editors: what has no end to wait for."""
    lasting = [model for model in record_types() if model.is_news and not model.is_digest]
    return indexed_records(language, *lasting).filter(ends_at=None).newest_first()[:10]


def newest_articles(page, language):
    """Return the newest articles."""
    return indexed_records(language, ArticlePage).newest_first()[:5]


def newest_stories(page, language):
    """Return the newest interviews and examples from practice: one, and one more for when that is the lead."""
    return indexed_records(language, ArticlePage).with_value("soort", *STORY_KINDS).newest_first()[:2]


def list_home_lists():
    """Return {name of the list: function of the home page and a language that returns its IndexedRecords}."""
    return {"without-end": newest_without_end, "articles": newest_articles, "stories": newest_stories}
