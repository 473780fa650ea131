"""Documents: what readers see of a file, and how often it was downloaded for editors."""

from django import template
from django.core.files.storage import default_storage

from pages.accessible_versions.views import is_hard_to_read

register = template.Library()
# Months that the page of a document shows.
MOST_MONTHS = 24


@register.simple_tag
def monthly_downloads(document):
    """Return the DocumentDownloads of the last months in which a document was downloaded, the newest first."""
    return document.monthly_downloads.order_by("-month")[:MOST_MONTHS]


@register.filter
def stored_url(name):
    """Return the address of a file in the storage by its name."""
    return default_storage.url(name)


register.filter(is_hard_to_read)
