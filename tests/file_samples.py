"""Small files of many kinds, made of their signatures and the parts that tell what they are."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"


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
