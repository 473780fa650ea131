"""The kinds of topic that can be followed: how each is named, where it is, and which records it holds.

A kind is a subclass of TopicKind in KINDS. It reads the record index only, so it holds what every reader may see.
"""

from abc import ABC, abstractmethod
from uuid import UUID

from django.apps import apps
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.models import Locale

from network.models import Municipality
from newsletters.models import AlertTopic, NewsletterIssuePage
from pages.facet_panel import encode, shorten
from pages.listing import Listing
from pages.models import IndexedRecord, Subject, WerkplaatsPage
from pages.page_context import in_language
from pages.record_index.reading import indexed_records
from pages.record_types import record_types
from pages.search.facets import FoundSelection
from pages.search.results import LONGEST_QUERY, clean, find_with_all_words
from themes.models import ThemePage


class TopicKind(ABC):
    """One kind of topic. `kind`: its value in AlertTopic. `word`: its part of addresses, in Dutch."""

    kind = ""
    word = ""

    def make(self, name, data, language):
        """Return the unsaved AlertTopic for a name and a QueryDict in a language (code); None when there is none.

        Its name, query, label and path are in their canonical form, so that equal topics are one row.
        """
        with override(language):
            found = self.describe(name, data, language)
        if found is None:
            return None
        query, label, path = found
        topic = AlertTopic(kind=self.kind, name=name, query=query, language=language, label=label[:500], path=path)
        limits = ((topic.name, 255), (topic.query, 1_000), (topic.path, 2_000))
        return topic if all(len(text) <= most for text, most in limits) else None

    @abstractmethod
    def describe(self, name, data, language):
        """Return (canonical query string, label, path on the site) in the active language; None when there is none."""

    @abstractmethod
    def records(self, topic):
        """Return the queryset of the IndexedRecords that an AlertTopic holds now; none when it is gone."""


class ListingTopics(TopicKind):
    """A listing with the filters in force; the name is the `search_kind` of what it lists."""

    kind = AlertTopic.LISTING
    word = "lijst"

    def describe(self, name, data, language):
        listing = find_listing(name, data, language)
        if listing is None or not listing.address:
            return None
        query = listing.filters
        label = f"{listing.page.title}: {listing.description}" if listing.description else listing.page.title
        return query, label, f"{listing.address}?{query}" if query else listing.address

    def records(self, topic):
        data = QueryDict(topic.query)
        with override(topic.language):
            listing = find_listing(topic.name, data, topic.language)
        if listing is None:
            return IndexedRecord.objects.none()
        asked = {facet.name for facet in listing.selection.model.facets if data.get(facet.name)}
        # A listing ignores a filter that holds nothing; who follows it must not get everything instead.
        return IndexedRecord.objects.none() if asked - listing.selection.chosen.keys() else listing.selection.records()


def listed_types():
    """Return {search_kind: type of record} of what can be followed as a listing; the newsletter has its own lists."""
    return {
        model.search_kind: model for model in record_types() if model.listed_on and model is not NewsletterIssuePage
    }


def find_listing(name, data, language):
    """Return the pages.listing.Listing of a type (`search_kind`) with the filters of a QueryDict; None for none."""
    model = listed_types().get(name)
    if model is None:
        return None
    pages = apps.get_model(model.listed_on).objects.live().public().filter(locale__language_code=language)
    page = pages.select_related("locale").first()
    if page is None:
        return None
    filters = QueryDict(mutable=True)
    for facet in model.facets:
        filters.setlist(facet.name, data.getlist(facet.name))
    return Listing(page, filters)


class FacetTopics(TopicKind):
    """A value of one facet over all types of record; the name is the value (a slug). `facet`: its parameter."""

    facet = ""

    @abstractmethod
    def find(self, name, language):
        """Return (label, path) of the value in the active language; None when there is none."""

    def describe(self, name, data, language):
        found = self.find(name, language)
        return found and ("", *found)

    def records(self, topic):
        types = [model for model in record_types() if any(facet.name == self.facet for facet in model.facets)]
        return indexed_records(topic.language, *types).with_value(self.facet, topic.name)


class ThemeTopics(FacetTopics):
    """A theme of a knowledge agenda; the records of older themes that were mapped to it are there too."""

    kind = AlertTopic.THEME
    word = "thema"
    facet = "thema"

    def find(self, name, language):
        published = ThemePage.objects.live().public().select_related("locale")
        named = next((theme for theme in published.filter(slug=name) if theme.listed_as == name), None)
        if named is None:
            return None
        [own] = in_language([named], Locale.objects.get(language_code=language))
        return gettext("Theme %(name)s") % {"name": own.title}, own.url or ""


class SubjectTopics(FacetTopics):
    """A subject, with what is on narrower ones."""

    kind = AlertTopic.SUBJECT
    word = "onderwerp"
    facet = "onderwerp"

    def find(self, name, language):
        found = Subject.objects.filter(slug=name).first()
        return found and (gettext("Subject %(name)s") % {"name": found.label}, found.get_absolute_url())


class MunicipalityTopics(FacetTopics):
    """A municipality, by the records that name it and the meetings that are there."""

    kind = AlertTopic.MUNICIPALITY
    word = "gemeente"
    facet = "gemeente"

    def find(self, name, language):
        found = Municipality.objects.filter(slug=name).first()
        return found and (gettext("Municipality %(entity)s") % {"entity": found}, found.get_absolute_url())


class WerkplaatsTopics(FacetTopics):
    """A werkplaats, by the records that name it as theirs."""

    kind = AlertTopic.WERKPLAATS
    word = "werkplaats"
    facet = "werkplaats"

    def find(self, name, language):
        pages = WerkplaatsPage.objects.live().public().filter(slug=name).select_related("locale")
        own = sorted(pages, key=lambda page: page.locale.language_code != language)
        return (own[0].title, own[0].url or "") if own else None


class SearchTopics(TopicKind):
    """A search with the filters in force; only records that have all its words count."""

    kind = AlertTopic.SEARCH
    word = "zoeken"

    def describe(self, name, data, language):
        words = clean(data.get("q", ""))[:LONGEST_QUERY].rstrip()
        if name or not words:
            return None
        label = gettext("Search: %(words)s") % {"words": shorten(words)}
        chosen = FoundSelection(language, data).chosen
        if names := [value.label for values in chosen.values() for value in values]:
            label = f"{label}: {', '.join(names).lower()}"
        query = encode([("q", words), *((facet, value.value) for facet, values in chosen.items() for value in values)])
        return query, label, f"{reverse('search')}?{query}"

    def records(self, topic):
        data = QueryDict(topic.query)
        with override(topic.language):
            # A search ignores a choice that nothing has; who follows it must not get everything instead.
            is_known = not FoundSelection(topic.language, data).refused
            found = find_with_all_words(data) if is_known else []
        return indexed_records(topic.language).filter(page__in=found)


class RecordTopics(TopicKind):
    """One record of a type that has something to tell after its publication; the name is its translation key."""

    kind = AlertTopic.RECORD
    word = "pagina"

    def describe(self, name, data, language):
        row = self._find(name, language).first()
        return row and ("", gettext("“%(title)s”") % {"title": row.title}, row.card["url"])

    def records(self, topic):
        return self._find(topic.name, topic.language)

    def _find(self, name, language):
        types = [model for model in record_types() if model.has_later_news]
        try:
            key = UUID(name)
        except ValueError:
            return IndexedRecord.objects.none()
        # Only in its canonical form, so that a record is one topic.
        rows = indexed_records(language, *types) if str(key) == name else IndexedRecord.objects.none()
        return rows.filter(page__translation_key=key)


ALL_KINDS = (
    ListingTopics(),
    ThemeTopics(),
    SubjectTopics(),
    MunicipalityTopics(),
    WerkplaatsTopics(),
    SearchTopics(),
    RecordTopics(),
)
KINDS = {found.kind: found for found in ALL_KINDS}


def make_topic(word, name, data, language):
    """Return the unsaved AlertTopic of an address: word of its kind, name, QueryDict, language; None for none."""
    kind = next((kind for kind in KINDS.values() if kind.word == word), None)
    return kind and kind.make(name, data, language)


def refresh(topic):
    """Bring the label and path of an AlertTopic up to date; they stay as they were for what is no longer there."""
    made = KINDS[topic.kind].make(topic.name, QueryDict(topic.query), topic.language)
    if made and made.query == topic.query and (made.label, made.path) != (topic.label, topic.path):
        topic.label, topic.path = made.label, made.path
        topic.save(update_fields=["label", "path"])


def follow_address(kind, name="", query=""):
    """Return the path of the page to follow a topic: kind of AlertTopic, name, query string; "" when it cannot be."""
    if kind not in KINDS or (kind == AlertTopic.LISTING and name not in listed_types()):
        return ""
    arguments = [KINDS[kind].word, name] if name else [KINDS[kind].word]
    path = reverse("newsletter-follow", args=arguments)
    return f"{path}?{query}" if query else path
