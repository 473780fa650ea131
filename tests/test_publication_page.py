"""The page of a publication: what a reader needs to judge it, in order, and the records beside it with the reason."""

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import PageViewRestriction

from network.models import Organisation, Person
from pages import cache_version
from pages.fuzzy_date import parse
from pages.models import ActionLink, Attachment, RelatedRecord, SiteDocument, StandardPage, Subject, SubjectLink
from publications.models import (
    CompanionMaterial,
    Contributor,
    KeyPoint,
    OrderLink,
    PartFile,
    PublicationFile,
    PublicationPart,
    ResultOf,
    Series,
)
from tests.page_samples import find_sample
from tests.sample_records import add_publication, headings, text_of, visit
from themes.models import ProgrammePage, ThemeLink, ThemePage

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def english():
    """Read the interface as it is written in the templates."""
    with translation.override("en"):
        yield


@pytest.fixture
def document():
    return SiteDocument.objects.first()


def full_publication(document, **fields):
    """Publish a publication with two rows of everything."""
    person, seller = Person.objects.create(family_name="Proef"), Organisation.objects.create(name="Uitgeverij Proef")
    subjects, page = Subject.objects.all()[:2], StandardPage.objects.live().first()
    rows = {
        "contributors": [Contributor(person=person), Contributor(organisation=seller)],
        "key_points": [KeyPoint(text="Begin klein."), KeyPoint(text="Blijf erbij.")],
        "files": [PublicationFile(document=document), PublicationFile(document=document, accessible_version=document)],
        "parts": [
            PublicationPart(title="Een", files=[PartFile(document=document), PartFile(document=document)]),
            PublicationPart(title="Twee", transcript=document),
        ],
        "companions": [CompanionMaterial(title="Kaart", document=document), CompanionMaterial(title="Dag", page=page)],
        "order_links": [OrderLink(seller=seller), OrderLink(seller=seller, url="https://example.org/koop")],
        "action_links": [ActionLink(kind="read", target=page), ActionLink(kind="download", document=document)],
        "attachments": [Attachment(document=document), Attachment(document=document)],
        "subject_links": [SubjectLink(subject=subject) for subject in subjects],
        "theme_links": [ThemeLink(theme=theme) for theme in ThemePage.objects.live()[:2]],
        "result_of": [ResultOf(source=programme) for programme in ProgrammePage.objects.live()[:2]],
        "related_records": [RelatedRecord(target=page)],
    }
    series = Series.objects.create(name="Proefreeks", slug="proefreeks")
    return add_publication(
        date=parse("2018"),
        publisher=seller,
        series=series,
        evidence="reviewed",
        licence="CC-BY-4.0",
        children=rows,
        **fields,
    )


def count_warm_queries(client, url):
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
    for _time in ("the index is brought up to date", "what is kept is made"):
        client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return [query["sql"] for query in queries]


def test_a_warm_page_with_everything_asks_few_queries(client, document):
    queries = count_warm_queries(client, full_publication(document).url)
    assert len(queries) <= MOST_QUERIES, "\n".join(queries)


def test_a_real_publication_asks_fewer(client):
    assert len(count_warm_queries(client, find_sample(type(add_publication())).url)) <= MOST_QUERIES - 2


def test_what_was_kept_of_a_page_is_gone_when_a_row_comes(client, document):
    page = add_publication()
    url = page.url
    count_warm_queries(client, url)
    assert visit(client, url).find(id="key-points") is None
    page.key_points.add(KeyPoint(text="Begin klein."))
    page.save()
    cache_version.invalidate()
    assert "Begin klein." in text_of(visit(client, url).find(id="key-points").parent)


def test_an_address_that_was_kept_leads_nowhere_once_the_page_is_unpublished_or_private(client):
    page = add_publication()
    url = page.url
    count_warm_queries(client, url)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    cache_version.invalidate()
    assert client.get(url).status_code == 302
    page.unpublish()
    cache_version.invalidate()
    assert client.get(url).status_code == 404


def test_a_preview_shows_what_is_not_stored(client, document):
    page = full_publication(document)
    count_warm_queries(client, page.url)
    page.subject_links.set([])
    page.key_points.set([KeyPoint(text="Alleen in het concept.")])
    soup = BeautifulSoup(page.make_preview_request().content, "html.parser")
    assert "Alleen in het concept." in text_of(soup.find(id="key-points").parent)
    assert not soup.select(".classification .chip")


def test_the_page_goes_from_for_whom_to_what_belongs_to_it(client, document):
    page = full_publication(document, for_whom="<p>Wijkteams</p>", abstract="<p>Waarover</p>")
    soup = visit(client, page)
    order = [
        "for-whom",
        "key-points",
        "get-it",
        "share-address",
        "abstract",
        "parts",
        "companions",
        "attachments",
        "use",
    ]
    order += ["cite", "record", "result-of", "related"]
    found = [element["id"] for element in soup.main.find_all(id=True) if element["id"] in order]
    assert found == order
    assert len(soup.select("#main .get-it .button")) == 1
    levels = [level for level, _words in headings(soup)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_empty_fields_are_left_out(client):
    words = text_of(visit(client, add_publication()).main)
    for absent in (
        "not known",
        "niet bekend",
        "None",
        "Licence",
        "How sure it is",
        "Related",
        "Goes with it",
        "Edition",
    ):
        assert absent not in words


def test_an_article_says_where_it_appeared(client):
    page = add_publication(container_title="Tijdschrift X", volume="12", issue="3", pages="45–60", issn="1234-5679")
    assert text_of(visit(client, page).find(class_="appeared-in")).endswith("Tijdschrift X , 12(3), 45–60")
    assert add_publication(container_title="Het boek", pages="1–9").appeared_in == "Het boek, 1–9"
    assert add_publication(volume="3").appeared_in == ""


def test_evidence_and_licence_say_what_they_mean(client):
    with translation.override("nl"):
        words = text_of(
            visit(client, add_publication(evidence="practice", licence="CC-BY-ND-3.0-NL")).find(id="use").parent
        )
    assert "Uit de praktijk. Professionals vertellen" in words
    assert "CC BY-ND 3.0 NL" in words
    assert "zonder veranderingen" in words


class TestMainAction:
    def test_a_real_file_goes_before_a_seller_and_a_seller_before_an_example(self, document):
        seller = Organisation.objects.create(name="Winkel")
        order = OrderLink(seller=seller, url="https://example.org/koop")
        file = PublicationFile(document=document)
        page = add_publication(children={"files": [file], "order_links": [order]})
        for is_example, address in ((False, document.url), (True, "https://example.org/koop")):
            SiteDocument.objects.filter(pk=document.pk).update(is_example=is_example)
            assert type(page).objects.get(pk=page.pk).main_action.url == address

    def test_a_link_without_an_address_leaves_no_empty_list(self, client):
        page = add_publication(children={"action_links": [ActionLink(kind="order", subject="Het boek")]})
        box = visit(client, page).find(class_="get-it")
        assert not [found for found in box.find_all("ul") if not found.find("li")]

    def test_without_anything_there_is_none(self):
        assert add_publication().main_action is None


class TestRelatives:
    def groups(self, client, page):
        region = visit(client, page).find(id="related")
        found = {}
        for heading in region.parent.find_all("h3") if region else []:
            cards = heading.find_next("ul").find_all("h4")
            found[text_of(heading)] = [text_of(card) for card in cards]
        return found

    def test_each_group_says_why_and_a_record_stands_in_one(self, client):
        person, subject = (
            Person.objects.create(given_name="Anna", family_name="Proef"),
            Subject.objects.create(name="Kwikstaarten", slug="kwikstaarten"),
        )
        series = Series.objects.create(name="Proefreeks", slug="proefreeks")

        def add(title, **more):
            rows = {"contributors": [Contributor(person=person)], "subject_links": [SubjectLink(subject=subject)]}
            wanted = {name: rows[name] for name in more.pop("by", [])}
            return add_publication(title, children=wanted | more.pop("children", {}), **more)

        by_hand = add("Met de hand", by=["contributors"])
        add("Tweede deel", by=["contributors", "subject_links"], series=series, series_number="2")
        add("Van haar", by=["contributors", "subject_links"])
        add("Zelfde onderwerp", by=["subject_links"])
        page = add(
            "Eerste deel",
            by=["contributors", "subject_links"],
            series=series,
            series_number="1",
            children={"related_records": [RelatedRecord(target=by_hand)]},
        )
        with translation.override("nl"):
            assert self.groups(client, page) == {
                "Gekozen door de redactie": ["Met de hand"],
                "In de reeks Proefreeks": ["Tweede deel"],
                "Ook van Anna Proef": ["Van haar"],
                "Over dezelfde onderwerpen: Kwikstaarten": ["Zelfde onderwerp"],
            }

    def test_unpublished_and_private_records_are_not_named(self, client):
        other = add_publication("Verborgen")
        page = add_publication(children={"related_records": [RelatedRecord(target=other)]})
        assert "Verborgen" in text_of(visit(client, page).main)
        PageViewRestriction.objects.create(page=other, restriction_type="login")
        cache_version.invalidate()
        assert "Verborgen" not in text_of(visit(client, page).main)

    def test_result_of_and_what_came_of_it(self, client):
        source = add_publication("Het onderzoek")
        page = add_publication("De training", children={"result_of": [ResultOf(source=source)]})
        assert "De training" in text_of(visit(client, source).find(id="came-of-it").parent)
        assert "Het onderzoek" in text_of(visit(client, page).find(id="result-of").parent)


class TestSeries:
    def test_the_page_of_a_series_goes_by_number(self, client):
        series = Series.objects.create(name="Proefreeks", slug="proefreeks", description="Over van alles.")
        for number in ("10", "", "2", "1-1a"):
            page = add_publication(f"Nummer {number or 'geen'}", series=series, series_number=number)
        link = next(a for a in visit(client, page).main.find_all("a") if text_of(a) == "Proefreeks")
        assert link["href"] == "/publicaties/reeks/proefreeks/"
        soup = visit(client, link["href"])
        assert [text_of(title) for title in soup.select(".series-list .card-title")] == [
            "Nummer 1-1a",
            "Nummer 2",
            "Nummer 10",
            "Nummer geen",
        ]
        assert "Over van alles." in text_of(soup.main)
        assert soup.find("link", rel="canonical")["href"].endswith("/publicaties/reeks/proefreeks/")
        assert '"@type": "CreativeWorkSeries"' in str(soup.find("script", type="application/ld+json"))

    def test_the_english_page_says_that_the_description_is_dutch(self, client):
        series = Series.objects.create(name="Proefreeks", slug="proefreeks", description="Over van alles.")
        add_publication("Nummer 1", series=series)
        assert visit(client, "/en/publicaties/reeks/proefreeks/").find(class_="lead")["lang"] == "nl"
        assert not visit(client, "/publicaties/reeks/proefreeks/").find(class_="lead").has_attr("lang")

    def test_a_series_without_anything_to_read_is_no_page(self, client):
        Series.objects.create(name="Leeg", slug="leeg")
        assert client.get("/publicaties/reeks/leeg/").status_code == 404
        assert client.get("/publicaties/reeks/nooit/").status_code == 404


class TestTools:
    def test_without_javascript_the_address_is_shown_and_nothing_is_sent_to_others(self, client):
        page = add_publication("Wie & wat")
        tools = visit(client, page).find(attrs={"data-record-tools": True})
        assert tools.find(id="share-address")["value"] == page.full_url
        mail = tools.find("a", href=lambda address: address.startswith("mailto:"))["href"]
        assert mail.startswith("mailto:?subject=Wie%20%26%20wat&body=http")
        assert {link["href"].split(":")[0] for link in tools.find_all("a")} == {"#cite", "mailto", "/bewaard/"}
        for button in tools.find_all("button"):
            assert button.find_parent(hidden=True)

    def test_the_list_of_what_was_saved_is_no_page_for_search_engines(self, client):
        soup = visit(client, "/bewaard/")
        assert "noindex" in soup.find("meta", attrs={"name": "robots"})["content"]
        assert soup.find(attrs={"data-without-script": True})
        assert visit(client, "/cookies/").find(attrs={"data-key": "saved-records"})
