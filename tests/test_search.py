"""Search over everything: dictionary forms, accents, order, excerpts, and whatever people and robots type."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Locale, PageViewRestriction

from network.models import Municipality, Organisation, Person
from pages.fuzzy_date import parse
from pages.models import ArticleIndexPage, ArticlePage, SearchDocument, StandardPage
from pages.search.engine import engine
from pages.search.query import parse as parse_query
from pages.search.ranking import Question
from pages.search.results import LONGEST_QUERY, PER_PAGE, Search
from pages.search.scope import Scope
from publications.models import Contributor
from tests.sample_records import settle
from tests.search_samples import (
    RARE,
    choices,
    search,
    titles,
    titles_with_all,
    write_article,
    write_dated,
    write_publication,
)

pytestmark = pytest.mark.engine

HOSTILE = [
    "",
    " ",
    "\x00",
    "x\x00y",
    '"',
    '"kind',
    "kind\"' OR 1=1 --",
    "'; DROP TABLE pages_articlepage; --",
    "*",
    "kind*",
    "**",
    "AND NOT (",
    "NOT",
    "NEAR(kind huis)",
    "title:kind",
    "kind AND",
    "(((((",
    "^kind",
    "-kind",
    "kind & | ! <-> huis:*",
    "\\",
    "\\'",
    "%",
    "%s %(x)s {0} {x}",
    "_",
    "💥",
    "👩‍👩‍👧",
    "\ud83d",
    "كتاب",
    "子供",
    "ﬁets",
    "İstanbul",
    "ß",
    "1e5",
    "1e999",
    "3.14",
    "http://example.org/?q=kind&x",
    "iemand@example.org",
    "<script>alert(1)</script>",
    "\u2063",
    "a" * 10_000,
    "kind " * 2_000,
    "é" * 300,
    "1 " * 5_000,
    '"' * 10_000,
]


@pytest.fixture
def news(home):
    """The Dutch news overview."""
    return ArticleIndexPage.objects.child_of(home).get()


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("kinderen", "kind"),
        ("kind", "kinderen"),
        ("huizen", "huis"),
        ("huis", "huizen"),
        ("vaccinaties", "vaccinatie"),
        ("vaccinatie", "vaccinaties"),
        ("wijkteams", "wijkteam"),
        ("thema’s", "thema"),
        ("Ideeën", "idee"),
        ("Mariët", "mariet"),
        ("Mariet", "MARIËT"),
        ("coördinatie", "coordinatie"),
        ("U16-gemeenten", "u16"),
        ("children", "child"),
    ],
)
def test_forms_of_a_word_find_each_other(news, written, asked):
    article = write_article(news, f"Over {RARE}", body=f"Hier staat {written} in de tekst.")
    assert titles_with_all(search(f"{RARE} {asked}")) == [article.title]


def test_all_words_must_be_there_and_else_any_of_them(news):
    both = write_article(news, f"{RARE} samen", body="Over zwaluwstaarten en drakenvliegers.")
    one = write_article(news, f"{RARE} alleen", body="Over zwaluwstaarten.")
    found = search(f"{RARE} zwaluwstaarten drakenvliegers")
    assert titles_with_all(found) == [both.title]
    assert titles(found) == [both.title, one.title]
    assert any("eerste resultaten hebben alle woorden" in notice for notice in found.notices)
    found = search(f"{RARE} zwaluwstaarten pindakaasboom")
    assert set(titles(found)) == {both.title, one.title}
    assert any("al deze woorden" in notice for notice in found.notices)


def test_the_beginning_of_a_word_finds_it_when_nothing_else_does(news):
    article = write_article(news, f"Over {RARE}", body="Tekst.")
    found = search(RARE[:6])
    assert titles(found) == [article.title]
    assert found.notices


def test_words_in_the_title_come_first_and_then_the_newest(news):
    body_only = write_article(news, "Iets anders", summary=f"{RARE} " * 20, date=parse("2024"))
    old = write_article(news, f"De {RARE} van toen", body="Niets.", date=parse("2001"))
    new = write_article(news, f"De {RARE} van nu", body="Niets.", date=parse("2023"))
    assert titles(search(RARE)) == [new.title, old.title, body_only.title]


def test_a_record_is_found_by_the_names_that_belong_to_it(home):
    municipality = Municipality.objects.create(name="Kwizelmonde", slug="kwizelmonde", code="GM9991")
    publisher = Organisation.objects.create(name="Uitgeverij De Drakenvlieger", short_name="UDV", slug="udv-test")
    person = Person.objects.create(given_name="Mariët", family_name="Zwaluwstaart", slug="zwaluwstaart-test")
    page = write_publication(home, "Ergens over", publisher=publisher)
    page.contributors = [Contributor(person=person)]
    page.municipalities = [municipality]
    page.save_revision().publish()
    for asked in ("Kwizelmonde", "drakenvlieger", "udv", "mariet zwaluwstaart"):
        assert titles_with_all(search(asked)) == [page.title], asked


def test_children_rows_are_indexed_with_the_save_that_brings_them(home):
    page = write_publication(home, "Zonder maker")
    assert search("zwaluwstaart").total == 0
    person = Person.objects.create(given_name="Anna", family_name="Zwaluwstaart", slug="zwaluwstaart-test")
    page.contributors = [Contributor(person=person)]
    page.save_revision().publish()
    assert titles(search("zwaluwstaart")) == [page.title]


def test_what_readers_may_not_see_is_not_found(news):
    draft = ArticlePage(title=f"Concept {RARE}", live=False)
    news.add_child(instance=draft)
    secret = write_article(news, f"Besloten {RARE}")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    gone = write_article(news, f"Ingetrokken {RARE}")
    gone.unpublish()
    deleted = write_article(news, f"Verwijderd {RARE}")
    deleted.delete()
    published = write_article(news, f"Open {RARE}")
    published.title = f"Gewijzigd {RARE}"
    published.save_revision()
    assert titles(search(RARE)) == [f"Open {RARE}"]


def test_the_english_site_finds_english_pages_and_dutch_ones_without_translation(news):
    english = Locale.objects.get(language_code="en")
    translated = write_article(news, f"Vertaald {RARE}")
    write_article(news, f"Alleen Nederlands {RARE}")
    copy = translated.copy_for_translation(english)
    copy.title = f"Translated {RARE} about studies"
    copy.save_revision().publish()
    assert set(titles(search(RARE))) == {f"Vertaald {RARE}", f"Alleen Nederlands {RARE}"}
    assert set(titles(search(RARE, "en"))) == {copy.title, f"Alleen Nederlands {RARE}"}
    assert titles_with_all(search(f"{RARE} study", "en")) == [copy.title]


def test_results_can_be_narrowed_to_one_kind(home, news):
    write_article(news, f"Artikel {RARE}")
    publication = write_publication(home, f"Boek {RARE}")
    found = search(RARE, soort="publication")
    assert titles(found) == [publication.title]
    assert choices(found, "soort") == {"article": (1, False), "publication": (1, True)}
    assert found.query_string == f"q={RARE}&soort=publication"
    found = search(RARE, soort="<b>onzin")
    assert found.total == 2
    assert len(found.notices) == 1


def test_results_can_be_narrowed_by_the_facets_that_types_of_record_share(home, news):
    write_article(news, f"Oud artikel {RARE}", date=parse("2017"))
    write_article(news, f"Artikel {RARE}", date=parse("2018"))
    write_publication(home, f"Boek {RARE}", date=parse("2018"))
    write_publication(home, f"Ander boek {RARE}", date=parse("2019"))
    write_publication(home, "Zonder het woord", date=parse("2018"))
    assert choices(search(RARE), "jaar") == {
        year: (number, False) for year, number in (("2017", 1), ("2018", 2), ("2019", 1))
    }
    found = search(RARE, jaar="2018")
    assert set(titles(found)) == {f"Artikel {RARE}", f"Boek {RARE}"}
    # The choice of a facet does not narrow its own counts, and narrows those of the others.
    assert choices(found, "jaar") == {"2017": (1, False), "2018": (2, True), "2019": (1, False)}
    assert choices(found, "soort") == {"article": (1, False), "publication": (1, False)}
    assert [(chosen.name, chosen.remove_url) for chosen in found.chosen] == [("2018", f"/zoeken/?q={RARE}")]
    both = QueryDict(f"q={RARE}&jaar=2018&jaar=2017&soort=article")
    with translation.override("nl"):
        assert {result.page.title for result in Search(both).results} == {f"Artikel {RARE}", f"Oud artikel {RARE}"}
    assert search(RARE, jaar="1066").notices
    assert search(RARE, jaar="1066").total == 4


def test_a_second_search_reads_no_facets_and_each_result_once(home, news):
    for number in range(3):
        write_article(news, f"Nieuws {number}", RARE)
        write_publication(home, f"Boek {number}", summary=RARE)

    def ask(**more):
        with CaptureQueriesContext(connection) as queries:
            found = search(RARE, **more)
            assert len(found.results.object_list) > 0
            assert found.facets
            assert found.entities == []
        return [query["sql"] for query in queries]

    settle()
    ask()
    for more in ({}, {"taal": "nl", "soort": "article"}):
        asked = ask(**more)
        assert not [sql for sql in asked if "facetvalue" in sql]
        assert len([sql for sql in asked if "wagtailcore_page" in sql]) <= 1
        assert len(asked) <= 6


def test_results_can_be_sorted_by_day_and_title(home, news):
    write_article(news, f"Beuk {RARE}", date=parse("2017"))
    write_article(news, f"Ahorn {RARE}", date=parse("2016"))
    write_article(news, f"{RARE}", date=parse("2015"))
    assert titles(search(RARE))[0] == RARE
    assert titles(search(RARE, sorteer="nieuwste")) == [f"Beuk {RARE}", f"Ahorn {RARE}", RARE]
    assert titles(search(RARE, sorteer="titel"))[:2] == [f"Ahorn {RARE}", f"Beuk {RARE}"]


def test_a_choice_narrows_before_the_newest_are_ranked(news, monkeypatch):
    monkeypatch.setattr("pages.search.results.MOST_RANKED", 2)
    for year in range(2011, 2016):
        write_article(news, f"{RARE} {year}", date=parse(str(year)))
    assert titles(search(RARE, jaar="2011")) == [f"{RARE} 2011"]
    found = search(RARE)
    assert (found.total, len(found.matches)) == (5, 2)
    assert sum(number for number, _chosen in choices(found, "jaar").values()) == 5


@pytest.mark.parametrize("common", [1e-9, 2], ids=["cut by day", "sorted"])
def test_of_equal_results_the_newest_is_first_and_what_has_no_day_last(news, monkeypatch, common):
    monkeypatch.setattr("pages.search.postgresql.COMMON", common)
    expected = write_dated(news)
    assert titles(search(RARE)) == expected
    assert titles(search(RARE, sorteer="nieuwste")) == expected


@pytest.mark.parametrize("share", [1e-9, 0.5, 1.0])
@pytest.mark.parametrize("most", [1, 3, 7, 8, 100])
def test_the_newest_are_found_whatever_share_of_the_documents_was_expected_to_match(news, share, most):
    expected = write_dated(news)
    groups = [group.strict() for group in parse_query(RARE, "nl").groups]
    found = engine().find(Question(groups, share=share), Scope("nl"), most)
    names = dict(SearchDocument.objects.values_list("page", "title"))
    assert [names[candidate.page] for candidate in found.candidates] == expected[:most]
    assert sum(map(len, found.pages.values())) == len(expected)


@pytest.mark.parametrize("common", [1e-9, 2], ids=["cut by day", "sorted"])
def test_of_pages_with_half_a_compound_the_newest_are_found(news, monkeypatch, common):
    monkeypatch.setattr("pages.search.postgresql.COMMON", common)
    monkeypatch.setattr("pages.search.results.MOST_RANKED", 3)
    for year in range(2011, 2017):
        write_article(news, f"Artikel van {year}", body="De grutto", date=parse(str(year)))
    found = search("gruttotulband")
    assert titles(found)[:3] == ["Artikel van 2016", "Artikel van 2015", "Artikel van 2014"]
    assert found.total == 6


def test_a_common_word_is_found_in_a_page_that_was_changed_just_now(news):
    years = ["2010", "2011", "2012", "2013"]
    pages = [write_article(news, f"Artikel van {year}", body=RARE, date=parse(year)) for year in years]
    before = search(RARE)
    pages[0].body = [("text", "<p>Iets anders</p>")]
    pages[0].save_revision().publish()
    after = search(RARE)
    assert (before.total, after.total) == (4, 3)
    assert titles(after) == [page.title for page in pages[:0:-1]]
    assert {year for year, (count, _chosen) in choices(after, "jaar").items() if count} == {"2011", "2012", "2013"}


def test_what_is_no_record_has_a_kind_and_no_facet(home, news):
    home.add_child(instance=StandardPage(title=f"Bladzijde {RARE}", locale=home.locale))
    write_article(news, f"Artikel {RARE}", date=parse("2018"))
    assert titles(search(RARE, soort="page")) == [f"Bladzijde {RARE}"]
    assert titles(search(RARE, jaar="2018")) == [f"Artikel {RARE}"]


def test_results_are_paged_and_a_wrong_number_shows_the_nearest(news):
    for number in range(PER_PAGE + 1):
        news.add_child(instance=ArticlePage(title=f"{RARE} {number}", locale=news.locale))
    found = search(RARE)
    assert (found.total, len(list(found.results)), found.pages) == (PER_PAGE + 1, PER_PAGE, [1, 2])
    assert len(list(search(RARE, page="2").results)) == 1
    for wrong, number in (("999999", 2), ("abc", 1), ("-1", 1), ("٣", 1), ("9" * 5000, 2)):
        found = search(RARE, page=wrong)
        assert found.results.number == number
        assert found.notices


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_whatever_is_typed_gets_an_answer(home, query, language):
    found = search(query, language)
    assert len(found.query) <= LONGEST_QUERY
    assert "\x00" not in found.query
    assert found.total >= 0
    if len(query.strip()) > 5_000:
        assert found.notices


@pytest.mark.parametrize("query", ["kind", '"kind', "AND NOT (", "x\x00y", "a" * 10_000, "💥", ""])
@pytest.mark.parametrize("address", ["/zoeken/", "/en/zoeken/"])
def test_the_page_answers_200(client, home, query, address):
    response = client.get(address, {"q": query, "page": "abc", "soort": "\x00"})
    assert response.status_code == 200


def test_broken_utf_8_answers_200(client, home):
    assert client.get("/zoeken/?q=%ff%fe%00kind&page=%ff").status_code == 200


def test_excerpts_hold_the_text_and_not_the_dictionary_forms(news):
    write_article(news, f"Over {RARE}", summary="De samenvatting noemt vaccinaties.", body="De tekst ook.")
    result = next(iter(search(f"{RARE} vaccinatie").results))
    assert "<mark>vaccinaties</mark>" in result.excerpt
    assert "samenvatting" in result.excerpt


def test_the_index_can_be_rebuilt(news):
    article = write_article(news, f"Over {RARE}")
    call_command("rebuild_search_index", verbosity=0)
    assert titles(search(RARE)) == [article.title]


def test_words_that_stand_everywhere_do_not_count_beside_others(news):
    article = write_article(news, f"{RARE}", body="Zonder het ene woordje.")
    found = search(f"de {RARE} van the")
    assert titles(found) == [article.title]
    assert not found.notices
    assert [group.text for group in parse_query("De", "nl").groups] == ["de"]


def test_overviews_and_pages_of_text_are_one_kind(home, news):
    write_article(news, f"Artikel {RARE}")
    for number in range(2):
        home.add_child(instance=StandardPage(title=f"Bladzijde {number} {RARE}", locale=home.locale))
    found = search(RARE, soort="page")
    assert found.total == 2
    assert choices(found, "soort") == {"article": (1, False), "page": (2, True)}


def test_what_is_more_about_a_word_comes_before_what_is_newer(news):
    about = write_article(news, "Eerste", body=f"{RARE} " * 10, date=parse("2001"))
    aside = write_article(news, "Tweede", body=f"Lang {'verhaal over iets anders ' * 80} {RARE}.", date=parse("2024"))
    also = write_article(news, "Derde", body=f"{RARE} " * 10, date=parse("2010"))
    assert titles(search(RARE)) == [also.title, about.title, aside.title]


def test_a_rare_word_weighs_more_than_a_common_one(news):
    for number in range(6):
        news.add_child(
            instance=ArticlePage(title=f"Nummer {number}", summary="Over drakenvliegers.", locale=news.locale)
        )
    rare = write_article(news, "De ene", summary=f"Over {RARE}.")
    found = search(f"{RARE} drakenvlieger qzxwvutqz")
    assert found.total == 7
    assert titles(found)[0] == rare.title
