"""Addresses of what looks alike and of getting in contact; no log keeps the tokens in them (kus_site.logs)."""

from django.urls import path

from inventory.connections import contact_views, views

urlpatterns = [
    path("lijkt-op/", views.show_similar, name="inventory-similar"),
    path("<int:pk>/", contact_views.write, name="inventory-contact"),
    path("<int:pk>/verzonden/", contact_views.sent, name="inventory-contact-sent"),
    path("bevestigen/<str:token>/", contact_views.confirm, name="inventory-contact-confirm"),
    path("antwoord/<str:token>/", contact_views.answer, name="inventory-contact-answer"),
]
