"""Listings: numbers, paging, titles and what they say when there is nothing."""

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict

from pages.facet_panel import shorten
from pages.fuzzy_date import parse
from pages.listing import Listing
from pages.models import ArticleIndexPage, ArticlePage

WITH_COOKIE = {"sessionid": "a-reader-with-a-cookie-gets-no-kept-page"}


@pytest.fixture
def index(home):
    """The Dutch news listing, emptied."""
    ArticlePage.objects.all().delete()
    return ArticleIndexPage.objects.get(locale=home.locale)


@pytest.fixture
def articles(index):
    """Forty-five articles of 2019, every third an interview, titles counting up with their dates."""
    return [
        index.add_child(
            instance=ArticlePage(
                title=f"Artikel {number:02d}",
                slug=f"artikel-{number:02d}",
                locale=index.locale,
                kind="interview" if number % 3 == 0 else "news",
                date=parse(f"2019-{1 + number // 28:02d}-{1 + number % 28:02d}"),
            )
        )
        for number in range(45)
    ]


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup):
    return [title.get_text(strip=True) for title in soup.select(".results .card-title")]


def test_newest_come_first_and_undated_last(client, index, articles):
    index.add_child(instance=ArticlePage(title="Zonder datum", slug="zonder-datum", locale=index.locale))
    assert titles(read(client, "/nieuws/"))[:2] == ["Artikel 44", "Artikel 43"]
    assert titles(read(client, "/nieuws/?page=3"))[-1] == "Zonder datum"


def test_every_record_is_on_exactly_one_page(client, articles):
    shown = [title for number in (1, 2, 3) for title in titles(read(client, f"/nieuws/?page={number}"))]
    assert sorted(shown) == [article.title for article in articles]


def test_paging_keeps_the_filters(client, articles):
    ArticlePage.objects.update(kind="news")
    soup = read(client, "/nieuws/?soort=news&jaar=2019&page=2")
    links = {link["rel"][0]: link["href"] for link in soup.select(".pagination a[rel]")}
    assert links == {"prev": "?soort=news&jaar=2019&page=1", "next": "?soort=news&jaar=2019&page=3"}
    assert soup.select_one(".pagination [aria-current=page]").get_text(" ", strip=True).endswith("2")
    assert len(titles(read(client, "/nieuws/" + links["next"]))) == 5


def test_head_names_the_pages_before_and_after(client, articles):
    head = read(client, "/nieuws/?page=2").head
    assert head.select_one("link[rel=prev]")["href"] == "?page=1"
    assert head.select_one("link[rel=next]")["href"] == "?page=3"


@pytest.mark.parametrize("asked", ["abc", "999999", "0", "-1", "1.5", "²", "9" * 5000, "<script>", "1 OR 1=1"])
def test_a_page_that_does_not_exist_gives_the_nearest_and_says_so(client, articles, asked):
    response = client.get("/nieuws/", {"page": asked})
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    assert len(soup.select("[role=status] .notice")) == 1
    assert titles(soup)
    assert "<script>" not in soup.select_one("[role=status]").decode_contents()


def test_a_page_too_far_gives_the_last(client, articles):
    assert titles(read(client, "/nieuws/?page=999999"))[-1] == "Artikel 00"


@pytest.mark.parametrize("query", ["", "?page=1", "?page=01", "?page=", "?soort=", "?onbekend=1"])
def test_an_ordinary_address_has_no_notice(client, articles, query):
    assert not read(client, f"/nieuws/{query}").select("[role=status] .notice")


def test_title_says_what_is_shown(client, articles):
    assert read(client, "/nieuws/").title.get_text() == "Nieuws – kUS"
    listing = Listing(ArticleIndexPage.objects.get(locale__language_code="nl"), QueryDict("jaar=2019&page=2"))
    assert listing.title.startswith("Nieuws: ")
    assert listing.title.endswith(" 2019, " + listing.description.split(", ")[1])
    every = [
        "/nieuws/",
        "/nieuws/?page=2",
        "/nieuws/?jaar=2019",
        "/nieuws/?jaar=2019&page=2",
        "/nieuws/?soort=interview",
    ]
    assert len({read(client, path).title.get_text() for path in every}) == len(every)


def test_number_of_results_is_a_heading(client, articles):
    heading = read(client, "/nieuws/?soort=interview").select_one("h2.results-count")
    assert heading.get_text(strip=True).startswith("15 ")


def test_nothing_at_all_leads_to_the_search(client, index):
    empty = read(client, "/nieuws/").select_one(".empty-state")
    assert empty.a["href"] == "/zoeken/"


def test_nothing_that_fits_leads_back_to_everything(client, articles):
    ArticlePage.objects.filter(kind="interview").update(sort_date="2018-01-01")
    empty = read(client, "/nieuws/?soort=interview&jaar=2019").select_one(".empty-state")
    assert "/nieuws/" in [link["href"] for link in empty.select("a")]


def test_feed_link_carries_the_filters(client, articles):
    assert read(client, "/nieuws/").select_one(".feed-link a")["href"] == "/nieuws/feed/"
    filtered = read(client, "/nieuws/?page=1&soort=interview").select_one(".feed-link a")
    assert filtered["href"] == "/nieuws/feed/?soort=interview"


def test_drafts_are_not_listed(client, articles):
    articles[44].unpublish()
    assert "Artikel 44" not in titles(read(client, "/nieuws/"))


def test_query_string_has_one_fixed_order(articles, index):
    one = Listing(index, QueryDict("jaar=2019&soort=interview&page=1&x=y"))
    other = Listing(index, QueryDict("soort=interview&jaar=2019"))
    assert one.query_string == other.query_string == "soort=interview&jaar=2019"


def test_a_long_value_is_shortened_in_a_sentence():
    assert shorten("kort") == "kort"
    assert len(shorten("x" * 10_000)) == 60
