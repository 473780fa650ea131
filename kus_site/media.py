"""Serves the image renditions of pages, and documents, from the storage; no other uploads are public as files.

Originals are not reachable here. Documents go through Wagtail's own view, which knows who may read them.
"""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
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
    """Return the image file `name` (no folders in it) of the folder images, a range of it, 304, or 404.

    Newsletters show these images inside web mail, hence the open resource policy. An SVG opened by itself may run
    nothing.
    """
    content_type = IMAGE_TYPES.get(PurePosixPath(name).suffix.lower())
    if content_type is None:
        raise Http404
    try:
        file = default_storage.open(f"images/{name}")
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
    etag, modified = default_storage.version_of(file)
    response = get_conditional_response(request, etag=etag, last_modified=int(modified))
    if response is None:
        response = with_ranges(request, _image(file, content_type, modified, etag))
    else:
        file.close()
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _image(file, content_type, modified, etag):
    response = FileResponse(file, content_type=content_type)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    return response


@require_safe
def document(request, document_id, name):
    """Return what Wagtail answers for a document, or a range of it; a download is counted."""
    try:
        response = serve(request, document_id, name)
    except FileNotFoundError:
        # Wagtail looks for it first in a folder, and not in another storage.
        raise Http404 from None
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    if response.get("Content-Disposition") == "inline":
        # As Wagtail says it for a file in a folder.
        response["Content-Disposition"] = content_disposition_header(False, name)
    response = with_ranges(request, response)
    downloads.count(request, response, int(document_id))
    return response
