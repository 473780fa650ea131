"""Publications for the templates of all rooms, and what the page of one publication needs."""

from django import template
from django.conf import settings
from django.utils.translation import ngettext

from pages.languages import LANGUAGE_NAMES
from pages.models import ListingPage
from pages.page_context import fetch_details, find_listing, locale_of
from publications.models import Contributor, PublicationPage, ResultOf

register = template.Library()

LICENCE_PATHS = {
    PublicationPage.Licence.CC_BY: "licenses/by/4.0/",
    PublicationPage.Licence.CC_BY_SA: "licenses/by-sa/4.0/",
    PublicationPage.Licence.CC_BY_NC: "licenses/by-nc/4.0/",
    PublicationPage.Licence.CC_BY_NC_ND: "licenses/by-nc-nd/4.0/",
    PublicationPage.Licence.CC0: "publicdomain/zero/1.0/",
}


@register.simple_tag(takes_context=True)
def newest_publications(context, limit=4):
    """Return the `limit` newest publications in the language of the page, as a list ready for cards."""
    return list(PublicationPage.objects.published().in_language(locale_of(context)).newest_first().for_listing()[:limit])


@register.simple_tag(takes_context=True)
def resulting_publications(context, page, limit=50):
    """Return the publications that came out of `page` (programme, workgroup, project, event), newest first."""
    if not page.pk:
        return []
    links = ResultOf.objects.filter(source__translation_key=page.translation_key)
    found = PublicationPage.objects.published().in_language(locale_of(context))
    return list(found.filter(pk__in=links.values("publication_id")).newest_first().for_listing()[:limit])
