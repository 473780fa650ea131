"""What the projects and the rounds can be narrowed by."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pages.models import RecordPage
from pages.record_index.facets import ChoiceFacet, ConditionFacet, Facet, TimeFacet, without
from pages.record_index.relations import Relation, Role

PROJECT_FACETS = [
    *RecordPage.facets,
    Facet("provincie", _("Province"), ["municipalities"], value="province", names=("province",)),
    Facet("ronde", _("Reported in round"), ["round"], names=("title",)),
    ChoiceFacet("status", _("Status"), "status"),
    TimeFacet(
        "bevestigd", _("Confirmation"), ("ja", _("Confirmed in the last 15 months")), ("nee", _("Not confirmed"))
    ),
]
PROJECT_RELATIONS = [
    *RecordPage.relations,
    Role("organisation", "trekker", _("Leads these projects"), "lead_organisation"),
    Role("organisation", "projectpartner", _("Takes part in these projects"), "partners__organisation"),
    Relation("round-key", "round"),
    # Whether the project looks for help.
    ConditionFacet("wanted", "", {"yes": ("", ~Q(wanted=""))}),
]
ROUND_FACETS = without(RecordPage.facets, "thema", "werkplaats", "gemeente", "regio", "doelgroep", "wet", "openen")
