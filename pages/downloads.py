"""Counts the downloads of documents per month, without cookies and without keeping who downloads."""

import logging
import re
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.db.models import Q, Sum
from django.utils import timezone

from pages.models import DocumentDownloads
from visitors.automated_requests import is_prefetch, is_program

logger = logging.getLogger(__name__)

# The beginning of a file. What asks for its first two bytes tries only whether ranges work (players of Apple do).
FROM_THE_START = re.compile(r"bytes=\s*0*0-(?!0*1\s*$)\d*\s*", re.ASCII)


@dataclass(frozen=True)
class Downloads:
    """How often a document was downloaded: this month, in the last twelve months (this one included), and in all."""

    month: int = 0
    year: int = 0
    total: int = 0


def count(request, response, document):
    """Count what a response to a request for the document with this primary key is: one download, or none.

    When the database is locked or away the download is lost to the count, not to the reader.
    """
    if not is_download(request, response):
        return
    try:
        with transaction.atomic():
            DocumentDownloads.add_one(document, this_month())
    except DatabaseError as error:
        logger.warning("A download of document %s was not counted: %s", document, error)


def is_download(request, response):
    """Return whether somebody who reads begins to download the file: once for a file that comes in parts.

    Left out: a page that asks for a password, HEAD, what goes on where it broke off or jumps ahead, what the browser
    has already (304), what it fetches ahead, programs, and whoever is logged in.
    """
    is_whole = response.status_code == 200
    is_beginning = response.status_code == 206 and FROM_THE_START.fullmatch(request.headers.get("Range", "").lower())
    return (
        request.method == "GET"
        and bool(getattr(response, "file_to_stream", None))
        and bool(is_whole or is_beginning)
        and not is_prefetch(request)
        and not is_program(request)
        and not request.user.is_authenticated
    )


def this_month():
    """Return the first day of this month in the time zone of the site."""
    return timezone.localdate().replace(day=1)


def first_of_year():
    """Return the first day of the twelve months of which this month is the last."""
    month = this_month()
    return month.replace(month=1) if month.month == 12 else month.replace(year=month.year - 1, month=month.month + 1)


def downloads_of(documents):
    """Return {primary key: Downloads} of documents (primary keys), in one query."""
    month, first = this_month(), first_of_year()
    rows = (
        DocumentDownloads.objects.filter(document__in=documents)
        .order_by()
        .values_list("document")
        .annotate(
            in_month=Sum("count", filter=Q(month=month), default=0),
            in_year=Sum("count", filter=Q(month__gte=first), default=0),
            in_all=Sum("count"),
        )
    )
    found = {document: Downloads(*counts) for document, *counts in rows}
    return {document: found.get(document, Downloads()) for document in documents}
