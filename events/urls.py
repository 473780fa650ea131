"""Public addresses of the agenda that are no page, below /agenda/. No log keeps the tokens in them (kus_site.logs)."""

from django.urls import path

from events.registrations import private_page, sign_up_pages

urlpatterns = [
    path("aanmelding/<str:token>/", private_page.show_registration, name="event-registration"),
    path("aanmelding/<str:token>/wijzigen/", private_page.change_registration, name="event-registration-change"),
    path("aanmelding/<str:token>/afmelden/", private_page.ask_to_cancel, name="event-registration-cancel"),
    path("<str:slug>/aanmelden/", sign_up_pages.sign_up_page, name="event-sign-up"),
    path("<str:slug>/aanmelden/verzonden/", sign_up_pages.sent, name="event-sign-up-sent"),
    path("<str:slug>/aanmelden/link/", sign_up_pages.lost_link, name="event-lost-link"),
    path("<str:slug>/aanmelden/link/verzonden/", sign_up_pages.link_sent, name="event-link-sent"),
]
