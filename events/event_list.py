"""The list of events in the admin: when, what, how it stands, who comes; sorted and filtered."""

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFromToRangeFilter, ModelMultipleChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from events.models import EventKind, EventPage, EventSeries, Registration
from events.registrations.desk.urls import LIST
from network.models import Municipality


class PeriodFilter(ChoiceFilter):
    """What is to come, or what is over."""

    def filter(self, qs, value):
        moment = timezone.now()
        return qs.upcoming(moment) if value == "coming" else qs.past(moment) if value == "past" else qs


class EventFilterSet(WagtailFilterSet):
    """What the list of events is narrowed by."""

    period = PeriodFilter(
        label=_("When"), empty_label=_("Everything"), choices=[("coming", _("Coming")), ("past", _("Past"))]
    )
    starts_at = DateFromToRangeFilter(label=_("First day"), widget=DateRangePickerWidget)
    kind = ModelMultipleChoiceFilter(label=_("Kind"), queryset=EventKind.objects.all(), widget=CheckboxSelectMultiple)
    status = MultipleChoiceFilter(label=_("Plan"), choices=EventPage.Status.choices, widget=CheckboxSelectMultiple)
    series = ModelMultipleChoiceFilter(
        label=_("Series"), queryset=EventSeries.objects.all(), widget=CheckboxSelectMultiple
    )
    municipality = ModelMultipleChoiceFilter(
        label=_("Municipality"), queryset=Municipality.objects.all(), widget=CheckboxSelectMultiple
    )

    class Meta:
        model = EventPage
        fields = []


def count_people():
    """Return the expression for the number of people who have a place at an event, whatever its language."""
    placed = Registration.objects.order_by().filter(state=Registration.State.REGISTERED)
    placed = placed.filter(event__translation_key=OuterRef("translation_key")).values("event__translation_key")
    return Coalesce(Subquery(placed.annotate(people=Count("pk")).values("people")), 0, output_field=IntegerField())


def people_in_words(event):
    """Return “12 / 30” or “12” for an event with registration on this site; else whether it is elsewhere."""
    if event.registration != event.Registration.FORM:
        return str(event.get_registration_display()) if event.registration else ""
    return f"{event.people} / {event.capacity}" if event.capacity else str(event.people)


def address_of_people(event):
    """Return where the people registered for an event are listed.

    None without registration on this site, and for who may not edit the event and would be refused there.
    """
    has_form = event.registration == event.Registration.FORM
    return reverse(LIST, args=[event.pk]) if has_form and event.may_edit else None


class EventIndexView(IndexView):
    """The list; the event with the latest day stands first."""

    default_ordering = "-starts_at"
    base_filterset_class = EventFilterSet
    base_columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        Column("starts_at", label=_("When"), accessor="dated_words", sort_key="starts_at", width="22%"),
        Column("kind", label=_("Kind"), accessor="kind_label", sort_key="kind__name", width="14%"),
        Column("plan", label=_("Plan"), accessor="status_label", sort_key="status", width="10%"),
        TitleColumn(
            "people",
            label=_("Registrations"),
            accessor=people_in_words,
            get_url=address_of_people,
            sort_key="people",
            width="12%",
        ),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="10%"),
    ]

    def annotate_queryset(self, pages):
        """Fetch what the columns show, and which events the user may edit."""
        editable = policy_registry.get_by_type(Page).editable_instances(self.request.user).order_by()
        may_edit = Exists(editable.filter(pk=OuterRef("pk")))
        pages = super().annotate_queryset(pages).annotate(people=count_people(), may_edit=may_edit)
        return pages.prefetch_related("kind", "sessions")

    def order_queryset(self, queryset):
        """Sort; events without a day stand last, whichever way."""
        if self.ordering in ("starts_at", "-starts_at") and not self.is_searching:
            day = F("starts_at")
            is_down = self.ordering.startswith("-")
            return queryset.order_by(day.desc(nulls_last=True) if is_down else day.asc(nulls_last=True), "pk")
        return super().order_queryset(queryset)


class EventListViewSet(PageListingViewSet):
    """The menu item “Agenda”."""

    model = EventPage
    index_view_class = EventIndexView
    icon = "calendar"
    menu_label = _("Agenda")
    menu_order = 210
    add_to_admin_menu = True
    filterset_class = EventFilterSet


event_list = EventListViewSet("events")
