"""Reads a PDF in a child process of its own: a damaged or hostile file ends that process and nothing else.

The process runs this file without Django. It writes JSON lines (UTF-8): first {"pages", "title", "tagged"}, then
{"page", "text"} for each page in order, then {"end": why it stopped, "" when all was read}, at last {"outline"} and
{"pictures"} of the first page, each when there is one. A file that cannot be opened gives {"failed": why}. Lines are
written as they come, so that what was read before a limit is kept: drawing a page is the most dangerous, so it is last.
"""

import base64
import contextlib
import io
import itertools
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
PATIENCE = 120  # seconds by the clock
MEMORY = 1 << 30  # bytes of address space
LARGEST_OUTPUT = 64 << 20  # bytes
LONGEST_TITLE = 255
# Of the outline (ISO 32000-1, 12.3.3): two levels are a table of contents, the others an index.
MOST_ENTRIES, DEEPEST, LONGEST_ENTRY = 200, 2, 200
# The pictures of the first page: at most so wide and high in pixels, the second as a cover. A page that is so many
# times as long as wide (or the other way round) has none.
SIZES, SLIMMEST = ((800, 1_200), (400, 560)), 3
LARGEST_PICTURE = 1 << 20  # bytes

NOT_PDF, DAMAGED, ENCRYPTED, TOO_HEAVY, TOO_LONG = "not-pdf", "damaged", "encrypted", "too-heavy", "too-long"

# ISO 32000-1, annex H.3 (note 13): readers look for the header in the first 1024 bytes.
HEADER, HEADER_WITHIN = b"%PDF-", 1_024
PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
# PDFium writes a hyphen at the end of a line as U+FFFE or U+0002.
BROKEN_WORD = re.compile("[\ufffe\x02\xad]\\s*")
# No database keeps a zero byte, no text holds the others; half a surrogate pair is no character (Unicode 3.9).
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
SPACES = re.compile(r"[^\S\n]+")


@dataclass
class PdfText:
    """What a PDF holds: number of `pages` (None when it could not be opened), `title`, whether it is `tagged`.

    `texts` is {page number from 1: text}; `problem` is one of the constants above, empty when all was read.
    `outline` are its bookmarks in order, {"level" from 0, "title", "page" from 1}; `pictures` are its first page in the
    SIZES as {"width", "height", "webp": bytes}, empty when it cannot be drawn.
    """

    pages: int | None = None
    title: str = ""
    tagged: bool = False
    texts: dict = field(default_factory=dict)
    problem: str = ""
    outline: list = field(default_factory=list)
    pictures: list = field(default_factory=list)


def read_pdf(path, patience=PATIENCE):
    """Return the PdfText of the file at `path`, read by a child process that is killed after `patience` seconds."""
    with tempfile.TemporaryFile() as output:
        command = [sys.executable, "-I", __file__, str(path)]
        # However it ends, what it wrote counts.
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(command, check=False, stdout=output, stderr=subprocess.DEVNULL, timeout=patience)
        output.seek(0)
        return _from_lines(output)


def _from_lines(output):
    found, is_finished = PdfText(), False
    for line in output:
        try:
            row = json.loads(line)
        except ValueError:
            break
        if "pages" in row:
            found.pages, found.title, found.tagged = row["pages"], row["title"], row["tagged"]
        elif "page" in row:
            found.texts[row["page"]] = row["text"]
        elif "outline" in row:
            found.outline = row["outline"]
        elif "pictures" in row:
            found.pictures = [each | {"webp": base64.b64decode(each["webp"])} for each in row["pictures"]]
        else:
            found.problem, is_finished = row.get("failed", row.get("end", "")), True
    if not is_finished:
        found.problem = TOO_HEAVY
    return found


def clean(text):
    """Return a text of PDFium with broken words joined, single spaces, and no unprintable characters."""
    text = BROKEN_WORD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return SPACES.sub(" ", UNPRINTABLE.sub("", text)).strip()


def _limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(**row):
    # ensure_ascii: a lone surrogate in a title cannot be written as UTF-8.
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def main(path):
    """Write the JSON lines of the PDF at `path` to standard output."""
    _limit()
    import pypdfium2

    with Path(path).open("rb") as stream:
        if HEADER not in stream.read(HEADER_WITHIN):
            _write(failed=NOT_PDF)
            return
    try:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        _write(failed=ENCRYPTED if error.err_code == PASSWORD_ERROR else DAMAGED)
        return
    if not pages:
        _write(failed=DAMAGED)
        return
    title = clean(document.get_metadata_value("Title"))[:LONGEST_TITLE]
    _write(pages=pages, title=title, tagged=bool(document.is_tagged()))
    _write(end=_write_pages(document, pages))
    if outline := _read_outline(document, pages):
        _write(outline=outline)
    if pictures := _draw_first_page(document):
        _write(pictures=pictures)


def _write_pages(document, pages):
    """Write the text of each page; return TOO_LONG where a limit ended it, DAMAGED for an unreadable page, or ""."""
    import pypdfium2

    left, is_damaged = MOST_CHARACTERS, False
    for number in range(1, min(pages, MOST_PAGES) + 1):
        try:
            page = document[number - 1]
            textpage = page.get_textpage()
            length = min(textpage.count_chars(), MOST_ON_PAGE)
            text = clean(textpage.get_text_range(0, length)) if length else ""
            textpage.close()
            page.close()
        except pypdfium2.PdfiumError:
            text, is_damaged = "", True
        _write(page=number, text=text[:left])
        left -= len(text)
        if left <= 0:
            return TOO_LONG
    if pages > MOST_PAGES:
        return TOO_LONG
    return DAMAGED if is_damaged else ""


def _read_outline(document, pages):
    """Return the entries of the outline that lead to a page; pypdfium2 ends circles of bookmarks."""
    found = []
    for bookmark in itertools.islice(document.get_toc(max_depth=DEEPEST), 10 * MOST_ENTRIES):
        title = " ".join(clean(bookmark.get_title()).split())[:LONGEST_ENTRY]
        place = bookmark.get_dest()
        index = place.get_index() if place else None
        if title and index is not None and 0 <= index < pages:
            found.append({"level": bookmark.level, "title": title, "page": index + 1})
        if len(found) == MOST_ENTRIES:
            break
    return found


def _draw_first_page(document):
    """Return the first page in SIZES as [{"width", "height", "webp" (base64)}], the largest first, without its notes
    and form fields; empty for a page of an odd shape.
    """
    page = document[0]
    width, height = page.get_size()
    if min(width, height) <= 0 or max(width, height) / min(width, height) > SLIMMEST:
        return []
    # Half a pixel less, because PDFium rounds up.
    scale = min((most - 0.5) / side for most, side in zip(SIZES[0], (width, height), strict=True))
    drawn = page.render(scale=scale, may_draw_forms=False, draw_annots=False, rev_byteorder=True)
    image, found = drawn.to_pil().convert("RGB"), []
    for size in SIZES:
        image.thumbnail(size)
        stream = io.BytesIO()
        image.save(stream, "WEBP", quality=80, method=4)
        if stream.tell() > LARGEST_PICTURE:
            return []
        found.append(
            {"width": image.width, "height": image.height, "webp": base64.b64encode(stream.getvalue()).decode()}
        )
    return found


if __name__ == "__main__":
    main(sys.argv[1])
