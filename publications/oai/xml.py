"""XML for harvesters: trees of Elements, and the text of them.

Names are written as they stand, prefix and all, and each format declares its own namespaces where it begins, so that a
harvester can keep the metadata of a record as a document of its own.
"""

from io import StringIO

from django.utils.xmlutils import SimplerXMLGenerator

from visitors.plain_text import xml_text

XSI = "http://www.w3.org/2001/XMLSchema-instance"


class Element:
    """An element: its name with prefix, its attributes, and its content: texts and Elements."""

    __slots__ = ("attributes", "content", "name")

    def __init__(self, name, *content, **attributes):
        self.name = name
        self.content = content
        # A keyword cannot hold a colon: xlink__href is xlink:href.
        self.attributes = {key.replace("__", ":"): value for key, value in attributes.items()}


def written_as(name, texts, **attributes):
    """Return an Element for each of the texts that is not empty."""
    return [Element(name, text, **attributes) for text in texts if text]


def declare(element, schemas, **namespaces):
    """Return an element with namespaces (prefix=URI) and schema locations (namespace, address pairs in one text)."""
    declared = {"xmlns" if prefix == "default" else f"xmlns:{prefix}": uri for prefix, uri in namespaces.items()}
    element.attributes = declared | {"xmlns:xsi": XSI, "xsi:schemaLocation": schemas} | element.attributes
    return element


def write(element):
    """Return an Element as an XML 1.0 document (text); characters that XML forbids are left out."""
    target = StringIO()
    generator = SimplerXMLGenerator(target, "utf-8", short_empty_elements=True)
    generator.startDocument()
    _write(generator, element)
    generator.endDocument()
    return target.getvalue()


def _write(generator, element):
    generator.startElement(element.name, {name: xml_text(value) for name, value in element.attributes.items() if value})
    for part in element.content:
        if isinstance(part, Element):
            _write(generator, part)
        elif part:
            generator.characters(xml_text(part))
    generator.endElement(element.name)
