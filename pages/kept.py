"""What is shown beside a page, kept until the content changes."""

from django.utils.translation import get_language
from wagtail.models import Site

from pages import cache_version


def is_kept(page, request):
    """Return whether what is shown beside a page may be kept: of a published page that a reader asked for."""
    return request is not None and not getattr(request, "is_preview", False) and bool(page.pk and page.live)


def kept(page, request, name, build):
    """Return build(), what is shown beside a page in the active language, kept until the content changes.

    Made anew for a preview, whose rows are not stored, and outside a request. `name` is unique in the project; the
    value is picklable.
    """
    if not is_kept(page, request):
        return build()
    site = Site.find_for_request(request)
    return cache_version.cached(f"{name}:{page.pk}:{get_language()}:{site.pk if site else 0}", build)
