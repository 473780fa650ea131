"""Language, relations and listing of the page in a template context, for the template tags of all rooms."""

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale, Page

from pages import cache_version
from pages.record_types import listing_types, record_type_of

# Cards show one size of a picture; it is read for all rows at once.
RENDITIONS = "listing_image__renditions"


def locale_of(context):
    """Return the Locale to list records for: that of the page in the template context, else the active one."""
    page = context.get("page")
    return page.locale if getattr(page, "locale_id", None) else Locale.get_active()


def ready_for_cards(records):
    """Return records, also of mixed types, as a list, with what a card shows, in a fixed small number of queries.

    That is less than `for_listing()` fetches: no actions. A type names in `line_prefetch` what its kind and date ask.
    """
    found, by_type = list(records), {}
    for record in found:
        by_type.setdefault(type(record), []).append(record)
    give_locales(found)
    # One after the other, so that what types share is asked once.
    prefetch_related_objects(found, "listing_image", RENDITIONS)
    for record_type, members in by_type.items():
        prefetch_related_objects(members, *getattr(record_type, "line_prefetch", []))
    return found


def prefetch_for_listing(pages):
    """Fetch for a mixed list of specific pages all that their cards show, in a fixed number of queries per type."""
    by_type = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    for page_type, members in by_type.items():
        prefetch = [*getattr(page_type, "listing_prefetch", ["locale"])]
        if "listing_image" in prefetch:
            prefetch.append(RENDITIONS)
        prefetch_related_objects(members, *prefetch)


def fetch_details(page, *lookups):
    """Fetch the rows that hang on one page in a fixed number of queries; a page that is not saved yet has none."""
    if page.pk:
        give_locales([page])
        prefetch_related_objects([page], *lookups)


def kept_locales():
    """Return {primary key: Locale} of all, kept while nothing changes."""
    return cache_version.cached("locales", lambda: {locale.pk: locale for locale in Locale.objects.all()})


def give_locales(pages):
    """Hand each page its Locale out of the few that there are, which are kept until the content changes."""
    locales = kept_locales()
    for page in pages:
        if page.locale_id in locales:
            page.locale = locales[page.locale_id]


def active_locale():
    """Return the Locale of the active language, out of those that are kept."""
    code = get_supported_content_language_variant(get_language())
    by_code = {locale.language_code: locale for locale in kept_locales().values()}
    return by_code.get(code) or Locale.get_active()


def find_listings(locale):
    """Return {"app.Model": (address, filters)} of the published listings in `locale`, kept while nothing changes."""
    return cache_version.cached(f"listings:{locale.pk}", lambda: _read_listings(locale))


def _read_listings(locale):
    pages = Page.objects.live().public().filter(locale=locale).type(*listing_types())
    return {
        record_type_of(page.specific_class)._meta.label: (
            page.url,
            frozenset(facet.name for facet in record_type_of(page.specific_class).facets),
        )
        for page in pages.select_related("content_type", "locale")
        if page.url
    }
