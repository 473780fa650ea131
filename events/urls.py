"""Public addresses of the agenda that are no page, below /agenda/. No log keeps the tokens in them (kus_site.logs)."""

from django.urls import path

from events.registrations import private_page

urlpatterns = [
    path("aanmelding/<str:token>/", private_page.show_registration, name="event-registration"),
]
