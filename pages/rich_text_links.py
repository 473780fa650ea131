"""Links to pages in rich text, in a fixed number of queries however many links a text has."""

from hashlib import sha256

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from pages import cache_version
from pages.page_context import give_locales


class CachedPageLinkHandler(PageLinkHandler):
    """Like Wagtail's own, which queries the active locale and the version in it once for every link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        """Return the opening tags of links; a page with a published version in the active language leads there."""
        keys = [str(attrs.get("id") or "") for attrs in attrs_list]
        # Only digits: a key of the cache has no spaces, and a page no other primary key.
        wanted = sorted({key for key in keys if key.isdecimal()}, key=int)
        language = get_language()
        name = sha256(" ".join(wanted).encode()).hexdigest()
        found = cache_version.cached(f"page-links:{language}:{name}", lambda: _addresses(wanted, language))
        return [f'<a href="{escape(found[key])}">' if found.get(key) else "<a>" for key in keys]


def _addresses(keys, language):
    """Return {primary key as text: address} of pages: that of the published version in a language, if there is one."""
    pages = Page.objects.in_bulk(keys)
    give_locales(pages.values())
    foreign = [page.translation_key for page in pages.values() if page.locale.language_code != language]
    versions = Page.objects.filter(translation_key__in=foreign, locale__language_code=language, live=True)
    translated = {page.translation_key: page for page in versions.select_related("locale")} if foreign else {}
    return {str(pk): translated.get(page.translation_key, page).url for pk, page in pages.items()}


@hooks.register("register_rich_text_features", order=10)
def register_page_links(features):
    """Put the handler in the place of Wagtail's."""
    features.register_link_type(CachedPageLinkHandler)
