"""Signals of pages, for what Django's own come too early."""

from django.dispatch import Signal

# The text of a document was read, or is gone because its file was replaced by one that cannot be read. Sent after
# commit by pages.document_text with `document_id` and `page_ids`: the primary keys (set) of the pages that refer to it.
document_text_read = Signal()
# Sent with `page` (specific) after it was saved with its child rows, when readers may see the difference, and with
# `stored`: a copy of it for reading, with the child rows as the database has them; None while the indexes are paused.
page_saved = Signal()
# Sent with `pages` (primary keys) in the transaction that brought the record index in step with them, at its end;
# what readers may no longer see has no row then. `read`: the specific pages that have rows, and `rows`: their
# {(language, primary key): IndexedRecord}; both None where rows only went. `can_wait`: whether somebody waits, so that
# what no reader needs at once is to be left to the task queue.
records_indexed = Signal()

# What Wagtail saves of a page beside a draft of it; the draft itself is a revision.
DRAFT = {
    "wagtail_admin_comments",  # wagtail.models.COMMENTS_RELATION_NAME, which cannot be imported this early
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
}
# What Wagtail saves by itself: which revisions a page has, and when it was published.
BOOKKEEPING = DRAFT | {"expired", "first_published_at", "go_live_at", "last_published_at", "live_revision"}


def are_touched(update_fields):
    """Return whether a save of these fields (None: of all) can change what readers see of a page."""
    return update_fields is None or not BOOKKEEPING.issuperset(update_fields)


def is_draft(update_fields):
    """Return whether a save of these fields (None: of all) kept a draft of a page, and left what readers see of it.

    The instance that was saved then holds the values of the draft.
    """
    return update_fields is not None and DRAFT.issuperset(update_fields)
