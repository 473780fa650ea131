"""Which records the issues name, and since when: the record index places undated records by it."""

from django.db.models.signals import post_save, pre_delete

from newsletters.models import NewsletterIssuePage
from pages.models import IndexedRecord
from pages.models.base import UNDATED
from pages.record_index.changes import note
from pages.signals import is_draft


def first_mentions(pks):
    """Return {record: date of the first published issue that names it} for those of the records (primary keys)."""
    wanted, found = set(pks), {}
    issues = NewsletterIssuePage.objects.published().filter(sort_date__gt=UNDATED).order_by("sort_date", "pk")
    for issue in issues.only("items", "sort_date"):
        for pk in named_records(issue) & wanted:
            found.setdefault(pk, issue.sort_date)
    return found


def named_records(issue):
    """Return the primary keys of the records of which an issue has items, read from the raw stream."""
    values = [block["value"] for block in issue.items.raw_data if isinstance(block["value"], dict)]
    return {value[name] for value in values for name in ("record", "text_record") if value.get(name)}


def connect():
    """Connect the signal handler that reindexes records when an issue starts or stops naming them."""
    for signal in (post_save, pre_delete):
        signal.connect(_issue_changed, sender=NewsletterIssuePage, dispatch_uid="mentions-of-issue")


def _issue_changed(sender, instance, update_fields=None, **kwargs):
    if is_draft(update_fields):
        return
    placed = IndexedRecord.objects.exclude(mentioned_on=None).values_list("page", flat=True)
    note(pages=[*named_records(instance), *placed])
