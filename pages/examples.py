"""Which records are invented to show the site at work; pages, lists and structured data say so.

The mark itself is kept above this app (kus_site.models.ContentKey), which answers the hook `example_records` with
{label of the model: set of primary keys}; the model of any page is wagtailcore.page.
"""

from django.db.models import Model
from wagtail import hooks
from wagtail.models import Page

from pages import cache_version
from pages.record_index.cards import Card


def example_records():
    """Return {label of the model: frozenset of primary keys} of all examples, kept until the content changes."""
    return cache_version.cached("example-records", read_examples, alone=True)


def read_examples():
    """Return the same from the database, for who writes while the content changes."""
    found = {}
    for read in hooks.get_hooks("example_records"):
        for label, keys in read().items():
            found[label] = found.get(label, frozenset()) | frozenset(keys)
    return found


def example_keys(model, records=None):
    """Return the primary keys (frozenset) of the examples among the rows of `model`.

    records: what example_records() returns, when the caller has it already.
    """
    label = Page._meta.label_lower if issubclass(model, Page) else model._meta.label_lower
    return (example_records() if records is None else records).get(label, frozenset())


def is_example(record, records=None):
    """Return whether a record is an example: a page, the Card of one, or a row; `records` as in example_keys()."""
    if isinstance(record, Card):
        return record.pk in example_keys(Page, records)
    return isinstance(record, Model) and record.pk in example_keys(type(record), records)
