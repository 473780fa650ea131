"""What an issue of the newsletter can take over from the publications."""

from django.utils.translation import gettext_lazy as _

from pages.trays import NewsletterTray, new_records
from publications.facets import RECORDED


def find_recorded(page_type, since, locale):
    """Return what can be watched or heard that is new since the aware datetime `since`, for a newsletter."""
    return new_records(page_type, since, locale).filter(kind__schema_type__in=RECORDED)


def find_unrecorded(page_type, since, locale):
    """Return what can be read that is new since the aware datetime `since`, for a newsletter."""
    recorded = find_recorded(page_type, since, locale)
    return new_records(page_type, since, locale).exclude(pk__in=recorded.values("pk"))


PUBLICATION_TRAYS = [
    NewsletterTray("publications", _("Publications"), order=10, find=find_unrecorded),
    NewsletterTray("recorded", _("Videos and podcasts"), order=22, find=find_recorded),
]
