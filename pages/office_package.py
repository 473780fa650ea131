"""The package of an office document, a zip file of XML parts, read with limits: nothing in it is trusted.

Office Open XML: Open Packaging Conventions (ECMA-376-2). OpenDocument: packages (ISO/IEC 26300-3).
"""

import itertools
import posixpath
import zipfile
from xml.parsers import expat

from pages.text_process import DAMAGED, ENCRYPTED, TOO_HEAVY

MOST_PARTS = 5_000  # a document has some hundreds
MOST_UNPACKED = 128 << 20  # bytes of all parts that are read
BLOCK = 1 << 20  # bytes; a name or value as long as the part is looked through again for each block

START, END, TEXT = range(3)


class RefusalError(Exception):
    """A document is not read further; the argument is the problem, a constant of pages.text_process."""


class Package:
    """The parts of a zip file, each streamed; raises RefusalError at a limit, for encryption and for a DTD."""

    def __init__(self, archive):
        self.archive, self.left = archive, MOST_UNPACKED
        self.names = set(archive.namelist())
        if len(archive.infolist()) > MOST_PARTS:
            raise RefusalError(TOO_HEAVY)

    def blocks(self, name):
        """Yield the bytes of a part in blocks; they are counted, because what the zip says of its size may be false."""
        info = self.archive.getinfo(name)
        if info.flag_bits & 1:
            raise RefusalError(ENCRYPTED)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise RefusalError(DAMAGED)
        with self.archive.open(info) as part:
            while block := part.read(BLOCK):
                self.left -= len(block)
                if self.left < 0:
                    raise RefusalError(TOO_HEAVY)
                yield block

    def read(self, name):
        """Return the bytes of a part, none where there is no such part."""
        return b"".join(self.blocks(name)) if name in self.names else b""

    def events(self, name):
        """Yield (START, local name, attributes), (END, local name, None) and (TEXT, "", text) of a part that is XML."""
        found = []
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: found.append((START, tag.rpartition(" ")[2], attributes))
        parser.EndElementHandler = lambda tag: found.append((END, tag.rpartition(" ")[2], None))
        parser.CharacterDataHandler = lambda text: found.append((TEXT, "", text))
        # Neither format has one (ECMA-376-2, 8.1.4), and it is the only place where entities are declared.
        parser.StartDoctypeDeclHandler = _refuse_doctype
        for block in itertools.chain(self.blocks(name), [b""]):
            try:
                parser.Parse(block, not block)
            finally:
                # Also what stood before an error.
                yield from found
                found.clear()

    def starts(self, name, tag):
        """Return the attributes (dict) of each element of a part with this local name."""
        return [value for kind, local, value in self.events(name) if kind == START and local == tag]

    def related(self, name, kind):
        """Return {id: name of the part} of the parts that a part ("" for the package) refers to as being of a kind.

        That is the last word of the relationship type (ECMA-376-2, 6.5).
        """
        folder, _, last = name.rpartition("/")
        relations = posixpath.join(folder, "_rels", f"{last}.rels")
        if relations not in self.names:
            return {}
        found = {
            each["Id"]: posixpath.normpath(posixpath.join("/", folder, each["Target"])).lstrip("/")
            for each in self.starts(relations, "Relationship")
            if each["Type"].rpartition("/")[2] == kind and each.get("TargetMode") != "External"
        }
        return {key: target for key, target in found.items() if target in self.names}


def _refuse_doctype(*declaration):
    raise RefusalError(DAMAGED)
