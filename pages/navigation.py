"""Navigation around every page: menus, footer, breadcrumbs, languages and teasers, as plain data.

It is cached per host and language, and per page, under the cache version; only the marks of the current page are made
per request.
"""

from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_info, gettext, override
from wagtail.models import Site

from pages import cache_version
from pages.languages import LANGUAGE_NAMES
from pages.models import Menu, MenuItem, SiteSettings, Teaser
from pages.page_context import find_homes, relatives_of
from pages.read_together import read_together
from visitors.breadcrumbs import Link


@dataclass(frozen=True)
class Column:
    """A menu with its heading."""

    title: str
    links: tuple = ()


@dataclass(frozen=True)
class LanguageChoice:
    """A language of the site: `url` leads to this page in that language, or to its home page; `note` then says so."""

    code: str
    name: str
    label: str
    url: str
    is_current: bool
    note: str = ""


@dataclass(frozen=True)
class ShownTeaser:
    """A teaser as a template shows it; `action` is a pages.actions.Action or None.

    `offers_sign_up` says that it holds the form to sign up for the newsletter.
    """

    title: str
    text: str
    action: object = None
    offers_sign_up: bool = False


@dataclass(frozen=True)
class Frame:
    """What is the same on all pages of one site in one language.

    `homes` maps language codes to addresses; `teasers` are shown where a page has none of its own.
    """

    name: str = ""
    short_name: str = ""
    tagline: str = ""
    footer_text: str = ""
    contact_email: str = ""
    linkedin_url: str = ""
    homes: dict = field(default_factory=dict)
    main: tuple = ()
    footer: tuple = ()
    legal: tuple = ()
    teasers: tuple = ()


@dataclass(frozen=True)
class PageLinks:
    """What belongs to one page: its path, its versions in other languages (code to address), its own teasers."""

    breadcrumbs: tuple = ()
    translations: dict = field(default_factory=dict)
    teasers: tuple = ()


def build_frame(request, language):
    """Return the Frame of the site that answers `request`, in `language`."""
    site = Site.find_for_request(request)
    if site is None:
        return Frame(name=settings.WAGTAIL_SITE_NAME, short_name=settings.WAGTAIL_SITE_NAME)
    own = SiteSettings.for_request(request)
    english = language.startswith("en")
    items, teasers = read_together(
        MenuItem.objects.filter(menu__locale__language_code=language)
        .select_related("menu", "target__locale")
        .order_by("menu__place", "menu__position", "menu", "sort_order"),
        Teaser.objects.filter(on_all_pages=True, locale__language_code=language).select_related("target__locale"),
    )
    columns = _build_columns(items, request)
    return Frame(
        name=own.organisation_name,
        short_name=own.short_name,
        tagline=own.tagline_en if english else own.tagline,
        footer_text=own.footer_text_en if english else own.footer_text,
        contact_email=own.contact_email,
        linkedin_url=own.linkedin_url,
        homes={home.locale.language_code: home.get_url(request) for home in find_homes(site) if home.live},
        main=_links_of(columns[Menu.Place.MAIN]),
        footer=tuple(columns[Menu.Place.FOOTER]),
        legal=_links_of(columns[Menu.Place.LEGAL]),
        teasers=_show_teasers(teasers),
    )


def _build_columns(items, request):
    columns = {place: [] for place in Menu.Place}
    for menu, own in groupby(items, attrgetter("menu")):
        links = (_build_link(item, request) for item in own)
        columns[menu.place].append(Column(menu.title, tuple(link for link in links if link)))
    return columns


def _links_of(columns):
    return tuple(link for column in columns for link in column.links)


def _build_link(item, request):
    """Return the Link of a MenuItem, or None when its page is not published."""
    if item.target is None:
        return Link(item.label, item.url)
    url = item.target.get_url(request) if item.target.live else None
    return Link(item.label or item.target.title, url) if url else None


def _show_teasers(teasers):
    """Return ShownTeasers; one whose page is not live stays without a link."""
    return tuple(_show_teaser(teaser) for teaser in teasers)


def _show_teaser(teaser):
    target = teaser.target
    if target and not target.live:
        return ShownTeaser(teaser.title, teaser.text)
    page_class = target.specific_class if target else None
    return ShownTeaser(teaser.title, teaser.text, teaser.action, getattr(page_class, "offers_sign_up", False))


def build_page_links(page, request):
    """Return the PageLinks of a page, which may be a preview that was never saved."""
    site = Site.find_for_request(request)
    first_depth = site.root_page.depth if site else 2
    ancestors, versions = relatives_of(page)
    crumbs = [
        Link(gettext("Home") if crumb.depth == first_depth else crumb.title, crumb.get_url(request) or "")
        for crumb in ancestors
        if crumb.depth >= first_depth
    ]
    translations = [version for version in versions if version.pk != page.pk]
    placements = page.teaser_placements.all()
    if "teaser_placements" not in getattr(page, "_prefetched_objects_cache", {}):
        placements = placements.select_related("teaser__target__locale")
    return PageLinks(
        breadcrumbs=(*crumbs, Link(page.title, "")) if crumbs else (),
        translations={other.locale.language_code: other.get_url(request) for other in translations},
        teasers=_show_teasers(placement.teaser for placement in placements),
    )


def get_page_links(page, request):
    """Return the PageLinks of `page`, cached unless it is a preview."""
    if page.pk is None or getattr(request, "is_preview", False):
        return build_page_links(page, request)
    key = f"page-navigation:{request.get_host()}:{get_language()}:{page.pk}"
    return cache_version.cached(key, lambda: build_page_links(page, request))


class Navigation:
    """The frame and the links of one request, with the current places marked; for templates.

    `page` is None for views that are no page.
    """

    def __init__(self, request, page=None):
        self.request = request
        self.page = page
        self.language = get_language() or settings.LANGUAGE_CODE
        key = f"frame:{request.get_host()}:{self.language}"
        self.frame = cache_version.cached(key, lambda: build_frame(request, self.language), alone=True)
        self.page_links = get_page_links(page, request) if page else PageLinks()

    def __getattr__(self, name):
        """Names, texts and addresses of the frame are the navigation's own."""
        if name.startswith("_") or name not in Frame.__dataclass_fields__:
            raise AttributeError(name)
        return getattr(self.frame, name)

    @cached_property
    def home_url(self):
        """The home page in this language, else in the main one."""
        return self.homes.get(self.language) or self.homes.get(settings.LANGUAGE_CODE) or "/"

    @cached_property
    def search_url(self):
        return reverse("search")

    @cached_property
    def begins_with_search(self):
        """True where the page itself begins with a search field, so that the header needs none."""
        return self.is_home or self.request.path == self.search_url

    @cached_property
    def is_home(self):
        return self.request.path in self.homes.values()

    @cached_property
    def main(self):
        """The links of the main menu."""
        return self._mark(self.frame.main)

    @cached_property
    def footer(self):
        """The Columns of the footer."""
        return [Column(column.title, self._mark(column.links)) for column in self.frame.footer]

    @cached_property
    def legal(self):
        """The links of the bottom line of the footer."""
        return self._mark(self.frame.legal)

    def _mark(self, links):
        return [Link(link.label, link.url, self._current(link.url)) for link in links]

    def _current(self, url):
        path = self.request.path
        if url == path:
            return "page"
        is_section = url.startswith("/") and url not in self.homes.values() and path.startswith(url)
        return "true" if is_section else ""

    @property
    def breadcrumbs(self):
        """The path to the page as Links, the page itself last; empty on the home page."""
        return self.page_links.breadcrumbs

    @property
    def teasers(self):
        """The page's own teasers, or else those for all pages, without those that lead to this very page."""
        return self._leading_elsewhere(self.page_links.teasers) or self._leading_elsewhere(self.frame.teasers)

    def _leading_elsewhere(self, teasers):
        path = self.request.path
        own = {path, self.request.build_absolute_uri(path)}
        return [teaser for teaser in teasers if not (teaser.action and teaser.action.url in own)]

    @cached_property
    def languages(self):
        """The LanguageChoices of the site; only one language is no choice."""
        choices = [choice for code, _name in settings.LANGUAGES if (choice := self._build_choice(code))]
        return choices if len(choices) > 1 else []

    def _build_choice(self, code):
        name = get_language_info(code)["name_local"].capitalize()
        if code == self.language:
            return LanguageChoice(code, name, name, self.request.path, True)
        if url := self.page_links.translations.get(code) or self._view_in(code):
            return LanguageChoice(code, name, name, url, False)
        if url := self.homes.get(code):
            with override(code):
                label = gettext("%(language)s (home page)") % {"language": name}
                note = self._say_untranslated()
            return LanguageChoice(code, name, label, url, False, note)
        return None

    def _say_untranslated(self):
        """Return, in the active language, that the page is there in its own language only; empty for other views."""
        if self.page is None:
            return ""
        language = LANGUAGE_NAMES[self.page.locale.language_code]
        return gettext("Only in %(language)s.") % {"language": language}

    def _view_in(self, code):
        """Return the address of the present view in another language; empty when it is a page or has none."""
        match = self.request.resolver_match
        if self.page is not None or match is None or not match.view_name or match.view_name.startswith("wagtail"):
            return ""
        with override(code):
            try:
                url = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                return ""
        return f"{url}?{urlencode(list(self.request.GET.lists()), doseq=True)}" if self.request.GET else url
