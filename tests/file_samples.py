"""Small files of many kinds, made of their signatures and the parts that tell what they are."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, PngImagePlugin

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"


# What a telephone writes into its pictures; no byte of it may be left.
CAMERA, PLACE, REMARK = "Geheimtoestel 12", (52.0, 5.0, 51.9), "Gemaakt bij mevrouw De Vries"


def picture(kind, size=(40, 20), **options):
    """Return a picture (bytes) in a format of Pillow, without metadata unless `options` of its writer bring some."""
    stream = io.BytesIO()
    image = Image.new("RGB", size, "teal")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    image.save(stream, kind, **options)
    return stream.getvalue()


def photograph(kind, size=(40, 20), orientation=1):
    """Return a picture as a telephone makes it: Exif with place, device and orientation, XMP and remarks."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = exif[ExifTags.Base.Model] = CAMERA
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: PLACE, 3: "E", 4: PLACE})
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- {CAMERA} --></x:xmpmeta>'.encode()
    if kind == "GIF":
        return _with_xmp_in_gif(picture(kind, size, comment=REMARK.encode()), xmp)
    if kind == "PNG":
        remarks = PngImagePlugin.PngInfo()
        remarks.add_text("Comment", REMARK)
        remarks.add_itxt("XML:com.adobe.xmp", xmp.decode())
        return picture(kind, size, exif=exif, pnginfo=remarks)
    if kind == "JPEG":
        return picture(kind, size, exif=exif, xmp=xmp, comment=REMARK) + picture(kind, size, exif=exif)
    return picture(kind, size, exif=exif, xmp=xmp)


def _with_xmp_in_gif(data, xmp):
    """Add XMP as an application extension with its trailer (XMP specification, part 3, 1.1.2)."""
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\x00"
    return data[:-1] + b"\x21\xff\x0bXMP DataXMP" + xmp + trailer + b"\x3b"


def archive(**parts):
    """Return a zip file of {name with two underscores for a slash: text}."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr({"types": "[Content_Types].xml"}.get(name, name.replace("__", "/")), text)
    return stream.getvalue()


def office(main=WORD, **parts):
    """Return an Office document with one main part of a kind."""
    return archive(types=f'<Types><Override ContentType="{main}"/></Types>', word__document="<w/>", **parts)


def open_document(kind="text", **parts):
    """Return an OpenDocument file of a kind."""
    return archive(mimetype=f"application/vnd.oasis.opendocument.{kind}", content="<o/>", **parts)


def upload(name, content):
    """Return an uploaded file whose browser says that it is a PDF, whatever it is."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


PNG, JPG = picture("PNG"), picture("JPEG")
