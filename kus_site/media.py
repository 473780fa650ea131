"""Serves the image renditions of pages, and documents; no other uploads are public as files.

Originals are not reachable here. Documents go through Wagtail's own view, which knows who may read them.
"""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from pages import downloads

from .byte_ranges import with_ranges

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
    """Return the image file `name` (no folders in it) of MEDIA_ROOT/images, a range of it, 304, or 404.

    Newsletters show these images inside web mail, hence the open resource policy. An SVG opened by itself may run
    nothing.
    """
    path = Path(settings.MEDIA_ROOT) / "images" / name
    content_type = IMAGE_TYPES.get(path.suffix.lower())
    if content_type is None or not path.is_file():
        raise Http404
    state = path.stat()
    etag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    response = get_conditional_response(request, etag=etag, last_modified=int(state.st_mtime))
    if response is None:
        response = with_ranges(request, _image(path, content_type, state.st_mtime, etag))
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _image(path, content_type, modified, etag):
    response = FileResponse(path.open("rb"), content_type=content_type)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    return response


@require_safe
def document(request, document_id, name):
    """Return what Wagtail answers for a document, or a range of it; a download is counted."""
    response = serve(request, document_id, name)
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    response = with_ranges(request, response)
    downloads.count(request, response, int(document_id))
    return response
