"""Breadcrumbs of pages below the agenda that are not in the page tree."""

from wagtail.models import Locale

from events.models import EventIndexPage
from visitors.breadcrumbs import Link, breadcrumbs_from_home


def agenda_breadcrumbs(*links):
    """Return a list of Links: home, the agenda in the active language (if published), then `links`."""
    agenda = EventIndexPage.objects.live().filter(locale=Locale.get_active()).first()
    return breadcrumbs_from_home(*([Link(agenda.title, agenda.url)] if agenda else []), *links)
