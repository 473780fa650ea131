"""Which site and page an address leads to is kept, and follows every change at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from pages import cache_version
from pages.models import ArticleIndexPage, ArticlePage, StandardPage
from pages.page_context import read_site_facts
from tests.content_samples import empty_site
from tests.sample_records import add_page, settle


@pytest.fixture
def reader(client, db):
    """A client for whom no page is kept."""
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
    return client


@pytest.fixture
def article(db):
    """A published article."""
    made = add_page(ArticleIndexPage, ArticlePage(title="Routebericht", kind="news"))
    settle()
    return made


@pytest.mark.parametrize("address", ["/", "/nieuws/", "/en/", "/nieuws/?page=2"])
def test_a_page_that_was_read_before_is_found_without_a_query(reader, address):
    reader.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(address).status_code == 200
    asked = [query["sql"] for query in queries if '"slug" = ' in query["sql"] or "wagtailcore_site" in query["sql"]]
    found = [query["sql"] for query in queries if "indexpage" in query["sql"] or "pages_homepage" in query["sql"]]
    assert asked == found == []


@pytest.mark.parametrize(("address", "most"), [("/publicaties/", 10), ("/nieuws/", 10), ("/over-kus/", 12)])
def test_a_page_just_after_a_change_reads_what_stands_around_it_once(reader, address, most):
    reader.get(address)
    cache_version.invalidate()
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(address).status_code == 200
    assert len(queries) <= most
    for table in ("pages_sitesettings", "wagtailcore_site", "wagtailcore_pageviewrestriction", "wagtailcore_locale"):
        assert sum(f'FROM "{table}"' in query["sql"] for query in queries) <= 1, table


def test_an_unpublished_page_is_gone_at_once(reader, article):
    assert reader.get(article.url).status_code == 200
    article.unpublish()
    assert reader.get(article.url).status_code in (404, 410)


@pytest.mark.usefixtures("kept_contexts")
def test_a_page_with_another_address_is_there_at_once(reader, article):
    former = article.url
    assert reader.get(former).status_code == 200
    article.slug = "elders"
    article.save()
    assert reader.get("/nieuws/elders/").context["page"].pk == article.pk
    assert reader.get(former).status_code != 200


def test_an_address_without_a_page_has_one_as_soon_as_there_is(reader, home):
    assert reader.get("/nieuwe-bladzijde/").status_code == 404
    home.add_child(instance=StandardPage(title="Nieuw", slug="nieuwe-bladzijde"))
    assert reader.get("/nieuwe-bladzijde/").status_code == 200


def test_a_listing_answers_at_its_own_routes_every_time(reader):
    for _time in range(2):
        assert reader.get("/nieuws/feed/").headers["Content-Type"].startswith("application/atom+xml")
        assert reader.get("/nieuws/").headers["Content-Type"].startswith("text/html")
        assert reader.get("/nieuws/nergens/").status_code == 404


@pytest.mark.usefixtures("kept_contexts")
def test_another_host_has_its_own_pages(reader, settings, home):
    settings.ALLOWED_HOSTS = ["testserver", "ander.example"]
    other = home.get_parent().add_child(instance=StandardPage(title="Ander", slug="ander"))
    assert reader.get("/", headers={"host": "ander.example"}).context["page"].pk == home.pk
    site = Site.objects.create(hostname="ander.example", port=80, root_page=other)
    assert reader.get("/", headers={"host": "ander.example"}).context["page"].pk == other.pk
    assert reader.get("/").context["page"].pk == home.pk
    site.delete()
    assert reader.get("/", headers={"host": "ander.example"}).context["page"].pk == home.pk


def test_addresses_are_made_of_the_sites_as_they_are(home):
    other = home.add_child(instance=StandardPage(title="Ander", slug="ander"))
    for hostname in ("b.example", "a.example"):
        Site.objects.create(hostname=hostname, port=443, root_page=other)
        found = read_site_facts().root_paths
        assert found == Site.get_site_root_paths()
    assert [path.root_url for path in found[:2]] == ["https://a.example", "https://b.example"]
    Site.objects.filter(root_page=other).delete()
    assert read_site_facts().root_paths == Site.get_site_root_paths()


@pytest.mark.usefixtures("kept_contexts")
def test_a_request_shares_no_page_with_the_next(reader):
    first = reader.get("/nieuws/")
    assert Site.find_for_request(first.wsgi_request).root_page.specific.title
    first.context["page"].title = "Van dit verzoek"
    Site.find_for_request(first.wsgi_request).root_page.title = "Van dit verzoek"
    second = reader.get("/nieuws/")
    assert second.context["page"].title != "Van dit verzoek"
    assert Site.find_for_request(second.wsgi_request).root_page.title != "Van dit verzoek"


@pytest.mark.parametrize(("address", "said"), [("/", "nog geen inhoud"), ("/en/", "no content yet")])
def test_the_home_page_of_a_site_that_nobody_has_filled_says_what_to_do(reader, address, said):
    empty_site()
    welcome = Page.get_first_root_node().add_child(instance=Page(title="Welcome!", slug="home"))
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    settle()
    response = reader.get(address)
    assert response.status_code == 503
    assert "no-store" in response["Cache-Control"]
    assert said in response.content.decode()
    assert "manage.py first_run" in response.content.decode()
