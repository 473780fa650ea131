"""Addresses of the editors' pages about registrations, below /admin/; and the button that leads there."""

from django.urls import path, reverse
from wagtail.admin.widgets.button import Button

from events.models import EventPage, Registration
from events.registrations.desk.base import LIST, may_see
from events.registrations.desk.messages_to_all import MessageView
from events.registrations.desk.people import DoorView, ListView, PersonView, count_words
from events.registrations.desk.tables import FileView, PrintView


def register_urls():
    """Return the addresses."""
    base = "events/<int:pk>/registrations"
    return [
        path(f"{base}/", ListView.as_view(), name=LIST),
        path(f"{base}/<int:registration_pk>/", PersonView.as_view(), name="event_registration_person"),
        path(f"{base}/door/", DoorView.as_view(), name="event_registrations_door"),
        path(f"{base}/message/", MessageView.as_view(), name="event_registrations_message"),
        path(f"{base}/print/<slug:what>/", PrintView.as_view(), name="event_registrations_print"),
        path(f"{base}.<slug:file_format>", FileView.as_view(), name="event_registrations_file"),
    ]


def header_buttons(page, user, view_name, next_url=None):
    """Yield the button above an event with registrations, for who may edit it: how many take part or wait."""
    event = page.specific_deferred
    if not isinstance(event, EventPage) or not may_see(event := event.registered_on, user):
        return
    number = Registration.objects.of_event(event).filter(state__in=Registration.TAKING_PART).count()
    if number or event.registration == EventPage.Registration.FORM:
        yield Button(count_words(number), reverse(LIST, args=[event.pk]), icon_name="group", priority=15)
