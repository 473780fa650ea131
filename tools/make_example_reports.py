"""Makes the PDFs of content-example/ from the texts of its publications and projects, and tools/example_texts.yaml.

Run `python -m tools.make_example_reports` again when those texts change; it writes the page counts
into the records too.
"""

import html
import sys

from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright
from pypdf import PdfWriter
from pypdf.generic import NameObject
from ruamel.yaml import YAML

from scripts.commands import ROOT
from scripts.suite_tools import CHROMIUM
from tools.make_example_pdfs import STYLE, plain_markdown, read_record, write_page_count

CONTENT = ROOT / "content-example"
TEXTS = YAML(typ="safe", pure=True).load((ROOT / "tools" / "example_texts.yaml").read_text(encoding="utf-8"))
NOTICE = "Voorbeeld: de streek, de mensen en de cijfers in deze uitgave zijn verzonnen."
MORE_STYLE = """
.page { break-before: page }
table { border-collapse: collapse; width: 100% }
td, th { border: 0.3mm solid #777; padding: 1.5mm; text-align: left }
"""
# The document that is left as old programs made them.
BADLY_TAGGED = "vb-document-slecht-leesbaar"


def main():
    """Write the PDF of every publication that offers one; return 0."""
    records = [(path, *read_record(path)) for path in sorted(CONTENT.rglob("*.md"))]
    pairs = [(head, body) for _path, head, body in records]
    documents = {head["id"]: (path, head) for path, head, _body in records if head["type"] == "document"}
    # Of translations, which offer the same file, the Dutch one is its text.
    offers = [(file["document"], head, body) for head, body in reversed(pairs) for file in head.get("files", [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(java_script_enabled=False)
        for identity, (head, body) in {identity: (head, body) for identity, head, body in offers}.items():
            path, document = documents[identity]
            target = path.with_name(document["file"])
            page.set_content(write_html(document, head, body, pairs))
            page.pdf(path=target, tagged=True, outline=True, prefer_css_page_size=True)
            if identity == BADLY_TAGGED:
                spoil_tags(target)
            write_page_count(path, target)
        browser.close()
    return 0


def write_html(document, head, body, records):
    """Return the page that becomes the PDF of a publication; `records` are pairs (head, body) of the whole example."""
    sections = "".join(f'<section class="page">{render(text)}</section>' for text in chapters(document["id"], records))
    points = "".join(f"<li>{html.escape(point['text'])}</li>" for point in head.get("key_points", []))
    subtitle = f'<p class="subtitle">{html.escape(head["subtitle"])}</p>' if head.get("subtitle") else ""
    return (
        f'<!doctype html><html lang="{document.get("language", "nl")}"><head><meta charset="utf-8">'
        f"<title>{html.escape(document['title'])}</title><style>{STYLE}{MORE_STYLE}</style></head><body>"
        f'<p class="notice"><strong>{NOTICE}</strong></p><h1>{html.escape(head["title"])}</h1>{subtitle}'
        f"<h2>In het kort</h2><p>{html.escape(head['summary'])}</p>{f'<ul>{points}</ul>' if points else ''}"
        f"{render(body)}{sections}</body></html>"
    )


def render(markdown):
    """Return HTML of Markdown with tables."""
    return MarkdownIt("commonmark").enable("table").render(plain_markdown(markdown))


def chapters(document, records):
    """Return what a long publication says beside its record: Markdown for each new page; [] for a short one."""
    if document == "vb-document-twaalf-gemeenten":
        return [*TEXTS["tour_opening"], *tour_of_municipalities(records), *TEXTS["tour_closing"]]
    if document == "vb-document-buurtkompas":
        return [TEXTS["handbook_opening"], *ten_steps()]
    if document == BADLY_TAGGED:
        return [TEXTS["dossier_opening"], *six_years()]
    return []


def tour_of_municipalities(records):
    """Yield two chapters for each municipality: its projects and needs, and a card for a council meeting."""
    projects = [pair for pair in records if pair[0]["type"] == "project" and not pair[0].get("language")]
    needs = [head for head, _body in records if head["type"] == "need"]
    towns = [head for head, _body in records if head["type"] == "municipality"]
    for town in sorted(towns, key=lambda town: town["name"]):
        own = [pair for pair in projects if town["id"] in pair[0]["municipalities"]]
        lines = [f"## {town['name']}"]
        for head, body in own:
            lines += [f"### {head['title']}", head["summary"], body.strip()]
        found = [f"- {need['explanation']}" for need in needs if need["municipality"] == town["id"]]
        yield "\n\n".join([*lines, *(["### Waar gebeurt nog te weinig?", *found] if found else [])])
        rows = "\n".join(f"| {head['title']} | {TEXTS['status'][head['status']]} |" for head, _body in own)
        yield TEXTS["council_card"].format(name=town["name"], rows=rows)


def ten_steps():
    """Yield the chapters of the handbook: every step, and on a page of its own an exercise."""
    for number, (title, words) in enumerate(TEXTS["steps"], 1):
        yield TEXTS["step"].format(number=number, title=title, words=words)
        yield TEXTS["exercise"].format(number=number, action=title.lower())


def six_years():
    """Yield the pages of the badly tagged file: bare text without headings."""
    for name in TEXTS["dossier_places"]:
        for year in (1, 3, 5):
            yield TEXTS["dossier"].format(name=name, year=year, count=year * 3 + len(name))


def spoil_tags(target):
    """Leave a PDF that says it is tagged, and has no language, title or structure."""
    writer = PdfWriter(clone_from=target)
    root = writer.root_object
    for name in ("/Lang", "/Outlines", "/StructTreeRoot"):
        if name in root:
            del root[NameObject(name)]
    writer.metadata = None
    writer.write(target)


if __name__ == "__main__":
    sys.exit(main())
