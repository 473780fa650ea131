"""Needs and submissions in the editors' menu."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from inventory.data_source import InventoryData
from inventory.editors_tasks import ClosingRounds, UnconfirmedProjects
from inventory.models import Need, ProjectPage, Submission
from network.models import Municipality, Organisation
from pages.mentions import find_mentions
from pages.trays import fill_tray, new_records


class NeedViewSet(SnippetViewSet):
    """On which issues too little happens, per municipality."""

    model = Need
    icon = "warning"
    list_display = ["municipality", "theme", "urgency", "reported_on"]
    list_filter = ["urgency", "municipality"]

    def get_queryset(self, request):
        """Return all needs with municipality and theme in one query."""
        return Need.objects.select_related("municipality", "theme")


class SubmissionViewSet(SnippetViewSet):
    """What came in; read here, handled at the editors' desk."""

    model = Submission
    icon = "form"
    list_display = ["reference", "title", "municipality", "status", "submitted_at"]
    list_filter = ["status", "round"]
    inspect_view_enabled = True
    panels = ["municipality", "title", "project"]

    def get_queryset(self, request):
        """Return all submissions with their municipality in one query."""
        return Submission.objects.select_related("municipality")


class InventoryViewSetGroup(SnippetViewSetGroup):
    """The menu “Inventory”."""

    items = (SubmissionViewSet, NeedViewSet)
    menu_label = _("Inventory")
    menu_icon = "clipboard-list"
    menu_order = 340


register_snippet(InventoryViewSetGroup)


@hooks.register("mentions")
def list_mentions(entity, locale):
    """Return the projects in a municipality or of an organisation."""
    lookups = {Organisation: ["lead_organisation", "partners__organisation"], Municipality: ["municipalities"]}
    return [find_mentions(ProjectPage, locale, entity, lookups)]


@hooks.register("editors_tasks")
def list_editors_tasks():
    """Return what waits for an editor in the inventory."""
    return [UnconfirmedProjects(), ClosingRounds()]


@hooks.register("newsletter_trays")
def list_newsletter_trays(since, locale):
    """Return the projects that are new since the last issue."""
    return [fill_tray("projects", gettext("Projects"), new_records(ProjectPage, since, locale), since, order=60)]


@hooks.register("personal_data")
def list_personal_data():
    """Return what the inventory holds on people."""
    return [InventoryData()]
