"""What the projects and the rounds can be narrowed by."""

from django.utils.translation import gettext_lazy as _

from pages.models import RecordPage
from pages.record_index.facets import ChoiceFacet, Facet, TimeFacet, without

PROJECT_FACETS = [
    *RecordPage.facets,
    Facet("provincie", _("Province"), ["municipalities"], value="province", names=("province",)),
    Facet("ronde", _("Reported in round"), ["round"], names=("title",)),
    ChoiceFacet("status", _("Status"), "status"),
    TimeFacet(
        "bevestigd", _("Confirmation"), ("ja", _("Confirmed in the last 15 months")), ("nee", _("Not confirmed"))
    ),
]
ROUND_FACETS = without(RecordPage.facets, "thema", "werkplaats", "gemeente", "regio", "doelgroep", "wet", "openen")
