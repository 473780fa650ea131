"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kus_site.settings.production")

django_application = get_wsgi_application()

# Only now there are models.
from kus_site.kept_pages import KeptPagesApplication  # noqa: E402

application = KeptPagesApplication(django_application)
# Before the first visitor, who would wait for it.
get_resolver().url_patterns  # noqa: B018

# What is loaded by now stays. Looking through it for garbage would stop a request for a tenth of a second.
gc.freeze()
