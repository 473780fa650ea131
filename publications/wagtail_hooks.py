"""Kinds and series of publications in the editors' menu."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from pages.record_index.reading import indexed_records
from pages.search.entities import EntityType, listing_address
from publications import entering, entry_checks, import_views, views
from publications.choosers import KindChooserViewSet, SeriesChooserViewSet
from publications.models import PublicationIndexPage, PublicationKind, PublicationPage, Series
from publications.proposals import PublicationReceiver


class PublicationKindViewSet(SnippetViewSet):
    """The vocabulary of kinds, which editors extend."""

    model = PublicationKind
    chooser_viewset_class = KindChooserViewSet
    icon = "tag"
    list_display = ["name", "name_en", "slug", "schema_type", "position"]


class SeriesViewSet(SnippetViewSet):
    """Series of publications."""

    model = Series
    chooser_viewset_class = SeriesChooserViewSet
    icon = "list-ol"
    list_display = ["name", "name_en", "slug"]


class PublicationVocabularyViewSetGroup(SnippetViewSetGroup):
    """The menu “Publications”."""

    items = (PublicationKindViewSet, SeriesViewSet)
    menu_label = _("Publications")
    menu_icon = "doc-full"
    menu_order = 320


register_snippet(PublicationVocabularyViewSetGroup)


@hooks.register("proposal_receivers")
def list_proposal_receivers():
    """Return what publications make of records of partner sites."""
    return [PublicationReceiver()]


@hooks.register("search_entities")
def list_search_entities():
    """Return the kinds of publication and the series: search leads from their names to the list of all of them."""
    return [
        EntityType(
            "publication-kind",
            _("kind of publication"),
            PublicationKind,
            ("name_en",),
            listing_address(PublicationIndexPage, "soort"),
        ),
        EntityType("series", _("series"), Series, ("name_en",), lambda slug: reverse("series", args=[slug])),
    ]


hooks.register("public_views", views.list_public_views)
hooks.register("register_admin_urls", entering.register_urls)
hooks.register("register_admin_urls", entry_checks.register_urls)
hooks.register("register_admin_urls", import_views.register_urls)
hooks.register("after_create_page", entry_checks.warn_of_duplicates)
hooks.register("after_edit_page", entry_checks.warn_of_duplicates)
hooks.register("register_admin_menu_item", entering.menu_item)
hooks.register("register_page_header_buttons", entering.header_buttons)


@hooks.register("home_lists")
def list_home_lists():
    """Return {name of the list: function of the home page and a language that returns its IndexedRecords}."""
    # Five, and one more for when the lead is one of them.
    return {"publications": lambda _page, language: indexed_records(language, PublicationPage).newest_first()[:6]}


@hooks.register("template_slots")
def fill_template_slots():
    """Return {slot: template}; see pages.templatetags.slots."""
    return {
        "follow": "publications/slots/cite_search.html",
        "home_new": "publications/slots/home_new.html",
        "resulting_publications": "publications/slots/resulting_publications.html",
    }
