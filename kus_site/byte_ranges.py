"""Range requests (RFC 9110 14): a part of a file, so that a download goes on where it broke off.

One range of bytes per request; of several the whole file is sent, which 14.2 allows.
"""

import re

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import parse_etags, parse_http_date_safe

# Where files are. They do not differ by what a browser can do or asks for: no Vary, no compression.
FILES = ("/media/", "/documents/")
ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII)
BLOCK = 64 * 1024  # bytes


def with_ranges(request, response):
    """Return a FileResponse (200, with Content-Length and an open file that can seek), or 206 or 416 for its range.

    Other responses are returned as they are.
    """
    if response.status_code != 200 or not getattr(response, "file_to_stream", None):
        return response
    response["Accept-Ranges"] = "bytes"
    match = ONE_RANGE.fullmatch(request.headers.get("Range", "").lower())
    if request.method != "GET" or not match or not any(match.groups()) or not is_same_file(request, response):
        return response
    size = int(response["Content-Length"])
    first, last = match.groups()
    if first and last and int(last) < int(first):
        # No range at all (14.1.2), so it is ignored.
        return response
    first, last = span_of(first, last, size)
    return part_of(response, first, last, size) if first <= last else refuse(response, size)


def span_of(first, last, size):
    """Return the first and last byte (numbers from 0) that the ends of a range (texts, one may be empty) mean.

    The last comes before the first when the range lies outside the file.
    """
    if not first:
        return max(size - int(last), 0) if int(last) else size, size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def is_same_file(request, response):
    """Return whether If-Range (13.1.5), if any, names the file as it is now."""
    condition = request.headers.get("If-Range")
    if not condition:
        return True
    if '"' in condition:
        return not condition.startswith("W/") and response.get("ETag") in parse_etags(condition)
    moment = parse_http_date_safe(condition)
    return moment is not None and moment == parse_http_date_safe(response.get("Last-Modified", ""))


def refuse(response, size):
    """Return 416: the range lies outside the file."""
    response.close()
    refusal = HttpResponse(status=416)
    refusal["Content-Range"] = f"bytes */{size}"
    refusal["Accept-Ranges"] = "bytes"
    return refusal


def part_of(response, first, last, size):
    """Return 206 with the bytes from `first` to `last`, both included, and the headers of the whole file."""
    file = response.file_to_stream
    part = StreamingHttpResponse(read(file, first, last - first + 1), status=206)
    for name, value in response.items():
        part[name] = value
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Content-Length"] = str(last - first + 1)
    part._resource_closers.append(response.close)
    # For wsgi.file_wrapper (PEP 3333), as in a FileResponse: the web server sends Content-Length bytes from here on.
    file.seek(first)
    part.file_to_stream, part.block_size = file, BLOCK
    return part


def read(file, first, length):
    """Yield `length` bytes of an open file from byte `first` on, in blocks."""
    file.seek(first)
    while length > 0 and (block := file.read(min(BLOCK, length))):
        length -= len(block)
        yield block
