"""Reads XML of others: without document types, and so without entities; bounded in depth and number of elements."""

from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

from pages.harvest.fetching import FetchFailed
from pages.models import Problem

DEEPEST = 60
MOST_ELEMENTS = 400_000


class _Reader:
    """The handlers of one document."""

    def __init__(self):
        self.builder, self.depth, self.elements = TreeBuilder(), 0, 0

    def start(self, name, attributes):
        self.depth, self.elements = self.depth + 1, self.elements + 1
        if self.depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise FetchFailed(Problem.TOO_LARGE)
        self.builder.start(_clark(name), {_clark(key): value for key, value in attributes.items()})

    def end(self, name):
        self.depth -= 1
        self.builder.end(_clark(name))

    def refuse(self, *_arguments):
        raise FetchFailed(Problem.DOCTYPE)


def _clark(name):
    """Return a name as ElementTree writes it: {namespace}name."""
    return f"{{{name}" if "}" in name else name


def read_xml(body, charset=""):
    """Return the root (ElementTree element) of a document (bytes); raises FetchFailed with NOT_XML, DOCTYPE, TOO_LARGE.

    charset: of the Content-Type header; it goes before what the document says of itself, a byte order mark before both
    (RFC 7303, 3).
    """
    has_mark = body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    reader = _Reader()
    try:
        parser = expat.ParserCreate(None if has_mark or not charset else charset, "}")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
        parser.CharacterDataHandler = reader.builder.data
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = reader.refuse
        parser.Parse(body, True)
        return reader.builder.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError, TypeError) as error:
        detail = str(error) if isinstance(error, expat.ExpatError) else ""
        raise FetchFailed(Problem.NOT_XML, detail) from error
