"""What is shown beside a page, kept until the content changes."""

from django.utils.translation import get_language
from wagtail.models import Site

from pages import cache_version


def kept(page, request, name, build):
    """Return build(), what is shown beside a page in the active language, kept until the content changes.

    Made anew for a preview, whose rows are not stored, and outside a request. `name` is unique in the project; the
    value is picklable.
    """
    if request is None or getattr(request, "is_preview", False) or not (page.pk and page.live):
        return build()
    site = Site.find_for_request(request)
    return cache_version.cached(f"{name}:{page.pk}:{get_language()}:{site.pk if site else 0}", build)
