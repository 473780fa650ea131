"""Public addresses of the inventory, as they stand below the language prefix.

No log keeps the tokens in them (kus_site.logs).
"""

from django.urls import include, path

from inventory.coverage import views as coverage
from inventory.form import address_pages, start, step_views, submission_page
from inventory.matching import views as matching
from inventory.open_data import views as open_data
from inventory.owners import views as owners

form_patterns = [
    path("link/", submission_page.lost_link, name="inventory-lost-link"),
    path("link/verzonden/", submission_page.link_sent, name="inventory-link-sent"),
    path("gewist/", submission_page.discarded, name="inventory-discarded"),
    path("uitnodiging/<str:token>/", start.invitation_page, name="inventory-invitation"),
    path("bevestigen/<str:token>/", address_pages.confirm, name="inventory-confirm"),
    path("formulier/<str:token>/", submission_page.submission_page, name="inventory-submission"),
    path("formulier/<str:token>/bewaard/", step_views.saved, name="inventory-saved"),
    path("formulier/<str:token>/adres/", address_pages.wait, name="inventory-address"),
    path("formulier/<str:token>/te-laat/", step_views.too_late, name="inventory-too-late"),
    path("formulier/<str:token>/verzonden/", submission_page.sent, name="inventory-sent"),
    path("formulier/<str:token>/afdrukken/", submission_page.print_page, name="inventory-print"),
    path("formulier/<str:token>/intrekken/", submission_page.withdraw, name="inventory-withdraw"),
    path("formulier/<str:token>/nog-een/", start.start_another, name="inventory-another"),
    path("formulier/<str:token>/bestand/<int:number>/", submission_page.file_of, name="inventory-file"),
    path("formulier/<str:token>/<slug:slug>/", step_views.step_page, name="inventory-step"),
    path("<slug:slug>/beginnen/", start.start, name="inventory-form-begin"),
]
matching_patterns = [
    path("lijkt-op/", matching.show_similar, name="inventory-similar"),
    path("<int:pk>/", matching.write, name="inventory-contact"),
    path("<int:pk>/verzonden/", matching.sent, name="inventory-contact-sent"),
    path("bevestigen/<str:token>/", matching.confirm, name="inventory-contact-confirm"),
    path("antwoord/<str:token>/", matching.answer, name="inventory-contact-answer"),
]
owner_patterns = [
    path("", owners.ask_link, name="project-ask-link"),
    path("verzonden/", owners.link_sent, name="project-link-sent"),
    *(path(f"{what}/", owners.done, {"what": what}, name=f"project-done-{what}") for what in owners.CLOSING),
    path("<str:token>/", owners.overview, name="project-owner"),
    path("<str:token>/klopt/", owners.confirm, name="project-confirm"),
    path("<str:token>/wijzigen/", owners.change, name="project-change"),
    path("<str:token>/afgelopen/", owners.end, name="project-end"),
    path("<str:token>/overdragen/", owners.hand_over, name="project-hand-over"),
    path("<str:token>/links/", owners.renew, name="project-renew-links"),
    path("<str:token>/vertrekken/", owners.leave, name="project-leave"),
    path("<str:token>/netwerk/", owners.network, name="project-network"),
    path("<str:token>/overnemen/", owners.take_over, name="project-takeover"),
]
coverage_patterns = [
    path("", coverage.show_overview, name="coverage"),
    path("overzicht.csv", coverage.download_csv, name="coverage-csv"),
    path("<slug:slug>/", coverage.show_municipality, name="coverage-municipality"),
]
# A name here is for ever: programs of others fetch these.
open_data_patterns = [
    path("", open_data.show_page, name="inventory-open-data"),
    path("projecten.csv", open_data.projects_csv, name="inventory-open-data-csv"),
    path("projecten.csv-metadata.json", open_data.columns, name="inventory-open-data-columns"),
    path("projecten.json", open_data.projects_json, name="inventory-open-data-json"),
    path("catalogus.jsonld", open_data.catalogue_json_ld, name="inventory-open-data-jsonld"),
    path("catalogus.ttl", open_data.catalogue_turtle, name="inventory-open-data-turtle"),
]
urlpatterns = [
    path("inventarisatie/", include(form_patterns)),
    path("inventarisatie/contact/", include(matching_patterns)),
    path("projecten/beheer/", include(owner_patterns)),
    path("projecten/overzicht/", include(coverage_patterns)),
    path("projecten/open-data/", include(open_data_patterns)),
]
