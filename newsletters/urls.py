"""Addresses of the newsletter that are no pages; no log keeps the tokens in them (kus_site.logs)."""

from django.urls import path

from newsletters import link_views
from newsletters.views import confirmation, preferences, sign_up, unsubscribe

urlpatterns = [
    path("aanmelden/", sign_up.sign_up_page, name="newsletter-sign-up"),
    path("aanmelden/stap/", sign_up.begin, name="newsletter-sign-up-begin"),
    path("aanmelden/verzonden/", sign_up.sent, name="newsletter-sign-up-sent"),
    path("bevestigen/<str:token>/", confirmation.confirm, name="newsletter-confirm"),
    path("voorkeuren/", sign_up.preferences_link, name="newsletter-ask-link"),
    path("link-verzonden/", sign_up.link_sent, name="newsletter-link-sent"),
    path("voorkeuren/<str:token>/", preferences.preferences, name="newsletter-preferences"),
    path("voorkeuren/<str:token>/gegevens.json", preferences.download, name="newsletter-data"),
    path("voorkeuren/<str:token>/wissen/", preferences.erase, name="newsletter-erase"),
    path("afmelden/<str:token>/", unsubscribe.unsubscribe, name="newsletter-unsubscribe"),
    path("naar/<int:number>/", link_views.follow_link, name="newsletter-link"),
]
