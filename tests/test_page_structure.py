"""What assistive technology reads of a page: headings in order, links that stand alone, labels, tables, languages."""

import re
from collections import defaultdict
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Page

HEADING = re.compile("^h[1-6]$")
NAMELESS_INPUTS = {"hidden", "submit", "button"}


@pytest.fixture(name="samples", scope="module")
def soups(samples):
    """{name: BeautifulSoup} of a page of every type, the search and the listings in their states."""
    return {name: answer.soup for name, answer in samples.items()}


def words(element):
    return " ".join((element.get("aria-label") or element.get_text(" ")).split())


def test_headings_go_down_one_level_at_a_time(samples):
    jumps = {}
    for name, soup in samples.items():
        levels = [int(heading.name[1]) for heading in soup.find_all(HEADING)]
        if levels[:1] != [1] or any(later > earlier + 1 for earlier, later in pairwise(levels)):
            jumps[name] = levels
    assert jumps == {}


def test_no_heading_is_empty(samples):
    assert [name for name, soup in samples.items() if any(not words(part) for part in soup.find_all(HEADING))] == []


def has_heads(link):
    """Return whether a link stands in a cell of a table that names its rows and columns."""
    row = link.find_parent("tr") if link.find_parent("td") else None
    return bool(row and row.select_one("th[scope=row]") and row.find_parent("table").select_one("thead th[scope=col]"))


def test_links_of_a_text_with_the_same_words_lead_to_the_same_place(samples):
    """Menus and lists of contents are named; what stands in them is not counted with the text.

    Nor is a number in a table: the heads of its row and column say what it leads to (WCAG 2.4.4, H79).
    """
    doubtful = {}
    for name, soup in samples.items():
        targets = defaultdict(set)
        for link in soup.select("main a[href]"):
            if not link.find_parent("nav") and not link["href"].startswith("#") and not has_heads(link):
                targets[words(link).lower()].add(link["href"])
        assert "" not in targets, f"{name}: a link without words to {targets['']}"
        doubtful |= {(name, text): found for text, found in targets.items() if len(found) > 1}
    assert doubtful == {}


def test_every_nav_and_aside_has_a_name_of_its_own(samples):
    for name, soup in samples.items():
        for tag in ("nav", "aside"):
            names = []
            for part in soup.find_all(tag):
                labelled = soup.find(id=part["aria-labelledby"]) if part.has_attr("aria-labelledby") else part
                names.append(words(labelled) if part.has_attr("aria-labelledby") else part.get("aria-label"))
            assert all(names), f"{name}: a {tag} without a name"
            assert len(names) == len(set(names)), f"{name}: {tag}: {names}"


def test_every_field_has_a_label(samples):
    bare, fields = [], 0
    for name, soup in samples.items():
        labels = {label.get("for") for label in soup.find_all("label") if words(label)}
        for field in soup.find_all(["input", "select", "textarea"]):
            if field.get("type") not in NAMELESS_INPUTS:
                fields += 1
                if field.get("id") not in labels:
                    bare.append((name, str(field)[:100]))
    assert fields > 30
    assert bare == []


def test_every_table_has_a_caption_and_headers_with_their_direction(samples):
    tables = [(name, table) for name, soup in samples.items() for table in soup.find_all("table")]
    assert tables
    for name, table in tables:
        assert words(table.caption or BeautifulSoup()), f"{name}: a table without caption"
        assert table.find_all("th"), f"{name}: a table without headers"
        assert all(header.get("scope") in ("col", "row") for header in table.find_all("th")), name


def test_notice_of_a_refused_filter_is_announced_and_leads_to_its_field(samples):
    soup = samples["listing-notice"]
    notices = soup.select_one("[role=status]")
    links = notices.select("a[href^='#']")
    assert len(links) == 1
    field = soup.find(id=links[0]["href"].removeprefix("#"))
    assert field.name == "input"
    assert "12345" in words(soup.find(id=field.find_parent("fieldset")["aria-describedby"]))
    assert soup.title.get_text().startswith("Let op: ")
    assert field.find_parent("details").has_attr("open")
    assert not samples["listing-filtered"].select("fieldset[aria-describedby]")


def test_words_in_another_language_are_marked_on_english_pages(rendered_pages, db):
    for page in Page.objects.live().filter(locale__language_code="en").exclude(depth=1):
        soup = rendered_pages.get(page.url).soup
        assert soup.html["lang"] == "en"
        for label in soup.select(".language-label"):
            assert label.find_parent(["article", "li", "section"]).select_one("[lang=nl]"), page.url


def test_list_of_themes_marks_the_names_of_dutch_agendas(client, home):
    headings = BeautifulSoup(client.get("/en/themes/").content, "html.parser").select(
        "main h2:has(a[href^='/themas/'])"
    )
    assert headings
    assert {heading.get("lang") for heading in headings} == {"nl"}
