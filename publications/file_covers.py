"""Covers from files: the first page of the first PDF of a publication, which pages.document_text draws in a task."""

from pages.signals import document_text_read, page_saved
from publications.models import PublicationPage


def find_cover(publication):
    """Return the picture of the first page of a publication's files as {name, width, height}; {} without one.

    An example stands in the place of the real file, so it gives no cover.
    """
    documents = [file.document for file in publication.files.all()]
    return next((each.first_page[-1] for each in documents if each.first_page and not each.is_example), {})


def keep_cover(publication, stored=None):
    """Give a publication the cover of its files as they are in the database; writes only when it is another one.

    stored: the publication with its files, where they were read already.
    """
    found = find_cover(stored or publication)
    if publication.file_cover != found:
        publication.file_cover = found
        PublicationPage.objects.filter(pk=publication.pk).update(file_cover=found)


def connect():
    """Connect the signals; called once, by the app's ready()."""
    page_saved.connect(_page_saved, sender=PublicationPage, dispatch_uid="file-covers")
    document_text_read.connect(_document_read, dispatch_uid="file-covers-of-document")


def _page_saved(sender, page, stored, **kwargs):
    keep_cover(page, stored)


def _document_read(sender, page_ids, **kwargs):
    for publication in PublicationPage.objects.filter(pk__in=page_ids).prefetch_related("files__document"):
        keep_cover(publication)
