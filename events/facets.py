"""What the agenda and the calls can be narrowed by."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pages.models import RecordPage
from pages.record_index.facets import (
    ChoiceFacet,
    ConditionFacet,
    Facet,
    Relation,
    TimeFacet,
    opened_by,
    replaced,
    without,
)

COMING, PAST = ("komend", _("Coming")), ("geweest", _("Past"))
IS_RECORDED = Q(recordings__url__gt="") | Q(recordings__document__isnull=False)
HAS_REPORT = ~Q(report=[])
IS_SHOWN = Q(photos__isnull=False) | Q(quotes__isnull=False)

# The municipalities that the editor names, and the one where the meeting is.
EVENT_FACETS = replaced(
    RecordPage.facets,
    TimeFacet("periode", _("When"), COMING, PAST),
    Facet("soort", _("Kind"), ["kind"], names=("name", "name_en"), order=("position",)),
    Facet("reeks", _("Series"), ["series"], names=("name", "name_en"), order=("position",)),
    ChoiceFacet("vorm", _("Where"), "attendance"),
    Facet("gemeente", _("Municipality"), ["municipalities", "municipality"]),
    Facet("regio", _("Region"), ["municipalities__region_groups", "municipality__region_groups"]),
    opened_by(recording=IS_RECORDED, report=HAS_REPORT, paths=["recordings"]),
)
EVENT_RELATIONS = [
    *RecordPage.relations,
    Relation("person", "speakers__person"),
    Relation("organisation", "organisers__organisation"),
    # Whether there is something to look back on.
    ConditionFacet(
        "lookback",
        "",
        {"yes": ("", Q(attachments__isnull=False) | IS_RECORDED | HAS_REPORT | IS_SHOWN)},
        paths=["attachments", "recordings", "photos", "quotes"],
    ),
]
# Open or closed.
CALL_FACETS = replaced(
    without(RecordPage.facets, "werkplaats", "gemeente", "regio", "wet", "openen"),
    TimeFacet("periode", _("When"), COMING, PAST, open_ended=True),
)
