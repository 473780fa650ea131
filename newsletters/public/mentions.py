"""Which records the issues name, and since when: the record index places undated records by it."""

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save, pre_delete
from wagtail.models import Page, ReferenceIndex

from newsletters.models import NewsletterIssuePage
from pages.models import IndexedRecord
from pages.models.base import UNDATED
from pages.page_context import read_restricted_paths
from pages.record_index.changes import mark_changed
from pages.signals import is_draft


def first_mentions(pks):
    """Return {record: date of the first published issue that names it} for those of the records (primary keys)."""
    wanted, found = set(pks), {}
    issues = NewsletterIssuePage.objects.published(read_restricted_paths())
    issues = issues.filter(sort_date__gt=UNDATED, pk__in=issues_referring_to(pks))
    for issue in issues.order_by("sort_date", "pk").only("items", "sort_date"):
        for pk in named_records(issue) & wanted:
            found.setdefault(pk, issue.sort_date)
    return found


def issues_referring_to(pks):
    """Return the primary keys (list) of the issues that refer to any of these pages, by Wagtail's references."""
    types = ContentType.objects.get_for_models(Page, NewsletterIssuePage)
    references = ReferenceIndex.objects.filter(
        to_content_type=types[Page],
        to_object_id__in=[str(pk) for pk in pks],
        content_type=types[NewsletterIssuePage],
    )
    return [int(pk) for pk in references.values_list("object_id", flat=True).distinct()]


def named_records(issue):
    """Return the primary keys of the records of which an issue has items, read from the raw stream."""
    values = [block["value"] for block in issue.items.raw_data if isinstance(block["value"], dict)]
    return {value[name] for value in values for name in ("record", "text_record") if value.get(name)}


def records_of_issues(model, pks):
    """Return the primary keys (set) of the records that issues (by primary keys) can place: those that they name now,
    and those that any issue placed, whose date or mention may be gone. Empty for another model.
    """
    if model is not NewsletterIssuePage:
        return set()
    issues = NewsletterIssuePage.objects.filter(pk__in=pks).only("items")
    placed = IndexedRecord.objects.exclude(mentioned_on=None).values_list("page", flat=True)
    return set(placed).union(*(named_records(issue) for issue in issues))


def connect():
    """Connect the signal handlers that reindex records when an issue starts or stops naming them."""
    post_save.connect(_issue_saved, sender=NewsletterIssuePage, dispatch_uid="mentions-of-issue")
    pre_delete.connect(_issue_goes, sender=NewsletterIssuePage, dispatch_uid="mentions-of-issue-goes")


def _issue_saved(sender, instance, update_fields=None, **kwargs):
    if not is_draft(update_fields):
        row = (sender, instance.pk)
        mark_changed(named=[row]) if instance.live else mark_changed(rows=[row])


def _issue_goes(sender, instance, **kwargs):
    mark_changed(pages=records_of_issues(sender, [instance.pk]))
