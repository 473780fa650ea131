"""What every record shows about itself."""

from django import template
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from pages.languages import LANGUAGE_NAMES
from pages.listing import prefetch_for_listing
from pages.navigation import get_surroundings

register = template.Library()


@register.filter
def foreign_language(record):
    """Return the language code of a record that is not in the visitor's language, else an empty text.

    Needs no query when the record's locale was prefetched.
    """
    code = record.locale.language_code
    return "" if code == get_language() else code


@register.filter
def foreign_language_words(record):
    """Return “in Dutch” for a record that is not in the visitor's language, else an empty text."""
    code = foreign_language(record)
    return gettext("in %(language)s") % {"language": LANGUAGE_NAMES.get(code, code)} if code else ""


@register.simple_tag
def related_records(page):
    """Return the published records that editors related to `page`, in their order, ready for cards."""
    wanted = [related.target_id for related in page.related_records.all()]
    if not wanted:
        return []
    records = {record.pk: record for record in Page.objects.filter(pk__in=wanted).live().public().specific()}
    shown = [records[pk] for pk in wanted if pk in records]
    prefetch_for_listing(shown)
    return shown


@register.simple_tag(takes_context=True)
def classification(context, record):
    """Return what a record is about as groups {label, terms}; each term {label, url} leads into the listing it fits.

    The number of queries does not grow with the terms.
    """
    request = context["request"]
    surroundings = get_surroundings(record, request)

    def into_listing(parameter, slug):
        fits = surroundings.listing_url and parameter in surroundings.listing_parameters
        return f"{surroundings.listing_url}?{parameter}={slug}" if fits else ""

    def pages(found):
        return [{"label": page.title, "url": page.get_url(request)} for page in found if page.live]

    links = record.theme_links.select_related("theme__locale") if record.pk else []
    groups = [
        (_("Themes"), pages(link.theme for link in links)),
        (_("For whom"), [{"label": term.label, "url": into_listing("doelgroep", term.slug)} for term in record.audiences.all()]),
        (_("Laws"), [{"label": term.label, "url": into_listing("wet", term.slug)} for term in record.laws.all()]),
        (
            _("Municipalities"),
            [{"label": place.name, "url": into_listing("gemeente", place.slug)} for place in record.municipalities.all()],
        ),
        (_("Werkplaatsen"), pages(_with_locale(record.werkplaatsen))),
    ]
    return [{"label": label, "terms": terms} for label, terms in groups if terms]


def _with_locale(related):
    """Return the related pages with their language; a preview holds them in memory already."""
    found = related.all()
    return found.select_related("locale") if hasattr(found, "select_related") else found
