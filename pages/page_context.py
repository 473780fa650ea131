"""What template tags of all rooms ask about the page that is being shown."""

from django.db.models import prefetch_related_objects
from wagtail.models import Locale


def locale_of(context):
    """Return the Locale to list records for: that of the page in the template context, else the active one."""
    page = context.get("page")
    return page.locale if getattr(page, "locale_id", None) else Locale.get_active()


def fetch_details(page, *lookups):
    """Fetch the rows that hang on one page in a fixed number of queries; a page that is not saved yet has none."""
    if page.pk:
        prefetch_related_objects([page], *lookups)
