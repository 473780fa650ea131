"""Serves the image renditions of pages; no other uploads are public as files.

Originals and documents are not reachable here: documents go through Wagtail's own view, which knows who may read them.
"""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404
from django.utils.http import http_date
from django.views.decorators.http import require_safe

IMAGE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
MAX_AGE = 30 * 24 * 3600  # seconds


@require_safe
def rendition(request, name):
    """Return the image file `name` (no folders in it) of MEDIA_ROOT/images, or 404.

    Newsletters show these images inside web mail, hence the open resource policy. An SVG opened by itself may run
    nothing.
    """
    path = Path(settings.MEDIA_ROOT) / "images" / name
    content_type = IMAGE_TYPES.get(path.suffix.lower())
    if content_type is None or not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=content_type)
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response["Last-Modified"] = http_date(path.stat().st_mtime)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
