"""Wagtail hooks of the inventory: menu, editors' tasks, mentions, personal data."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from inventory.coverage.views import describe_overview, describe_place
from inventory.data_source import InventoryData
from inventory.desk.admin import SubmissionViewSet
from inventory.editors_tasks import ClosingRounds, UnansweredQuestions, UnconfirmedProjects, WaitingSubmissions
from inventory.landing_lists import list_landing_lists
from inventory.matching.admin import ConnectionsViewSet
from inventory.models import InventoryRoundPage, Need
from inventory.open_data.description import describe_for_search_engines
from inventory.owners import admin  # noqa: F401 (its hooks)
from inventory.rounds.admin import InvitationViewSet, ResponseViewSet
from network.models import Municipality
from pages.public_views import PublicView
from pages.record_index.reading import indexed_records


class NeedViewSet(SnippetViewSet):
    """Needs per municipality."""

    model = Need
    icon = "warning"
    list_display = ["municipality", "theme", "urgency", "reported_on"]
    list_filter = ["urgency", "municipality"]

    def get_queryset(self, request):
        """Return all needs with municipality and theme in one query."""
        return Need.objects.select_related("municipality", "theme")


class InventoryViewSetGroup(SnippetViewSetGroup):
    """The menu “Inventory”."""

    items = (SubmissionViewSet, ResponseViewSet, InvitationViewSet, ConnectionsViewSet, NeedViewSet)
    menu_label = _("Inventory")
    menu_icon = "clipboard-list"
    menu_order = 340


register_snippet(InventoryViewSetGroup)
hooks.register("landing_lists", list_landing_lists)


@hooks.register("insert_global_admin_css")
def add_css():
    """Return the link to the stylesheet of the desk."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))


@hooks.register("editors_tasks")
def list_editors_tasks():
    """Return what waits for an editor in the inventory."""
    return [WaitingSubmissions(), UnansweredQuestions(), UnconfirmedProjects(), ClosingRounds()]


@hooks.register("personal_data")
def list_personal_data():
    """Return what the inventory holds on people."""
    return [InventoryData()]


@hooks.register("public_views")
def list_public_views():
    """Return the public pages of the inventory that are no Wagtail page; the private ones are not among them."""
    return [
        PublicView("coverage", schema_type="Dataset", describe=describe_overview),
        PublicView("coverage-municipality", Municipality.objects.all, describe=describe_place),
        PublicView("inventory-open-data", schema_type="Dataset", describe=describe_for_search_engines),
    ]


@hooks.register("home_lists")
def list_home_lists():
    """Return {name of the list: function of the home page and a language that returns its IndexedRecords}."""
    return {"rounds": lambda _page, language: indexed_records(language, InventoryRoundPage)}


@hooks.register("template_slots")
def fill_template_slots():
    """Return {slot: template}; see pages.templatetags.slots."""
    return {
        "home_inventory": "inventory/slots/home_inventory.html",
        "landing_projects": "inventory/slots/landing_projects.html",
        "landing_open": "inventory/slots/landing_open.html",
        "landing_gaps": "inventory/slots/landing_gaps.html",
    }
