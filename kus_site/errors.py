"""Error handlers (400, 403, 404, 500 and 503): each page says what to do next and gives the request id."""

import logging
import sys

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.views.decorators.csrf import requires_csrf_token

from .database import UNAVAILABLE
from .logs import request_id
from .media_storage import StoreUnavailableError

logger = logging.getLogger(__name__)

RETRY_AFTER = 30  # seconds; RFC 9110 10.2.3
BARE_PAGE = """<!DOCTYPE html>
<html lang="nl"><head><meta charset="utf-8"><title>Storing - kUS</title></head>
<body><h1>Er ging iets mis</h1><p>Probeer het over enkele minuten opnieuw. Nummer van deze storing: {}</p></body></html>
"""


@requires_csrf_token
def bad_request(request, exception=None):
    """Return 400; rendered without the request, whose host may be the very thing that is refused."""
    return HttpResponseBadRequest(refusal("400.html", request))


@requires_csrf_token
def permission_denied(request, exception=None):
    """Return 403 with the site's menus."""
    return render(request, "403.html", {"request_id": request_id(request)}, status=403)


def form_expired(request, reason=""):
    """Return 403 for a form whose token is missing or old; `reason` is for the log, where Django has put it."""
    return render(request, "403.html", {"request_id": request_id(request), "form_expired": True}, status=403)


@requires_csrf_token
def not_found(request, exception=None):
    """Return 404 with the site's menus and search."""
    return render(request, "404.html", {"request_id": request_id(request)}, status=404)


@requires_csrf_token
def server_error(request):
    """Return 500, or 503 while database or store of uploads is away; rendered without database and context processors.

    Django calls this while it handles the exception.
    """
    if isinstance(sys.exception(), (*UNAVAILABLE, StoreUnavailableError)):
        headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
        return HttpResponse(refusal("503.html", request), status=503, headers=headers)
    return HttpResponse(refusal("500.html", request), status=500)


def refusal(template, request, context=None):
    """Return the HTML of a template that is given nothing but `request_id` and `context`, in the language of the path.

    What fails early finds the thread still in the language of the request before it. When the template fails too, for
    want of collected static files, a bare page is better than the server's own, which has no words or headers of ours.
    """
    number = request_id(request)
    with translation.override(translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
        try:
            return loader.get_template(template).render({"request_id": number, **(context or {})})
        except Exception:
            logger.exception("The template %s cannot be rendered", template)
            return BARE_PAGE.format(number)
