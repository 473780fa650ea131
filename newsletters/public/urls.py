"""URL patterns of the public views, below /nieuwsbrief/; kus_site.logs removes the tokens from logs."""

from django.urls import path

from newsletters.public import confirmation, follow, link_visits, preferences, sign_up, unsubscribe

urlpatterns = [
    path("aanmelden/", sign_up.sign_up_page, name="newsletter-sign-up"),
    path("aanmelden/stap/", sign_up.show_full_form, name="newsletter-sign-up-begin"),
    path("aanmelden/verzonden/", sign_up.sent, name="newsletter-sign-up-sent"),
    path("bevestigen/<str:token>/", confirmation.confirm, name="newsletter-confirm"),
    path("voorkeuren/", sign_up.preferences_link, name="newsletter-ask-link"),
    path("gewist/", preferences.erased, name="newsletter-erased"),
    path("afgemeld/", unsubscribe.left, name="newsletter-left"),
    path("nieuw-adres/verzonden/", preferences.change_sent, name="newsletter-change-sent"),
    path("link-verzonden/", sign_up.link_sent, name="newsletter-link-sent"),
    path("voorkeuren/<str:token>/", preferences.preferences, name="newsletter-preferences"),
    path("voorkeuren/<str:token>/gegevens.json", preferences.download, name="newsletter-data"),
    path("voorkeuren/<str:token>/wissen/", preferences.erase, name="newsletter-erase"),
    path("afmelden/<str:token>/", unsubscribe.unsubscribe, name="newsletter-unsubscribe"),
    # Before the pattern of topics.
    path("volgen/verzonden/", follow.sent, name="newsletter-follow-sent"),
    path("volgen/gestopt/", follow.stopped, name="newsletter-follow-stopped"),
    path("volgen/bevestigen/<str:token>/", follow.confirm, name="newsletter-follow-confirm"),
    path("volgen/stoppen/<str:token>/", follow.stop, name="newsletter-follow-stop"),
    path("volgen/<slug:word>/", follow.follow, name="newsletter-follow"),
    path("volgen/<slug:word>/<str:name>/", follow.follow, name="newsletter-follow"),
    path("naar/<int:number>/", link_visits.follow_link, name="newsletter-link"),
]
