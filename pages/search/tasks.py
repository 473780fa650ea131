"""Tasks that write many search documents; one page is written at once, with the page itself."""

from django.apps import apps
from wagtail.models import Page

from pages.cache_version import invalidate_on_commit
from pages.models import SearchDocument
from pages.search import documents
from visitors.task_queue import task


@task(backend="queue")
def write_pages_naming(label, key):
    """Write the documents of the pages that refer to a row: `label` its model ("app.Model"), `key` its primary key."""
    thing = apps.get_model(label).objects.filter(pk=key).first()
    if thing:
        documents.write_pages(documents.pages_naming(thing))
        invalidate_on_commit(SearchDocument)


@task(backend="queue")
def write_pages(keys):
    """Write the documents of the pages with these primary keys (a list)."""
    documents.write_pages(keys)
    invalidate_on_commit(SearchDocument)


@task(backend="queue")
def write_tree(path):
    """Write the documents of the page with this path and of all pages below it."""
    documents.write_pages(Page.objects.filter(path__startswith=path).values_list("pk", flat=True))
    invalidate_on_commit(SearchDocument)
