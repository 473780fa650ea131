"""Addresses of the overview, below /projecten/overzicht/."""

from django.urls import path

from inventory.coverage import views

urlpatterns = [
    path("", views.show_overview, name="coverage"),
    path("overzicht.csv", views.download_csv, name="coverage-csv"),
    path("<slug:slug>/", views.show_municipality, name="coverage-municipality"),
]
