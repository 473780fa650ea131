"""Icons that browsers ask for at the root of the site, and its manifest (W3C, Web Application Manifest).

The files in static/icons/ are made by tools/make_icons.py.
"""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from pages.contrast import site_colours
from pages.structured_data import site_facts

DAY = 24 * 3600  # seconds
MANIFEST_ICONS = [
    ("icons/icon-192.png", "192x192", "any"),
    ("icons/icon-512.png", "512x512", "any"),
    ("icons/icon-maskable-512.png", "512x512", "maskable"),
]


@require_safe
@cache_control(public=True, max_age=DAY)
def favicon(request):
    """Return the icon in 16, 32 and 48 pixels, for what does not read the link to the drawing."""
    return _icon("favicon.ico", "image/x-icon")


@require_safe
@cache_control(public=True, max_age=DAY)
def touch_icon(request):
    """Return the icon of 180 pixels for home screens."""
    return _icon("apple-touch-icon.png", "image/png")


@require_safe
@cache_control(public=True, max_age=DAY)
def manifest(request):
    """Return the manifest, with the names of the site and its light colours."""
    names, colours = site_facts(request), site_colours()["light"]
    icons = [
        {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for path, sizes, purpose in MANIFEST_ICONS
    ]
    content = {
        "name": names["name"],
        "short_name": names["short_name"],
        "start_url": reverse("wagtail_serve", args=[""]),
        "scope": "/",
        "display": "browser",
        "lang": "nl",
        "background_color": colours["paper"],
        "theme_color": colours["paper"],
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def _icon(name, content_type):
    return HttpResponse(Path(finders.find(f"icons/{name}")).read_bytes(), content_type=content_type)
