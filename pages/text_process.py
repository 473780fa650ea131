"""Reads a file in a child process of its own: a damaged or hostile file ends that process and nothing else.

The process runs the main() of a reader (pages.pdf_text, pages.office_text) without Django. It writes JSON lines
(UTF-8): first {"pages", "title", "tagged"}, then {"page", "text"} for each page in order, then {"end": why it stopped,
"" when all was read}, at last {"outline"} and {"pictures"} of the first page, each when there is one. A file that
cannot be opened gives {"end"} alone. Lines are written as they come, so that what was read before a limit is kept.
"""

import base64
import contextlib
import importlib
import json
import re
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

MOST_PAGES = 1_000  # of which text is read; the number of pages is that of the whole file
MOST_CHARACTERS = 4_000_000  # of all pages; a long book has one million
MOST_ON_PAGE = 50_000  # characters
SECONDS = 60  # of processor time
WALL_SECONDS = 120
MEMORY = 1 << 30  # bytes of address space
LARGEST_OUTPUT = 64 << 20  # bytes
LONGEST_TITLE = 255

NOT_PDF, DAMAGED, ENCRYPTED, TOO_HEAVY, TOO_LONG = "not-pdf", "damaged", "encrypted", "too-heavy", "too-long"
WRONG_NAME = "wrong-name"

# PDFium writes a hyphen at the end of a line as U+FFFE or U+0002.
BROKEN_WORD = re.compile("[\ufffe\x02\xad]\\s*")
# No database keeps a zero byte, no text holds the others; half a surrogate pair is no character (Unicode 3.9).
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
SPACES = re.compile(r"[^\S\n]+")


@dataclass
class FileText:
    """What a file holds: number of `pages` or slides (None where it is not known), `title`, whether it is `tagged`.

    `is_opened` says whether it could be opened; `tagged` is None for what is no PDF. `texts` is {page number from 1:
    text}; `problem` is one of the constants above, empty when all was read. `outline` are the bookmarks in order,
    {"level" from 0, "title", "page" from 1}; `pictures` are the first page in sizes as {"width", "height", "webp":
    bytes}, the largest first, empty when it cannot be drawn.
    """

    is_opened: bool = False
    pages: int | None = None
    title: str = ""
    tagged: bool | None = None
    texts: dict = field(default_factory=dict)
    problem: str = ""
    outline: list = field(default_factory=list)
    pictures: list = field(default_factory=list)


def read_in_process(reader, path, seconds=WALL_SECONDS):
    """Return the FileText of the file at `path`, read by the module named `reader` in a child process.

    The process is killed after so many `seconds` by the clock.
    """
    with tempfile.TemporaryFile() as output:
        command = [sys.executable, "-I", __file__, reader, str(path)]
        # However it ends, what it wrote counts.
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(command, check=False, stdout=output, stderr=subprocess.DEVNULL, timeout=seconds)
        output.seek(0)
        return read_rows(output)


def read_rows(lines):
    """Return the FileText of an iterable of JSON lines (text or bytes); with a problem when the end is missing."""
    found, is_finished = FileText(), False
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            break
        if "pages" in row:
            found.is_opened = True
            found.pages, found.title, found.tagged = row["pages"], row["title"], row["tagged"]
        elif "page" in row:
            found.texts[row["page"]] = row["text"]
        elif "outline" in row:
            found.outline = row["outline"]
        elif "pictures" in row:
            found.pictures = [each | {"webp": base64.b64decode(each["webp"])} for each in row["pictures"]]
        else:
            found.problem, is_finished = row.get("end", ""), True
    if not is_finished:
        found.problem = TOO_HEAVY
    return found


def clean(text):
    """Return a text with broken words joined, single spaces, and no unprintable characters."""
    text = BROKEN_WORD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return SPACES.sub(" ", UNPRINTABLE.sub("", text)).strip()


def write_row(**row):
    """Write one JSON line to standard output."""
    # ensure_ascii: a lone surrogate in a title cannot be written as UTF-8.
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def main(reader, path):
    """Limit this process, and let the module named `reader` write the JSON lines of the file at `path`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # At the end, so that no package of the site stands before one of Python.
    sys.path.append(str(Path(__file__).resolve().parent.parent))
    importlib.import_module(reader).main(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
