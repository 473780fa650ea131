"""Which records are invented to show the site at work; pages, lists and structured data say so.

The mark itself is kept above this app (kus_site.models.ContentKey), which answers the hook `example_records` with a
queryset of (primary key, app label, model name).
"""

from itertools import chain

from django.db.models import Model
from wagtail import hooks
from wagtail.models import Page

from pages.page_context import group_examples, read_site_facts
from pages.record_index.cards import Card


def example_records():
    """Return {label of the model: set of primary keys} of all examples, kept until the content changes.

    The model of any page is wagtailcore.page.
    """
    return read_site_facts().examples


def read_examples():
    """Return the same from the database, for who writes while the content changes."""
    return group_examples(chain(*(find() for find in hooks.get_hooks("example_records"))))


def example_keys(model, records=None):
    """Return the primary keys (a set) of the examples among the rows of `model`.

    records: what example_records() returns, when the caller has it already.
    """
    label = Page._meta.label_lower if issubclass(model, Page) else model._meta.label_lower
    return (example_records() if records is None else records).get(label, frozenset())


def is_example(record, records=None):
    """Return whether a record is an example: a page, the Card of one, or a row; `records` as in example_keys()."""
    if isinstance(record, Card):
        return record.pk in example_keys(Page, records)
    return isinstance(record, Model) and record.pk in example_keys(type(record), records)
