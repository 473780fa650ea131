"""Leaves out Wagtail's API v3, which this site does not serve.

Apps of Wagtail add their part to that API while Django starts, also on a site without its addresses. Its schemas of all
pages and snippets cost a sixth of the time until the first answer, and 21 MiB.
"""

import sys
from types import ModuleType

APPS = ("wagtail.contrib.redirects", "wagtail.documents", "wagtail.images", "wagtail.snippets")
MODULES = ("api.v3", "api.v3.registry", "api.v3.router")  # of each of these apps


class UnusedApi:
    """Takes the parts of an API that nobody can reach."""

    def add_router(self, prefix, router):
        """Take the addresses of an app."""


def leave_out():
    """Put modules without schemas in the place of Wagtail's; called before its apps are ready.

    They have what AppConfig.ready() of these apps imports. Any other use of the API fails as an import that finds no
    such name: who wants to serve it takes away the call of this function.
    """
    _put("wagtail.api.v3.api", api=UnusedApi())
    for app in APPS:
        for module in MODULES:
            _put(f"{app}.{module}", router=None, register_content_types=lambda: None)


def _put(name, **names):
    module = sys.modules[name] = ModuleType(name, __doc__)
    vars(module).update(names)
