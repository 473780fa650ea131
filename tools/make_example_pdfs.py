"""Makes the example PDFs of content/documents from the texts of the records that offer them.

Run `python -m tools.make_example_pdfs` again when those texts change; it writes the page counts into the records too.
Chromium writes tagged PDFs with bookmarks, language and title.
"""

import html
import re
import sys

from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright
from pypdf import PdfReader
from ruamel.yaml import YAML

from scripts.commands import ROOT
from scripts.suite_tools import CHROMIUM

CONTENT = ROOT / "content"
MAX_SIZE = 40_000  # bytes
NOTICE = "Voorbeeld: dit is niet de oorspronkelijke publicatie."
EXPLANATION = (
    "Dit bestand laat zien hoe een download op deze site werkt. "
    "De tekst is een korte beschrijving door de makers van de site."
)
STYLE = """
@page { size: A4; margin: 22mm }
body { font: 11pt/1.5 "DejaVu Sans", sans-serif; color: #1a1a1a }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 2mm }
h2 { font-size: 14pt; margin: 7mm 0 2mm; break-after: avoid }
h3 { font-size: 12pt; margin: 5mm 0 2mm; break-after: avoid }
p, ul, ol { margin: 0 0 3mm; orphans: 3; widows: 3 }
.notice { border: 0.6mm solid #1a1a1a; padding: 3mm 4mm; margin-bottom: 8mm }
.subtitle { font-size: 13pt }
"""


def main():
    """Write every example PDF; return 0, or 1 when one is not as it should be."""
    records = {path: read_record(path) for path in sorted(CONTENT.rglob("*.md"))}
    examples = {path: head for path, (head, _body) in records.items() if head.get("is_example")}
    problems = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(java_script_enabled=False)
        for path, document in examples.items():
            source = next(record for record in records.values() if offers(record[0], document["id"]))
            page.set_content(write_html(document, *source))
            target = path.with_name(document["file"])
            page.pdf(path=target, tagged=True, outline=True, prefer_css_page_size=True)
            problems += [f"{target.name}: {problem}" for problem in check(target, document)]
            write_page_count(path, target)
        browser.close()
    print(f"{len(examples)} example PDFs written.")
    print("".join(f"{problem}\n" for problem in problems), file=sys.stderr, end="")
    return 1 if problems else 0


def read_record(path):
    """Return the front matter and the body of a content file."""
    _empty, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return YAML(typ="safe", pure=True).load(head), body


def offers(head, document):
    """Return whether a record has a document among its files or actions; a newsletter repeats those of its records."""
    links = [*head.get("files", []), *head.get("action_links", [])]
    return any(link.get("document") == document for link in links)


def write_html(document, head, body):
    """Return the page that becomes the PDF: the notice, and what the record says, its headings one outline."""
    title = document["title"]
    parts = [body, head.get("report", "")]
    if head.get("for_whom"):
        parts.append(f"## Voor wie\n\n{head['for_whom']}")
    text = plain_markdown("\n\n".join(parts))
    subtitle = f'<p class="subtitle">{html.escape(head["subtitle"])}</p>' if head.get("subtitle") else ""
    return (
        f'<!doctype html><html lang="{document.get("language", "nl")}"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head><body>"
        f'<p class="notice"><strong>{NOTICE}</strong> {EXPLANATION}</p><h1>{html.escape(title)}</h1>{subtitle}'
        f"<h2>In het kort</h2><p>{html.escape(head['summary'])}</p>"
        f"{MarkdownIt('commonmark').render(text)}</body></html>"
    )


def plain_markdown(text):
    """Return Markdown without fenced blocks and links, the levels of its headings without gaps."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"^###", "##", text, flags=re.MULTILINE)


def check(target, document):
    """Return what is wrong with a PDF, as sentences."""
    reader = PdfReader(target)
    root = reader.trailer["/Root"]
    findings = {
        "It is not tagged.": not root.get("/MarkInfo", {}).get("/Marked"),
        "It has no language.": root.get("/Lang") != document.get("language", "nl"),
        "Its title is not that of the record.": (reader.metadata.title or "") != document["title"],
        "It has no bookmarks.": not reader.outline,
        "It does not say that it is an example.": NOTICE not in reader.pages[0].extract_text().replace("\n", " "),
        f"It is larger than {MAX_SIZE} bytes.": target.stat().st_size > MAX_SIZE,
        "It is longer than three pages.": len(reader.pages) > 3,
    }
    return [problem for problem, found in findings.items() if found]


def write_page_count(path, target):
    """Keep the page count of the document record in step with its file."""
    text, count = path.read_text(encoding="utf-8"), len(PdfReader(target).pages)
    path.write_text(re.sub(r"(?m)^page_count: \d+$", f"page_count: {count}", text), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
