"""Language, relations and listing of the page in a template context, for the template tags of all rooms."""

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale, Page, PageViewRestriction

from pages import cache_version
from pages.record_types import listing_types, record_type_of


def locale_of(context):
    """Return the Locale to list records for: that of the page in the template context, else the active one."""
    page = context.get("page")
    own = find_locales().get(getattr(page, "locale_id", None))
    return own or active_locale()


def find_locales():
    """Return {primary key: Locale} of the few that there are, kept while nothing changes."""
    return cache_version.cached("locales", lambda: {locale.pk: locale for locale in Locale.objects.all()}, alone=True)


def prefetch_for_listing(pages):
    """Fetch for a mixed list of specific pages all that their cards show, in a fixed number of queries per type."""
    by_type = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    for page_type, members in by_type.items():
        prefetch_related_objects(members, *getattr(page_type, "listing_prefetch", ["locale"]))


def fetch_details(page, *lookups):
    """Fetch the rows that hang on one page in a fixed number of queries; a page that is not saved yet has none."""
    if page.pk:
        give_locales([page])
        prefetch_related_objects([page], *lookups)


def give_locales(pages):
    """Hand each page its Locale, so that none asks for it by itself."""
    locales = find_locales()
    for page in pages:
        if page.locale_id in locales:
            page.locale = locales[page.locale_id]


def find_homes(site):
    """Return the versions of the first page of a Site in all languages, also unpublished ones, kept while nothing
    changes; nobody may change them.
    """

    def read():
        homes = list(Page.objects.filter(translation_key=site.root_page.translation_key))
        give_locales(homes)
        return homes

    return cache_version.cached(f"homes:{site.pk}", read)


def restricted_paths():
    """Return the paths (list) of pages that, with all below them, are behind a login; kept while nothing changes."""
    return cache_version.cached("restricted-paths", _read_restricted_paths, alone=True)


def _read_restricted_paths():
    return list(PageViewRestriction.objects.values_list("page__path", flat=True))


def only_public(pages):
    """Return a queryset of pages without those behind a login, as its method public() does with a query more."""
    hidden = Q()
    for path in restricted_paths():
        hidden |= Q(path__startswith=path)
    return pages.exclude(hidden) if hidden else pages


def relatives_of(page):
    """Return (ancestors, versions) of a page, which may be a preview that was never saved; read in one query, once.

    ancestors: the live pages above it, from the top. versions: the live pages that are the same in any language,
    itself among them. They have their Locale.
    """
    if not hasattr(page, "_relatives"):
        path = page.path or ""
        above = [path[:end] for end in range(page.steplen, len(path), page.steplen)]
        wanted = Q(path__in=above) | Q(translation_key=page.translation_key)
        found = list(Page.objects.live().filter(wanted).order_by("path"))
        give_locales(found)
        page._relatives = (
            [other for other in found if other.path in above],
            [other for other in found if other.translation_key == page.translation_key],
        )
    return page._relatives


def active_locale():
    """Return the Locale of the active language, out of those that are kept."""
    code = get_supported_content_language_variant(get_language())
    by_code = {locale.language_code: locale for locale in find_locales().values()}
    return by_code.get(code) or Locale.get_active()


def in_language(pages, locale):
    """Return pages of one type, each replaced by its published version in `locale` where there is one.

    One query, and none when all are in `locale`; a version that stands for two of the pages is there once. Versions
    have their Locale.
    """
    foreign = [page.translation_key for page in pages if page.locale_id != locale.pk]
    if not foreign:
        return list(pages)
    versions = type(pages[0]).objects.live().filter(locale=locale, translation_key__in=foreign)
    by_key = {version.translation_key: version for version in versions}
    give_locales(by_key.values())
    return list({page.pk: page for page in (by_key.get(page.translation_key, page) for page in pages)}.values())


def find_listings(locale):
    """Return {"app.Model": (address, filters)} of the published listings in `locale`, kept while nothing changes."""
    return cache_version.cached(f"listings:{locale.pk}", lambda: _read_listings(locale), alone=True)


def _read_listings(locale):
    pages = only_public(Page.objects.live()).filter(locale=locale).type(*listing_types())
    return {
        record_type_of(page.specific_class)._meta.label: (
            page.url,
            frozenset(facet.name for facet in record_type_of(page.specific_class).facets),
        )
        for page in pages.select_related("content_type", "locale")
        if page.url
    }
