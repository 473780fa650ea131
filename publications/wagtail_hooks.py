"""Kinds and series of publications in the editors' menu."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from network.models import Municipality, Organisation, Person
from pages.mentions import find_mentions
from pages.trays import fill_tray, new_records
from publications.models import PublicationKind, PublicationPage, Series


class PublicationKindViewSet(SnippetViewSet):
    """The vocabulary of kinds, which editors extend."""

    model = PublicationKind
    icon = "tag"
    list_display = ["name", "name_en", "slug", "schema_type", "position"]


class SeriesViewSet(SnippetViewSet):
    """Series of publications."""

    model = Series
    icon = "list-ol"
    list_display = ["name", "name_en", "slug"]


class PublicationVocabularyViewSetGroup(SnippetViewSetGroup):
    """The menu “Publications”."""

    items = (PublicationKindViewSet, SeriesViewSet)
    menu_label = _("Publications")
    menu_icon = "doc-full"
    menu_order = 320


register_snippet(PublicationVocabularyViewSetGroup)


@hooks.register("mentions")
def list_mentions(entity, locale):
    """Return the publications that somebody made, published or sells, or that are about a municipality."""
    lookups = {
        Person: ["contributors__person"],
        Organisation: ["contributors__organisation", "publisher", "order_links__seller"],
        Municipality: ["municipalities"],
    }
    return [find_mentions(PublicationPage, locale, entity, lookups)]


# Kinds of publication (types of schema.org) that one watches or listens to.
RECORDED = ("VideoObject", "AudioObject", "PodcastSeries", "PodcastEpisode")


@hooks.register("newsletter_trays")
def list_newsletter_trays(since, locale):
    """Return what can be read, and what can be watched or heard, that is new since the last issue."""
    new = new_records(PublicationPage, since, locale)
    recorded = new.filter(kind__schema_type__in=RECORDED)
    return [
        fill_tray("publications", gettext("Publications"), new.exclude(pk__in=recorded.values("pk")), since, order=10),
        fill_tray("recorded", gettext("Videos and podcasts"), recorded, since, order=22),
    ]


@hooks.register("template_slots")
def fill_template_slots():
    """Return {slot: template}; see pages.templatetags.slots."""
    return {
        "home_lead": "publications/slots/home_lead.html",
        "resulting_publications": "publications/slots/resulting_publications.html",
    }
