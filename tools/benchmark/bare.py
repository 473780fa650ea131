"""The bare Django view that everything is compared with: one address, no middleware, bytes that are ready.

A WSGI application for the site's web server. KUS_BENCH_PAGES is a folder; /NAME answers with the file of that name.
"""

import os
import re
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import re_path

PAGES = {path.name: path.read_bytes() for path in Path(os.environ["KUS_BENCH_PAGES"]).iterdir()}


def page(request, name):
    """Answer with the bytes of a page."""
    # With a length, as CommonMiddleware would set it: without one the server has to close the connection each time.
    return HttpResponse(PAGES[name], headers={"Content-Length": len(PAGES[name])})


urlpatterns = [re_path(rf"^({'|'.join(map(re.escape, PAGES))})$", page)]
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="none", LOGGING_CONFIG=None)  # noqa: S106
application = get_wsgi_application()
