"""What the publications can be narrowed by."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pages.models import RecordPage
from pages.record_index.facets import Facet, opened_by, replaced

# Kinds of publication (types of schema.org) that one watches or listens to.
RECORDED = ("VideoObject", "AudioObject", "PodcastSeries", "PodcastEpisode")

PUBLICATION_FACETS = replaced(
    RecordPage.facets,
    Facet("soort", _("Kind"), ["kind"], names=("name", "name_en"), order=("position",)),
    Facet("reeks", _("Series"), ["series"], names=("name", "name_en"), order=("position",)),
    opened_by(
        download=Q(files__isnull=False) | Q(parts__files__isnull=False),
        recording=Q(kind__schema_type__in=RECORDED)
        & (Q(parts__url__gt="") | Q(files__isnull=False) | Q(parts__files__isnull=False)),
        paths=["files__document", "parts__files__document"],
    ),
)
