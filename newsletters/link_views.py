"""/nieuwsbrief/naar/<number>/: leads on from a mail, and counts the visit without knowing whose it is."""

import logging

from django.db import OperationalError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsletters.models import IssueLink

logger = logging.getLogger(__name__)
# Sec-Purpose as Fetch has it; the others are what older browsers send.
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


@require_safe
@never_cache
def follow_link(request, number):
    """Redirect (302) to the target that is kept for link `number`, or answer 404.

    Nothing of the request decides where it goes. No cookie is set and nothing of the reader is kept. HEAD and a
    browser's fetching ahead are no visits. A database that is too busy to count does not keep the reader waiting.
    """
    link = get_object_or_404(IssueLink.objects.select_related("page__locale"), pk=number)
    if request.method == "GET" and not is_prefetch(request):
        try:
            link.count_visit()
        except OperationalError as error:
            logger.warning("A visit of link %s was not counted: %s", link.pk, error)
    response = HttpResponseRedirect(link.target)
    response["X-Robots-Tag"] = "noindex"
    return response


def is_prefetch(request):
    """Return whether a browser asks for the page before its reader did."""
    return any(request.headers.get(name, "").lower().startswith(("prefetch", "preview")) for name in PREFETCH_HEADERS)
