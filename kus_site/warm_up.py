"""Loads what every process of the web server would load at its first requests, before the server starts them.

The processes are forked from one that has it (gunicorn's preload_app): they share its memory, and nobody waits. Nothing
here may open a connection or start a thread, which a fork does not take along.
"""

from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver, reverse
from django.utils import translation
from wagtail import hooks

from pages.code_version import code_version
from pages.search import words

# The admin has many templates and few requests.
LEFT_OUT = ("wagtail", "admin")


def warm_up():
    """Load addresses and words in every language, the hooks of all rooms, dictionaries, and the templates of pages;
    find out which code this is."""
    get_resolver().url_patterns  # noqa: B018
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("search")
    hooks.search_for_hooks()
    words.load_dictionaries()
    code_version()
    for name in page_templates():
        get_template(name)


def page_templates():
    """Return the names of the templates (HTML) that readers see, sorted."""
    [folder] = settings.TEMPLATES[0]["DIRS"]
    names = sorted(str(file.relative_to(folder)) for file in Path(folder).rglob("*.html"))
    return [name for name in names if not any(part.startswith(LEFT_OUT) for part in Path(name).parts)]
