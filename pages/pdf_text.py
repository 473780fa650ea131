"""Reads a PDF in the child process of pages.text_process: text per page, bookmarks, and pictures of the first page.

Drawing a page is the most dangerous, so it is last.
"""

import base64
import io
import itertools
from pathlib import Path

from pages.text_process import (
    DAMAGED,
    ENCRYPTED,
    LONGEST_TITLE,
    MOST_CHARACTERS,
    MOST_ON_PAGE,
    MOST_PAGES,
    NOT_PDF,
    TOO_LONG,
    clean,
    write_row,
)

# Of the outline (ISO 32000-1, 12.3.3): two levels are a table of contents, the others an index.
MOST_ENTRIES, DEEPEST, LONGEST_ENTRY = 200, 2, 200
# The pictures of the first page: at most so wide and high in pixels, the second as a cover. A page that is so many
# times as long as wide (or the other way round) has none.
SIZES, SLIMMEST = ((800, 1_200), (400, 560)), 3
LARGEST_PICTURE = 1 << 20  # bytes

# ISO 32000-1, annex H.3 (note 13): readers look for the header in the first 1024 bytes.
HEADER, HEADER_WITHIN = b"%PDF-", 1_024
PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


def main(path):
    """Write the JSON lines of the PDF at `path` to standard output."""
    import pypdfium2

    with Path(path).open("rb") as stream:
        if HEADER not in stream.read(HEADER_WITHIN):
            write_row(end=NOT_PDF)
            return
    try:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        write_row(end=ENCRYPTED if error.err_code == PASSWORD_ERROR else DAMAGED)
        return
    if not pages:
        write_row(end=DAMAGED)
        return
    title = clean(document.get_metadata_value("Title"))[:LONGEST_TITLE]
    write_row(pages=pages, title=title, tagged=bool(document.is_tagged()))
    write_row(end=_write_pages(document, pages))
    if outline := _read_outline(document, pages):
        write_row(outline=outline)
    if pictures := _draw_first_page(document):
        write_row(pictures=pictures)


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
        write_row(page=number, text=text[:left])
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
