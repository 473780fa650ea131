"""What themes and programmes can be narrowed by."""

from django.utils.translation import gettext_lazy as _

from pages.models import RecordPage
from pages.record_index.facets import ChoiceFacet, Facet, without

THEME_FACETS = [
    Facet("werkplaats", _("Werkplaats"), ["agenda__werkplaats"], names=("title",)),
    Facet("agenda", _("Knowledge agenda"), ["agenda"], names=("title",)),
    *without(RecordPage.facets, "werkplaats", "thema", "gemeente", "regio", "doelgroep", "wet", "jaar", "openen"),
]
PROGRAMME_FACETS = [ChoiceFacet("status", _("Status"), "status"), *without(RecordPage.facets, "doelgroep")]
