"""/nieuwsbrief/naar/<number>/: redirects a counted link of a mail and counts the visit anonymously."""

import logging

from django.db import OperationalError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsletters.models import IssueLink
from visitors.automated_requests import is_prefetch

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def follow_link(request, number):
    """Redirect (302) to the target of IssueLink `number`; 404 when unknown.

    The target comes from the database only (no open redirect). Sets no cookie and stores nothing about the visitor.
    HEAD and prefetch requests are not counted. A locked database loses the count, not the redirect.
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
