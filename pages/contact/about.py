"""Which page of the site a message is about: the parameter `over` of the contact form."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language_from_path, override
from wagtail.models import Page

from pages.public_views import list_public_views

PARAMETER, TOPIC_PARAMETER = "over", "soort"
LONGEST_PATH = 300  # characters


@dataclass(frozen=True)
class About:
    """A page of the site: title, address, language code ("" where it has none of its own), and pk of a Wagtail page."""

    title: str
    url: str
    language: str = ""
    page: int | None = None


def form_address(page=None, path="", topic=""):
    """Return the address of the contact form about a Wagtail page, or about the public view at a path.

    topic: the value of a Message.Topic that is chosen in the form.
    """
    parameters = {PARAMETER: page.pk if page else path, TOPIC_PARAMETER: topic}
    return f"{reverse('contact-form')}?{urlencode({name: value for name, value in parameters.items() if value})}"


def find_about(key):
    """Return the About of a parameter (text: a primary key or a path), or None when readers see no such page."""
    if key.isascii() and key.isdecimal() and len(key) < 18:
        return _find_page(int(key))
    return _find_view(key) if key.startswith("/") and len(key) <= LONGEST_PATH else None


def _find_page(pk):
    page = Page.objects.live().public().filter(pk=pk).select_related("locale").first()
    url = page.get_url() if page else None
    return About(page.title, url, page.locale.language_code, page.pk) if url else None


def _find_view(path):
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return None
        view = list_public_views().get(match.view_name)
        if view is None or view.rows is None:
            return None
        row = view.rows().filter(**{view.argument: match.kwargs[view.argument]}).first()
        return About(str(row), path) if row else None
