"""Addresses of owners; no log keeps the tokens in them (kus_site.logs)."""

from django.urls import path

from inventory.ownership import lost_link, views

urlpatterns = [
    path("", lost_link.ask_link, name="project-ask-link"),
    path("verzonden/", lost_link.link_sent, name="project-link-sent"),
    path("<str:token>/", views.overview, name="project-owner"),
    path("<str:token>/klopt/", views.confirm, name="project-confirm"),
    path("<str:token>/wijzigen/", views.change, name="project-change"),
    path("<str:token>/afgelopen/", views.end, name="project-end"),
    path("<str:token>/overdragen/", views.hand_over, name="project-hand-over"),
    path("<str:token>/links/", views.renew, name="project-renew-links"),
    path("<str:token>/vertrekken/", views.leave, name="project-leave"),
    path("<str:token>/netwerk/", views.network, name="project-network"),
    path("<str:token>/overnemen/", views.take_over, name="project-takeover"),
]
