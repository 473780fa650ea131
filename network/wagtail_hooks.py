"""The network in the editors' menu: one group of four lists with search and filters."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .choosers import OrganisationChooserViewSet, PersonChooserViewSet
from .models import Municipality, Organisation, Person, RegionGroup


class OrganisationViewSet(SnippetViewSet):
    """Organisations, filtered by kind."""

    model = Organisation
    chooser_viewset_class = OrganisationChooserViewSet
    icon = "group"
    list_display = ["name", "short_name", "kind"]
    list_filter = ["kind"]


class PersonViewSet(SnippetViewSet):
    """People with their organisation."""

    model = Person
    chooser_viewset_class = PersonChooserViewSet
    icon = "user"
    list_display = ["name", "role", "organisation"]

    def get_queryset(self, request):
        """Return all people with their organisation in one query."""
        return Person.objects.select_related("organisation")


class MunicipalityViewSet(SnippetViewSet):
    """Municipalities, filtered by province and region group."""

    model = Municipality
    icon = "home"
    list_display = ["name", "code", "province", "valid_from", "valid_to"]
    list_filter = ["province", "region_groups"]


class RegionGroupViewSet(SnippetViewSet):
    """Groups of municipalities."""

    model = RegionGroup
    icon = "site"


class NetworkViewSetGroup(SnippetViewSetGroup):
    """The menu “Network”."""

    items = (OrganisationViewSet, PersonViewSet, MunicipalityViewSet, RegionGroupViewSet)
    menu_label = _("Network")
    menu_icon = "group"
    menu_order = 300


register_snippet(NetworkViewSetGroup)
