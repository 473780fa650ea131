"""Addresses of the open data; a name here is for ever."""

from django.urls import path

from inventory.open_data import views

urlpatterns = [
    path("", views.show_page, name="inventory-open-data"),
    path("projecten.csv", views.projects_csv, name="inventory-open-data-csv"),
    path("projecten.csv-metadata.json", views.columns, name="inventory-open-data-columns"),
    path("projecten.json", views.projects_json, name="inventory-open-data-json"),
    path("catalogus.jsonld", views.catalogue_json_ld, name="inventory-open-data-jsonld"),
    path("catalogus.ttl", views.catalogue_turtle, name="inventory-open-data-turtle"),
]
