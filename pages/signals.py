"""Signals of the pages room."""

from django.dispatch import Signal

# The text of a document was read, or is gone because its file was replaced by one that cannot be read. Sent after
# commit by pages.document_text with `document_id` and `page_ids`: the primary keys (set) of the pages that refer to it.
document_text_read = Signal()
