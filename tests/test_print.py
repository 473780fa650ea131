"""What comes out of a printer: the text, and a colophon in place of the menu and the footer."""

import io
import re

import pytest
from pypdf import PdfReader

from pages.fuzzy_date import parse
from pages.models import ArticleIndexPage, ArticlePage
from tests.sample_records import add_page, add_publication, text_of
from tests.sample_records import visit as read


def rows_of(soup):
    """Return {label: words} of the colophon of a page."""
    terms = soup.select(".colophon dt")
    return {text_of(term): text_of(term.find_next_sibling("dd")) for term in terms}


def squeeze(text):
    return re.sub(r"\s", "", text)


def canonical(soup):
    return soup.select_one('link[rel="canonical"]')["href"]


def test_a_page_says_on_paper_what_it_is_and_where_it_was_found(client, db):
    soup = read(client, add_page(ArticleIndexPage, ArticlePage(title="Samen eten", date=parse("3 mei 2024"))))
    colophon = rows_of(soup)
    assert text_of(soup.select_one(".colophon strong")) == "Samen eten"
    assert colophon["Adres"] == canonical(soup)
    assert colophon["Datum"] == "3 mei 2024"
    assert {"Uitgegeven door", "Laatst gewijzigd"} <= colophon.keys()
    reference = colophon["Zo verwijst u hiernaar"]
    assert reference.startswith("Samen eten (3 mei 2024). ")
    assert reference.endswith(canonical(soup))


def test_a_publication_has_its_reference_there_once(client, db):
    soup = read(client, add_publication(title="Samen eten", date=parse("2018")))
    assert rows_of(soup)["Zo verwijst u hiernaar"] == text_of(soup.select_one("#cite-apa"))


def test_a_list_has_the_address_of_what_was_chosen(client, db):
    address = "/publicaties/?soort=boek"
    assert rows_of(read(client, address))["Adres"].endswith(address)


def test_a_municipality_has_an_address_and_no_date(client, db):
    colophon = rows_of(read(client, "/gemeenten/woudenberg/"))
    assert colophon["Adres"].endswith("/gemeenten/woudenberg/")
    assert "Datum" not in colophon


@pytest.mark.parametrize(
    "address", ["/bewaard/", "/bestaat-niet/", "/publicaties/reeks/bestaat-niet/", "/gemeenten/bestaat-niet/"]
)
def test_what_has_no_public_address_names_none(address, client, db):
    assert client.get(address).content.count(b"colophon") == 0


PRINTED = ["/", "/agenda/", "/publicaties/durf-te-weten/", "/nieuws/interview-jean-pierre-wilken/"]


@pytest.mark.parametrize("address", PRINTED)
def test_the_sheets_hold_the_colophon_and_neither_menu_nor_footer(address, visit, db):
    page = visit(address, scheme="dark")
    colophon, footer, menu = page.evaluate(
        """() => [".colophon dd", ".site-footer-cookies a", ".main-menu a"].map(
            names => [...document.querySelectorAll(names)].map(element => element.textContent))"""
    )
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    printed = squeeze("".join(sheet.extract_text() for sheet in sheets))
    assert all([colophon, footer, menu])
    assert [words for words in colophon if squeeze(words) not in printed] == []
    assert [words for words in footer if squeeze(words) in printed] == []
    assert squeeze("".join(menu)) not in printed
    page.emulate_media(media="print", color_scheme="dark")
    paper, ink, footer = page.evaluate(
        """() => [
            getComputedStyle(document.body).backgroundColor,
            getComputedStyle(document.body).color,
            document.querySelector(".site-footer").checkVisibility(),
        ]"""
    )
    assert (paper, ink, footer) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)", False)
