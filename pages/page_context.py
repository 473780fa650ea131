"""Language, relations and listing of the page in a template context, for the template tags of all rooms."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.models.sites import SiteRootPath

from pages import cache_version
from pages.read_together import read_together
from pages.record_types import listing_types, record_type_of


def locale_of(context):
    """Return the Locale to list records for: that of the page in the template context, else the active one."""
    page = context.get("page")
    own = find_locales().get(getattr(page, "locale_id", None))
    return own or active_locale()


@dataclass(frozen=True)
class SiteFacts:
    """What every page asks, read in one query.

    sites: all Sites with their root pages and SiteSettings. homes: the versions of the first pages of all Sites in all
    languages, also unpublished ones, with their Locale. root_paths: as Site.get_site_root_paths() returns them.
    listings: the published ListingPages (as Pages) with their Locale, in the order of the tree. restricted_paths: those
    of pages that, with all below them, are behind a login. examples: as group_examples() returns them.
    """

    sites: list
    homes: list
    root_paths: list
    listings: list
    restricted_paths: list
    examples: dict


def read_site_facts():
    """Return the SiteFacts, kept while nothing changes; nobody may change them."""
    return cache_version.cached("site-facts", _read_site_facts, alone=True)


def _read_site_facts():
    types = {found.pk for found in ContentType.objects.get_for_models(*listing_types()).values()}
    roots = Site.objects.order_by().values("root_page__translation_key")
    pages = Page.objects.select_related("locale").order_by("path")
    # Two lists: where one condition or the other will do, the database reads all pages.
    sites, homes, listings, restricted, *examples = read_together(
        Site.objects.select_related("root_page", "sitesettings"),
        pages.filter(translation_key__in=roots),
        pages.filter(live=True, content_type__in=types),
        _query_restricted(),
        *(find() for find in hooks.get_hooks("example_records")),
    )
    hidden = [path for (path,) in restricted]
    return SiteFacts(sites, homes, _list_root_paths(sites, homes), listings, hidden, group_examples(chain(*examples)))


def _list_root_paths(sites, homes):
    # The last criterion first: each sort keeps the order within what it finds equal.
    for key, is_reversed in (("hostname", False), ("is_default_site", True), ("root_page.url_path", True)):
        sites = sorted(sites, key=attrgetter(key), reverse=is_reversed)
    return [
        SiteRootPath(site.pk, home.url_path, site.root_url, home.locale.language_code)
        for site in sites
        for home in homes
        if home.translation_key == site.root_page.translation_key
    ]


def _query_restricted():
    return PageViewRestriction.objects.values_list("page__path")


def group_examples(rows):
    """Return {label of the model: set of primary keys} of (primary key, app label, model name) rows of examples.

    The model of any page is wagtailcore.page.
    """
    found = defaultdict(set)
    for key, app_label, model_name in rows:
        # The content type of a model that is no more stays in the database.
        if model := apps.all_models[app_label].get(model_name):
            found[(Page if issubclass(model, Page) else model)._meta.label_lower].add(key)
    return dict(found)


def find_locales():
    """Return {primary key: Locale} of the languages in which a Site has a first page, kept while nothing changes."""
    return {home.locale_id: home.locale for home in read_site_facts().homes}


def read_locales():
    """Return {primary key: Locale} of all languages, kept while nothing changes; find_locales() reads the SiteFacts."""
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


def give_locales(pages, locales=None):
    """Hand each page its Locale, so that none asks for it by itself; `locales`: find_locales() unless given."""
    locales = find_locales() if locales is None else locales
    for page in pages:
        if page.locale_id in locales:
            page.locale = locales[page.locale_id]


def find_homes(site):
    """Return the versions of the first page of a Site in all languages, also unpublished; nobody may change them."""
    return [home for home in read_site_facts().homes if home.translation_key == site.root_page.translation_key]


def restricted_paths():
    """Return the paths (list) of pages that, with all below them, are behind a login; kept while nothing changes."""
    return read_site_facts().restricted_paths


def read_restricted_paths():
    """Return the paths (list of str) of pages behind a login, as restricted_paths() does but in a query of their own.

    For code that writes content: each write invalidates the SiteFacts, and reading all of them for this costs more.
    """
    return cache_version.cached("restricted-paths", lambda: [path for (path,) in _query_restricted()], alone=True)


def only_public(pages, paths=None):
    """Return a queryset of pages without those behind a login, as its method public() does with a query more.

    paths: those of the pages behind a login; restricted_paths() unless given.
    """
    hidden = Q()
    for path in restricted_paths() if paths is None else paths:
        hidden |= Q(path__startswith=path)
    return pages.exclude(hidden) if hidden else pages


def relatives_of(page):
    """Return (ancestors, versions) of a page, which may be a preview that was never saved; read in one query, once.

    ancestors: the live pages above it and below the root of the tree, from the top. versions: the live pages that are
    the same in any language, itself among them. They have their Locale.
    """
    if not hasattr(page, "_relatives"):
        page._relatives = _relatives_of_home(page) or _read_relatives(page)
    return page._relatives


def _relatives_of_home(page):
    """Return the relatives of a first page of a Site that nothing but the root stands above; None of others."""
    homes = [home for home in read_site_facts().homes if home.live and home.translation_key == page.translation_key]
    return ([], homes) if page.depth == 2 and page.pk in {home.pk for home in homes} else None


def _read_relatives(page):
    wanted = Q(path__in=_paths_above(page)) | Q(translation_key=page.translation_key)
    return _sort_out(page, list(Page.objects.live().filter(wanted)))


def give_relatives(page, candidates):
    """Give a page its relatives_of() out of pages that were read before, all of its relatives but the homes."""
    page._relatives = _sort_out(page, {other.pk: other for other in [*read_site_facts().homes, *candidates]}.values())


def _paths_above(page):
    path = page.path or ""
    return [path[:end] for end in range(2 * page.steplen, len(path), page.steplen)]


def _sort_out(page, candidates):
    above, found = _paths_above(page), sorted((each for each in candidates if each.live), key=lambda each: each.path)
    give_locales(found)
    return (
        [other for other in found if other.path in above],
        [other for other in found if other.translation_key == page.translation_key],
    )


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

    def collect():
        found = {}
        for page in find_listing_pages(locale):
            record_type = record_type_of(page.specific_class)
            if page.url:
                found[record_type._meta.label] = page.url, frozenset(facet.name for facet in record_type.facets)
        return found

    return cache_version.cached(f"listings:{locale.pk}", collect, alone=True)


def find_listing_pages(locale):
    """Return the published listings in `locale` as Pages with their Locale, in the order of the tree.

    Those behind a login are not among them. They are kept while nothing changes; nobody may change them.
    """
    hidden = tuple(restricted_paths())
    return [
        page for page in read_site_facts().listings if page.locale_id == locale.pk and not page.path.startswith(hidden)
    ]
