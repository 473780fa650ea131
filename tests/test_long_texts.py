"""Above a long text stand the time that reading takes, a list of its headings, and ways to share it."""

import re

import pytest
from playwright.sync_api import expect

from pages.long_texts import read_long_text
from pages.models import ArticleIndexPage, ArticlePage
from tests.sample_records import add_page, add_publication, body_of, text_of, visit

WORDS = "<p>" + "woord " * 150 + "</p>"


def text_with(*headings, words=WORDS):
    return "".join(f"<h2>{heading}</h2>{words}" for heading in headings)


def add_article(html):
    return add_page(ArticleIndexPage, ArticlePage(title="Lang stuk", body=body_of(html)))


class TestReading:
    def test_a_short_text_stays_as_it_is(self):
        html = text_with("Een", "Twee", "Drie", words="<p>Kort.</p>")
        assert (read_long_text(html).html, read_long_text(html).minutes) == (html, 0)

    def test_minutes_are_rounded_up(self):
        assert read_long_text(text_with("Een", "Twee")).minutes == 2
        assert read_long_text("<p>" + "woord " * 2001 + "</p>").minutes == 11

    def test_what_is_folded_is_not_counted(self):
        folded = "<details><summary>Uitgeschreven</summary>" + WORDS * 20 + "</details>"
        assert read_long_text(WORDS * 2 + folded).minutes == 2

    def test_three_headings_make_a_list(self):
        assert read_long_text(text_with("Een", "Twee")).contents == []
        listed = read_long_text(text_with("Wat &amp; hoe", "Twee", "Drie")).contents
        assert listed == [("kop-wat-hoe", "Wat &amp; hoe"), ("kop-twee", "Twee"), ("kop-drie", "Drie")]

    def test_equal_headings_have_ids_of_their_own_and_given_ids_stay(self):
        html = text_with("Een", "Een", "<b>Een</b>", "?") + '<h2 class="x" id="doel">Vast</h2>'
        text = read_long_text(html)
        anchors = ["kop-een", "kop-een-2", "kop-een-3", "kop-tekst", "doel"]
        assert [anchor for anchor, _words in text.contents] == anchors
        assert re.findall(r'id="([^"]*)"', text.html) == anchors


@pytest.mark.django_db
class TestPages:
    def test_a_long_article_says_how_long_and_lists_its_headings(self, client):
        soup = visit(client, add_article(text_with("Een", "Twee", "Drie", "Vier")))
        guide = soup.select_one(".reading-guide")
        assert "Dit lezen kost ongeveer 4 minuten." in text_of(guide)
        links = guide.select(".contents a")
        assert [text_of(link) for link in links] == ["Een", "Twee", "Drie", "Vier"]
        assert [text_of(soup.select_one(link["href"])) for link in links] == ["Een", "Twee", "Drie", "Vier"]

    def test_it_can_be_shared_by_mail_and_by_its_address_without_other_parties(self, client):
        page = add_article(text_with("Een", "Twee"))
        tools = visit(client, page).select_one(".reading-guide [data-record-tools]")
        assert tools.find("input")["value"] == page.full_url
        assert {link["href"].split(":")[0].split("?")[0] for link in tools.find_all("a")} == {"mailto", "/bewaard/"}

    def test_a_short_article_has_no_guide(self, client):
        assert visit(client, add_article("<h2>Een</h2><p>Kort.</p>")).select(".reading-guide, .contents") == []

    def test_a_publication_has_its_tools_once(self, client):
        soup = visit(client, add_publication(body=body_of(text_with("Een", "Twee", "Drie"))))
        assert len(soup.select("[data-record-tools]")) == 1
        assert len(soup.select(".contents a")) == 3

    @pytest.mark.parametrize("address", ["/privacy/", "/toegankelijkheid/", "/nieuwsbrief/november-2021/"])
    def test_long_pages_of_other_types_have_one_list_too(self, address, client):
        soup = visit(client, address)
        (contents,) = soup.select(".contents")
        assert len(soup.select(".reading-guide")) == 1
        assert all(soup.select_one(f'[id="{link["href"][1:]}"]') for link in contents.select("a"))
        ids = [element["id"] for element in soup.select("[id]")]
        assert len(ids) == len(set(ids))


def test_a_device_that_shares_is_handed_the_address(visit_page, db):
    page = visit_page("/privacy/", share=True)
    page.locator("summary", has_text="Delen").click()
    page.get_by_role("button", name="Delen met een app op dit apparaat").click()
    assert page.evaluate("shared.url") == page.locator("#share-address").input_value()


def test_a_device_that_does_not_share_has_no_button_for_it(visit_page, db):
    page = visit_page("/privacy/", share=False)
    page.locator("summary", has_text="Delen").click()
    expect(page.get_by_role("button", name="Kopieer het adres")).to_be_visible()
    expect(page.locator("[data-share]")).to_be_hidden()


@pytest.fixture
def visit_page(chromium, running_site):
    """A function (path, share) that opens a page in a browser with or without the Web Share API."""
    contexts = []

    def open_page(path, *, share):
        context = chromium.new_context(base_url=running_site.url)
        contexts.append(context)
        value = "data => { window.shared = data; return Promise.resolve() }" if share else "undefined"
        context.add_init_script(f"Object.defineProperty(navigator, 'share', {{ value: {value} }})")
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
