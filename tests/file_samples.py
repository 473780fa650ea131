"""Small files of many kinds, made of their signatures and the parts that tell what they are."""

import io
import zipfile
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, PngImagePlugin
from pypdf import PdfWriter

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SCHEMAS = "http://schemas.openxmlformats.org"
WORDPROCESSING, PRESENTATION = f"{SCHEMAS}/wordprocessingml/2006/main", f"{SCHEMAS}/presentationml/2006/main"
DRAWING, CORE = f"{SCHEMAS}/drawingml/2006/main", f"{SCHEMAS}/package/2006/metadata/core-properties"
RELATIONS, OFFICE_RELATIONS = f"{SCHEMAS}/package/2006/relationships", f"{SCHEMAS}/officeDocument/2006/relationships"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
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
    """Return a zip file of {name with two underscores for a slash: text}; the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, text in parts.items():
            # A ZipInfo has a fixed date: names of tests hold these bytes, and every process has to find the same names.
            part = zipfile.ZipInfo({"types": "[Content_Types].xml"}.get(name, name.replace("__", "/")))
            made.writestr(part, text, zipfile.ZIP_DEFLATED)
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


def pdf_of(*texts, title=""):
    """Return a PDF (bytes) with one page for each text, lines parted by a line break; "" makes an empty page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    pages = []
    for text in texts:
        lines = text.replace("\\", "").replace("(", "").replace(")", "").split("\n")
        shown = "\n".join(f"({line}) Tj T*" for line in lines) if text else ""
        stream = f"BT /F1 12 Tf 14 TL 50 780 Td {shown} ET"
        pages.append(len(objects) + 2)
        objects.append(f"<< /Length {len(stream.encode('latin-1'))} >>\nstream\n{stream}\nendstream")
        resources = "<< /Font << /F1 3 0 R >> >>"
        box = "/MediaBox [0 0 595 842]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Resources {resources} /Contents {len(objects)} 0 R >>")
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{number} 0 R' for number in pages)}] >>"
    objects.append(f"<< /Title ({title}) >>")
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\nstartxref\n{len(made)}\n%%EOF"
    return made + end.encode()


def encrypted(content):
    """Return a PDF (bytes) that asks for a password."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt("geheim", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def docx_of(*paragraphs, title="", body="", **parts):
    """Return a docx (bytes) with these paragraphs (text), a title, and `body` (XML) after them."""
    text = "".join(f"<w:p><w:r><w:t>{escape(each)}</w:t></w:r></w:p>" for each in paragraphs)
    document = f'<w:document xmlns:w="{WORDPROCESSING}"><w:body>{text}{body}</w:body></w:document>'
    return package_of("word/document.xml", document, title, parts)


def pptx_of(*slides, title=""):
    """Return a pptx (bytes) with these slides as (whether it is shown: "1" or "0", text), each with notes.

    The names of the parts count down, so that their order is that of the list of slides only.
    """
    names = [f"slide{len(slides) - number}.xml" for number in range(len(slides))]
    listed = "".join(f'<p:sldId id="{256 + place}" r:id="rId{place}"/>' for place in range(len(slides)))
    spaces = f'xmlns:p="{PRESENTATION}" xmlns:r="{OFFICE_RELATIONS}"'
    presentation = f"<p:presentation {spaces}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>"
    relations = [(f"rId{place}", "slide", f"slides/{name}") for place, name in enumerate(names)]
    parts = {"ppt/_rels/presentation.xml.rels": relationships(relations)}
    for name, (show, text) in zip(names, slides, strict=True):
        shape = f'<a:p xmlns:a="{DRAWING}"><a:r><a:t>{escape(text)}</a:t></a:r></a:p>'
        parts[f"ppt/slides/{name}"] = f'<p:sld xmlns:p="{PRESENTATION}" show="{show}">{shape}</p:sld>'
        parts[f"ppt/notesSlides/{name}"] = f"<notes>{text}</notes>"
    return package_of("ppt/presentation.xml", presentation, title, parts)


def package_of(main, content, title="", parts=()):
    """Return an Office Open XML package (bytes) with a main part (its name and XML) and other `parts` {name: text}."""
    spaces = f'xmlns:cp="{CORE}" xmlns:dc="{DUBLIN_CORE}"'
    core = f"<cp:coreProperties {spaces}><dc:title>{title}</dc:title></cp:coreProperties>"
    relations = [("rId1", "officeDocument", main), ("rId2", "metadata/core-properties", "docProps/core.xml")]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("_rels/.rels", relationships(relations))
        made.writestr("docProps/core.xml", core)
        made.writestr(main, content)
        for name, text in dict(parts).items():
            made.writestr(name, text)
    return stream.getvalue()


def relationships(rows):
    """Return the XML of relationships (ECMA-376-2, 6.5) as (id, end of the type, target)."""
    listed = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE_RELATIONS}/{kind}" Target="{target}"/>' for key, kind, target in rows
    )
    return f'<Relationships xmlns="{RELATIONS}">{listed}</Relationships>'
