"""What the agenda and the calls can be narrowed by."""

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from events.days import months_between, months_of_date, session_days
from pages.models import RecordPage
from pages.record_index.facets import (
    ChoiceFacet,
    ConditionFacet,
    Facet,
    FacetOfColumns,
    Term,
    TimeFacet,
    opened_by,
    replaced,
    without,
)
from pages.record_index.relations import Role

COMING, PAST = ("komend", _("Coming")), ("geweest", _("Past"))
IS_RECORDED = Q(recordings__url__gt="") | Q(recordings__document__isnull=False)
HAS_REPORT = ~Q(report=[])
QUOTED = "person-geciteerd"
IS_SHOWN = Q(photos__isnull=False) | Q(quotes__isnull=False)


class AttendanceFacet(ChoiceFacet):
    """How an event can be attended; one that was moved online is online, whatever was planned."""

    def read(self, model, pages):
        """Return (pairs, terms) as ChoiceFacet does."""
        pairs, terms = super().read(model, pages)
        online = model.Attendance.ONLINE.value
        moved = {page.pk for page in pages if page.status == model.Status.MOVED_ONLINE}
        kept = {(pk, value) for pk, value in pairs if pk not in moved}
        return kept | {(pk, online) for pk in moved}, terms


class EventMonthFacet(FacetOfColumns):
    """The months (“2026-12”) in which an event takes place, or may take place when its day is not known."""

    def __init__(self):
        super().__init__("month", "")

    @property
    def paths(self):
        return ["sessions"]

    def read(self, model, pages):
        """Return (pairs, terms); the key is the month."""
        prefetch_related_objects(pages, "sessions")
        pairs = set()
        for page in pages:
            found = [
                month
                for session in page.sessions.all()
                for month in months_between(*session_days(session.start, session.end, time_known=session.time_known))
            ]
            pairs |= {(page.pk, month) for month in found or months_of_date(page.date)}
        return pairs, {month: Term(month, "") for _pk, month in pairs}


# The municipalities that the editor names, and the one where the meeting is.
EVENT_FACETS = replaced(
    RecordPage.facets,
    TimeFacet("periode", _("When"), COMING, PAST),
    Facet("soort", _("Kind"), ["kind"], names=("name", "name_en"), order=("position",)),
    Facet("reeks", _("Series"), ["series"], names=("name", "name_en"), order=("position",)),
    AttendanceFacet("vorm", _("Where"), "attendance"),
    Facet("gemeente", _("Municipality"), ["municipalities", "municipality"]),
    Facet("regio", _("Region"), ["municipalities__region_groups", "municipality__region_groups"]),
    opened_by(recording=IS_RECORDED, report=HAS_REPORT, paths=["recordings"]),
)
EVENT_RELATIONS = [
    *RecordPage.relations,
    EventMonthFacet(),
    Role("person", "spreker", _("Spoke at"), "speakers__person"),
    Role("person", "geciteerd", _("Quoted at"), "quotes__person"),
    Role("organisation", "organisator", _("Organised"), "organisers__organisation"),
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
