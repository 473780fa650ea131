"""Addresses of the form; no log keeps the tokens in them (kus_site.logs)."""

from django.urls import path

from inventory.filling.views import begin, invitation, links, own, steps

urlpatterns = [
    path("link/", links.lost_link, name="inventory-lost-link"),
    path("link/verzonden/", links.link_sent, name="inventory-link-sent"),
    path("uitnodiging/<str:token>/", invitation.invitation_page, name="inventory-invitation"),
    path("formulier/<str:token>/", own.submission_page, name="inventory-submission"),
    path("formulier/<str:token>/bewaard/", steps.saved, name="inventory-saved"),
    path("formulier/<str:token>/verzonden/", own.sent, name="inventory-sent"),
    path("formulier/<str:token>/afdrukken/", own.print_page, name="inventory-print"),
    path("formulier/<str:token>/intrekken/", own.withdraw, name="inventory-withdraw"),
    path("formulier/<str:token>/nog-een/", own.another, name="inventory-another"),
    path("formulier/<str:token>/bestand/<int:number>/", own.file_of, name="inventory-file"),
    path("formulier/<str:token>/<slug:slug>/", steps.step_page, name="inventory-step"),
    path("<slug:slug>/beginnen/", begin.begin, name="inventory-form-begin"),
]
