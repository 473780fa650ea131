"""Filters of listings: what they offer, what they keep, and what they do with values that do not exist."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from events.models import CallIndexPage
from network.models import Municipality
from pages.fuzzy_date import parse
from pages.models import ArticleIndexPage, ArticlePage, Audience, Law
from pages.models.record_index import IndexedRecord
from tests.sample_records import add_call, settle


@pytest.fixture(scope="module", autouse=True)
def emptied(module_transaction):
    """Take all articles away, once; every test starts from there."""
    ArticlePage.objects.all().delete()
    settle()


@pytest.fixture
def index(emptied, home):
    """The Dutch news listing, emptied."""
    return ArticleIndexPage.objects.get(locale=home.locale)


@pytest.fixture
def add(index):
    """A function that adds an article: title, and any of kind, date, laws, audiences, municipalities."""

    def add_article(title, kind="news", date="", **related):
        article = ArticlePage(
            title=title, slug=title.lower(), locale=index.locale, kind=kind, date=parse(date) if date else None
        )
        index.add_child(instance=article)
        for name, values in related.items():
            setattr(article, name, values)
        article.save()
        return article

    return add_article


@pytest.fixture
def wmo(db):
    return Law.objects.get_or_create(slug="wmo", defaults={"name": "Wmo"})[0]


def read(client, path="/nieuws/", **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup):
    return sorted(title.get_text(strip=True) for title in soup.select(".results .card-title"))


def offered(soup, name):
    return [box["value"] for box in soup.select(f"input[type=checkbox][name={name}]")]


def ticked(soup, name):
    return [box["value"] for box in soup.select(f"input[name={name}][checked]")]


def counts(soup, name):
    """Return {value: number beside it} of a facet."""
    boxes = soup.select(f"input[type=checkbox][name={name}]")
    return {box["value"]: int(box.find_next("label").select_one(".facet-count").get_text()) for box in boxes}


def notices(soup):
    return [notice.get_text(strip=True) for notice in soup.select("[role=status] .notice")]


class TestKeptForm:
    """The form of a whole list is drawn once, until something changes."""

    def test_costs_no_query_and_no_drawing_the_second_time(self, client, add):
        add("Een", kind="interview")
        settle()
        client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
        first = read(client).select_one("#filters")
        with CaptureQueriesContext(connection) as queries:
            second = read(client).select_one("#filters")
        assert len(queries) == 0
        assert str(second) == str(first)

    def test_shows_a_new_value_and_number_at_once(self, client, add):
        add("Een", kind="interview")
        assert counts(read(client), "soort") == {"interview": 1}
        add("Twee", kind="report")
        add("Drie", kind="interview")
        assert counts(read(client), "soort") == {"interview": 2, "report": 1}

    def test_is_not_that_of_a_choice_or_an_order(self, client, add):
        add("Een", kind="interview")
        add("Twee", kind="report")
        assert ticked(read(client), "soort") == []
        assert ticked(read(client, soort="report"), "soort") == ["report"]
        assert read(client, sorteer="titel").select_one("#sorteer option[selected]")["value"] == "titel"
        assert "open" not in read(client).select_one("#filters").attrs
        assert "open" in read(client, soort="onzin").select_one("#filters").attrs

    def test_has_the_words_of_its_own_language(self, client, add):
        add("Een", kind="interview")
        dutch, english = read(client), read(client, ArticleIndexPage.objects.get(locale__language_code="en").url)
        assert dutch.select_one("#filters summary").get_text(strip=True) == "Maak deze lijst korter"
        assert english.select_one("#filters summary").get_text(strip=True) == "Narrow this list"

    @pytest.mark.engine
    def test_follows_the_clock(self, client):
        call = add_call("Binnenkort dicht", closes_at=timezone.now() + timedelta(days=2))
        settle()
        client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
        listing = CallIndexPage.objects.get(locale__language_code="nl").url
        before = counts(read(client, listing), "periode")
        # Without a change of content, as when the moment passes.
        IndexedRecord.objects.filter(page=call).update(ends_at=timezone.now())
        after = counts(read(client, listing), "periode")
        assert after["geweest"] == before.get("geweest", 0) + 1
        assert after.get("komend", 0) == before["komend"] - 1

    def test_escapes_names_and_values(self, client, add):
        Law.objects.create(name='<b>"Wet" & zo</b>', slug="wet-zo")
        add("Een", laws=[Law.objects.get(slug="wet-zo")])
        form = read(client).select_one("#filters")
        assert not form.select("b")
        assert form.select_one("input[value=wet-zo] + label").get_text(" ", strip=True) == '<b>"Wet" & zo</b> 1'


def test_only_values_that_occur_are_offered(client, add, wmo):
    Law.objects.create(name="Gemeentewet", slug="gemeentewet")
    add("Een", kind="interview", date="2018", laws=[wmo])
    add("Twee", kind="report", date="najaar 2016")
    soup = read(client)
    assert offered(soup, "soort") == ["interview", "report"]
    assert offered(soup, "jaar") == ["2018", "2016"]
    assert offered(soup, "wet") == ["wmo"]


def test_a_filter_without_values_is_left_out(client, add):
    add("Een")
    soup = read(client)
    assert not soup.select("input[name=gemeente], input[name=jaar], input[name=doelgroep]")


def test_values_of_drafts_are_not_offered(client, add):
    add("Een", kind="news")
    add("Twee", kind="report").unpublish()
    assert offered(read(client), "soort") == ["news"]


@pytest.mark.engine
def test_two_filters_narrow_together(client, add, wmo):
    add("Een", date="2018", laws=[wmo])
    add("Twee", date="2017", laws=[wmo])
    add("Drie", date="2018")
    assert titles(read(client, wet="wmo", jaar="2018")) == ["Een"]


@pytest.mark.engine
def test_a_record_with_two_values_is_listed_once(client, add):
    places = list(Municipality.objects.all()[:2])
    add("Een", municipalities=places, audiences=list(Audience.objects.all()[:2]))
    assert titles(read(client, gemeente=places[0].slug)) == ["Een"]
    assert titles(read(client)) == ["Een"]


def test_theme_filter_offers_and_finds_linked_themes(client, add):
    theme_type = Page.objects.live().filter(content_type__model="themepage").first().specific_class
    theme = theme_type.objects.live().first()
    article = add("Een")
    add("Twee")
    article.theme_links.model.objects.create(record_id=article.pk, theme=theme)
    soup = read(client, thema=theme.slug)
    assert titles(soup) == ["Een"]
    assert ticked(soup, "thema") == [theme.slug]
    assert theme.title in soup.select_one(".chip").get_text()


@pytest.mark.engine
def test_a_season_and_a_period_fall_in_the_year_they_begin(client, add):
    add("Winter", date="winter 2015")
    add("Periode", date="2012-2016")
    soup = read(client)
    assert offered(soup, "jaar") == ["2015", "2012"]
    assert titles(read(client, jaar="2015")) == ["Winter"]


@pytest.mark.parametrize("name", ["soort", "jaar", "wet"])
@pytest.mark.parametrize("value", ["bestaat-niet", "12345", "' OR 1=1 --", "<b>x</b>", "x" * 5000, "\ufffd"])
def test_an_unknown_value_is_ignored_with_a_notice(client, add, wmo, name, value):
    add("Een", kind="interview", date="2018", laws=[wmo])
    add("Twee", kind="news", date="2017")
    soup = read(client, **{name: value})
    assert titles(soup) == ["Een", "Twee"]
    # U+FFFD stands for broken UTF-8 and is taken out of the request before it arrives here.
    if value != "\ufffd":
        assert len(notices(soup)) == 1
        assert "<b>" not in soup.select_one("[role=status]").decode_contents()


def test_a_value_for_a_filter_that_has_none_is_ignored_with_a_notice(client, add):
    add("Een")
    soup = read(client, gemeente="utrecht")
    assert titles(soup) == ["Een"]
    assert len(notices(soup)) == 1


def test_one_wrong_value_leaves_the_others_at_work(client, add):
    add("Een", kind="interview", date="2018")
    add("Twee", kind="news", date="2018")
    soup = read(client, soort="interview", jaar="1066")
    assert titles(soup) == ["Een"]
    assert soup.select_one(".chip").get_text(" ", strip=True).endswith("Interview ×")


def test_chosen_filters_can_be_taken_away_one_by_one(client, add):
    add("Een", kind="interview", date="2018")
    soup = read(client, jaar="2018", soort="interview", page="1")
    assert [chip["href"] for chip in soup.select(".chip")] == ["/nieuws/?jaar=2018", "/nieuws/?soort=interview"]
    assert soup.select_one(".facet-form a")["href"] == "/nieuws/"


def test_the_form_shows_what_was_chosen_and_has_a_label_for_every_field(client, add):
    add("Een", kind="interview", date="2018")
    form = read(client, soort="interview").select_one("form.facet-form")
    assert form["method"] == "get"
    assert form["action"] == "/nieuws/"
    assert ticked(form, "soort") == ["interview"]
    for field in form.select("select, input[type=checkbox]"):
        assert form.select_one(f"label[for={field['id']}]").get_text(strip=True)


def test_the_english_listing_names_values_in_english(client, home):
    def name_of_book(path):
        box = read(client, path).select_one("input[name=soort][value=boek]")
        return box.find_next("label").find(string=True, recursive=False).strip()

    assert name_of_book("/en/publications/") == "Book"
    assert name_of_book("/publicaties/") == "Boek"


def test_a_name_from_the_database_is_escaped(client, add):
    law = Law.objects.create(name="<i>Wet</i>", slug="wet-i")
    add("Een", laws=[law])
    soup = read(client, wet="wet-i")
    assert not soup.select("main i")
    assert "<i>Wet</i>" in soup.select_one(".chip").get_text()
    assert "<i>Wet</i>" in soup.title.get_text()
