"""Removes metadata from pictures: where, when and with what they were made, in Exif with GPS, XMP, IPTC and comments.

Pixels stay as they are: the parts of a file that hold metadata are left out, and so is what follows after the picture,
such as a second picture or a film. Colour profiles stay, and the orientation too, alone in an Exif block of its own.
Formats without such parts that can be left out are re-encoded. The same bytes give the same result, and a result
gives itself.
"""

import io
import re
import zlib

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

HEAD = 16  # bytes; as many as the longest signature needs
ORIENTATION = 0x0112  # the tag of Exif 2.32, 4.6.4
QUALITY = 90  # of 100, when a picture is re-encoded

JPEG_SCAN, JPEG_END, JPEG_COMMENT = 0xDA, 0xD9, 0xFE
# The application segments (ITU-T T.81, B.2.4.6) that change how a picture looks.
JPEG_KEPT = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
# Where the data of a scan end: at a marker that is no restart.
JPEG_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL)

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)
GIF_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
# Of AVIF and HEIC, in the box "ftyp" (ISO/IEC 14496-12, 4.3); films have others.
CONTAINER_BRANDS = (b"avif", b"avis", b"mif1", b"msf1", b"heic", b"heix", b"hevc", b"heim")
WEBP_EXIF, WEBP_XMP = 0x08, 0x04  # flags of VP8X


class DamagedPicture(ValueError):
    """A file that begins like a picture and is none."""


def without_metadata(file):
    """Return a Django File as it is when it is no picture or has no metadata, else a ContentFile with its name.

    The kind is told by the bytes. Raises DamagedPicture.
    """
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if _stripper_for(head) is None:
        return file
    data = file.read()
    file.seek(0)
    stripped = strip_metadata(data)
    return file if stripped == data else ContentFile(stripped, name=file.name)


def strip_metadata(data):
    """Return the bytes of a picture without metadata. Raises DamagedPicture, also for what is no picture."""
    strip = _stripper_for(data[:HEAD])
    if strip is None:
        raise DamagedPicture("This is no picture.")
    try:
        return strip(data)
    except (IndexError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise DamagedPicture(str(error)) from error


def _stripper_for(head):
    """Return the function for a kind of picture by the first bytes; None for what is none or cannot hold metadata."""
    if head.startswith(b"\xff\xd8\xff"):
        return _strip_jpeg
    if head.startswith(PNG_SIGNATURE):
        return _strip_png
    if head.startswith((b"GIF87a", b"GIF89a")):
        return _strip_gif
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _strip_webp
    if head.startswith((b"II*\x00", b"MM\x00*")) or (head[4:8] == b"ftyp" and head[8:12] in CONTAINER_BRANDS):
        return _encode_anew
    return None


def _take(data, start, length):
    part = data[start : start + length]
    if len(part) < length:
        raise DamagedPicture("The file ends too early.")
    return part


def _read_orientation(tiff):
    """Return the orientation (1 to 8; 1 is upright) in an Exif block without its header."""
    exif = Image.Exif()
    try:
        exif.load(b"Exif\x00\x00" + tiff)
        found = exif.get(ORIENTATION, 1)
    except Exception:  # Pillow raises many kinds for a broken block, which is left out
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _exif_of(orientation):
    """Return an Exif block (TIFF 6.0, section 2) that holds the orientation and nothing else."""
    entry = ORIENTATION.to_bytes(2) + b"\x00\x03\x00\x00\x00\x01" + orientation.to_bytes(2) + b"\x00\x00"
    return b"MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + bytes(4)


def _strip_jpeg(data):
    """Leave out segments of a JPEG (ITU-T T.81, annex B) and what follows its end."""
    start, rest, at, orientation, has_scan = b"\xff\xd8", [], 2, 1, False
    while at < len(data) or not has_scan:
        if data[at] != 0xFF:
            raise DamagedPicture("There is no marker where one must be.")
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        at += 1
        if marker == JPEG_END:
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            rest.append(bytes((0xFF, marker)))
            continue
        length = int.from_bytes(_take(data, at, 2))
        segment = _take(data, at, max(length, 2))
        at += len(segment)
        if marker == 0xE1 and segment[2:8] == b"Exif\x00\x00":
            orientation = _read_orientation(segment[8:])
        elif marker == 0xE0 and segment[2:].startswith(JPEG_KEPT[marker]):
            start += b"\xff\xe0" + segment
        elif _is_kept_in_jpeg(marker, segment):
            rest.append(bytes((0xFF, marker)) + segment)
        if marker == JPEG_SCAN:
            has_scan = True
            found = JPEG_MARKER.search(data, at)
            end = found.start() if found else len(data)
            rest.append(data[at:end])
            at = end
    if not has_scan:
        raise DamagedPicture("There is no picture in this file.")
    if orientation != 1:
        block = b"Exif\x00\x00" + _exif_of(orientation)
        start += b"\xff\xe1" + (len(block) + 2).to_bytes(2) + block
    return start + b"".join(rest) + b"\xff\xd9"


def _is_kept_in_jpeg(marker, segment):
    if 0xE0 <= marker <= 0xEF:
        return marker in JPEG_KEPT and segment[2:].startswith(JPEG_KEPT[marker])
    return marker != JPEG_COMMENT


def _strip_png(data):
    """Leave out chunks of a PNG (third edition, section 5) and what follows its end."""
    parts, at, orientation = [PNG_SIGNATURE], len(PNG_SIGNATURE), 1
    while True:
        length = int.from_bytes(_take(data, at, 4))
        chunk = _take(data, at, length + 12)
        at += len(chunk)
        name = chunk[4:8]
        if name == b"eXIf":
            orientation = _read_orientation(chunk[8:-4])
        elif name in PNG_KEPT:
            parts.append(chunk)
        if name == b"IEND":
            break
    if orientation != 1:
        parts.insert(2, _png_chunk(b"eXIf", _exif_of(orientation)))
    return b"".join(parts)


def _png_chunk(name, content):
    return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)


def _strip_gif(data):
    """Leave out extensions of a GIF (89a, sections 23 to 26) and what follows its end."""
    at = 13 + _gif_colours(data[10])
    parts = [_take(data, 0, at)]
    while (kind := data[at]) != 0x3B:
        start = at
        if kind == 0x21:
            label, at = data[at + 1], at + 2
            name = data[at + 1 : at + 1 + data[at]]
        elif kind == 0x2C:
            label, name = None, b""
            at += 11 + _gif_colours(data[at + 9])
        else:
            raise DamagedPicture("There is no block where one must be.")
        while size := data[at]:
            at += size + 1
        at += 1
        if label not in (0xFE, 0xFF) or (label == 0xFF and name in GIF_KEPT):
            parts.append(data[start:at])
    return b"".join(parts) + b"\x3b"


def _gif_colours(flags):
    """Return the length in bytes of the colour table that the flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _strip_webp(data):
    """Leave out chunks of a WebP (RFC 9649, section 2) and what follows its end."""
    chunks, at, orientation = [], 12, 1
    end = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at < end:
        name, size = data[at : at + 4], int.from_bytes(_take(data, at + 4, 4), "little")
        content = _take(data, at + 8, size)
        at += 8 + size + size % 2
        if name == b"EXIF":
            orientation = _read_orientation(content.removeprefix(b"Exif\x00\x00"))
        elif name in WEBP_KEPT:
            chunks.append((name, content))
    if not chunks:
        raise DamagedPicture("There is no picture in this file.")
    # Exif can stand in the extended form only; a picture that had it is in that form.
    is_extended = chunks[0][0] == b"VP8X"
    if is_extended:
        flags = chunks[0][1][0] & ~(WEBP_EXIF | WEBP_XMP) | (WEBP_EXIF if orientation != 1 else 0)
        chunks[0] = (b"VP8X", bytes((flags,)) + chunks[0][1][1:])
        if orientation != 1:
            chunks.append((b"EXIF", _exif_of(orientation)))
    body = b"WEBP" + b"".join(
        name + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2) for name, content in chunks
    )
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _encode_anew(data):
    """Return a picture re-encoded upright, without metadata; AVIF and HEIC only when they carry metadata."""
    with Image.open(io.BytesIO(data)) as image:
        if image.format in ("AVIF", "HEIF") and not image.info.get("exif") and not image.info.get("xmp"):
            return data
        clean = ImageOps.exif_transpose(image).copy()
        profile = image.info.get("icc_profile")
        clean.info = {}
        stream = io.BytesIO()
        clean.save(stream, image.format, quality=QUALITY, **({"icc_profile": profile} if profile else {}))
    return stream.getvalue()
