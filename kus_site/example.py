"""The example: invented records of content-example/ that show the site at work, loaded and taken away as a whole.

Every record of it has `example: true` in its file and `is_example` on its ContentKey; docs/decisions/example.md.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Page

from events.models import Registration
from inventory.models import Submission
from kus_site.content import importer
from kus_site.models import ContentKey
from pages import cache_version
from pages.models.withdrawn import WithdrawnRecord

FOLDER = settings.ROOT / "content-example"
# The key of the event that shows what happens when there is no place left.
FULL_EVENT = "vb-bijeenkomst-huisbezoek"


class ExampleInUse(Exception):
    """Something that is no example stands below it or cannot do without it; the message is a sentence that names it."""


def load(progress=None):
    """Import content-example/ in one transaction, or count the dates of what is there from today; return the Outcome.

    progress: as in importer.import_folder(). Raises kus_site.content.problems.ContentRefused.
    """
    with transaction.atomic():
        outcome = importer.import_folder(FOLDER, progress=progress)
        _fill_places()
    return outcome


def _fill_places():
    """Give the event FULL_EVENT a registration for every place, and two on the waiting list.

    They are about nobody: like those of the past they have no name and no address, so nobody gets a letter.
    """
    event = ContentKey.objects.get(key=FULL_EVENT).record
    wanted = {Registration.State.REGISTERED: event.capacity, Registration.State.WAITING: 2}
    there = Registration.objects.filter(event=event)
    for state, count in wanted.items():
        moments = dict.fromkeys(["created_at", "confirmed_at", "forgotten_at"], timezone.now())
        missing = range(there.filter(state=state).count(), count)
        Registration.objects.bulk_create([Registration(event=event, state=state, **moments) for _place in missing])


def count():
    """Return the number of records of the example, and of whatever else is marked so."""
    return ContentKey.objects.filter(is_example=True).count()


def remove(user=None):
    """Delete all examples in one transaction, with what visitors sent to a round of it; return how many there were.

    user: who is named in the history of the site. Raises ExampleInUse; then everything is still there.
    """
    with transaction.atomic():
        keys = list(ContentKey.objects.filter(is_example=True).select_related("content_type").order_by("-pk"))
        pages, rows = [], []
        for key in keys:
            is_page = issubclass(key.content_type.model_class(), Page)
            (pages if is_page else rows).append(key)
        _remove_pages([key.object_id for key in pages], user)
        for key in rows:
            _remove_row(key)
        ContentKey.objects.filter(pk__in=[key.pk for key in keys]).delete()
        cache_version.invalidate_on_commit()
    return len(keys)


def _remove_pages(keys, user):
    pages = list(Page.objects.filter(pk__in=keys).order_by("-depth", "-path").specific())
    for page in pages:
        if other := page.get_descendants().exclude(pk__in=keys).first():
            message = gettext("“%(title)s” is no example and stands below one of it. Move or delete it first.")
            raise ExampleInUse(message % {"title": other.title})
    for submission in Submission.objects.filter(round__in=keys):
        submission.delete()
    translations = {page.translation_key for page in pages}
    for page in pages:
        try:
            page.delete(user=user)
        except ProtectedError as error:
            raise _in_use(page, error) from error
    # Nothing that readers had was taken away: their addresses are not found, like any other that never was.
    WithdrawnRecord.objects.filter(translation_key__in=translations).delete()


def _remove_row(key):
    record = key.content_type.model_class()._default_manager.filter(pk=key.object_id).first()
    try:
        if record is not None:
            record.delete()
    except ProtectedError as error:
        raise _in_use(record, error) from error


def _in_use(record, error):
    other = next(iter(error.protected_objects))
    message = gettext("“%(other)s” cannot do without the example “%(record)s”. Change or delete it first.")
    return ExampleInUse(message % {"other": other, "record": record})
