"""URLs of the pages of personal data; kus_site.logs removes the tokens in them."""

from django.urls import path

from visitors import views

urlpatterns = [
    path("", views.ask_link, name="personal-data-ask"),
    path("verzonden/", views.sent, name="personal-data-sent"),
    path("gewist/", views.erased, name="personal-data-erased"),
    path("<str:token>/", views.overview, name="personal-data"),
    path("<str:token>/gegevens.json", views.download, name="personal-data-json"),
    path("<str:token>/verbeteren/", views.correct, name="personal-data-correct"),
    path("<str:token>/openen/", views.open_page, name="personal-data-open"),
    path("<str:token>/wissen/", views.erase, name="personal-data-erase"),
]
