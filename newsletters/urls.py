"""/nieuwsbrief/: the addresses of newsletters that are no page."""

from django.urls import path

from newsletters import link_views

urlpatterns = [
    path("naar/<int:number>/", link_views.follow_link, name="newsletter-link"),
]
