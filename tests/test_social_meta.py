"""The head of a page for search engines and for sharing: descriptions, canonical addresses, languages, pictures."""

from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from django.template import Context, Template
from django.test import RequestFactory
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from pages.fuzzy_date import parse
from pages.models import ArticleIndexPage, ArticlePage, SiteImage
from pages.rendition_tasks import make
from publications.models import PublicationIndexPage, PublicationKind, PublicationPage
from tests.bulk_rows import copy_pages


class Head(HTMLParser):
    """Collects the meta and link elements of a head."""

    def __init__(self):
        super().__init__()
        self.meta, self.links = [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "meta":
            self.meta.append((attributes.get("name") or attributes.get("property"), attributes["content"]))
        elif tag == "link":
            self.links.append(
                (attributes["rel"], attributes.get("hreflang"), attributes.get("type"), attributes["href"])
            )

    def values(self, name):
        return [value for key, value in self.meta if key == name]

    def value(self, name):
        [value] = self.values(name)
        return value

    def canonical(self):
        [address] = [address for relation, _language, _type, address in self.links if relation == "canonical"]
        return address

    def languages(self):
        return {language: address for _relation, language, _type, address in self.links if language}


def read(page, query=""):
    """Return the Head that the tag makes of a page, asked for with `query`."""
    request = RequestFactory().get(f"{page.url}{query}")
    context = {"page": page, "request": request}
    if hasattr(page, "get_listing"):
        context["listing"] = page.get_listing(request)
    head = Head()
    head.feed(Template("{% load structured_data %}{% social_meta page %}").render(Context(context)))
    assert all(value for _name, value in head.meta)
    names = [name for name, _value in head.meta if name != "og:locale:alternate"]
    assert len(names) == len(set(names))
    return head


@pytest.fixture
def news(home):
    """The Dutch news overview."""
    return ArticleIndexPage.objects.child_of(home).get()


@pytest.fixture
def library(home):
    """The Dutch publications overview, with two kinds of publication."""
    library = PublicationIndexPage.objects.child_of(home).get()
    kind = PublicationKind.objects.create(name="Proefboek", slug="proefboek", schema_type="Book")
    page = PublicationPage(title="Boek", kind=kind, date=parse("2018"), locale=library.locale)
    library.add_child(instance=page)
    copy_pages(page, library.per_page)
    return library


def add(parent, page):
    """Return the page, published under `parent`."""
    page.locale = parent.locale
    if isinstance(page, PublicationPage):
        page.kind = PublicationKind.objects.get(slug="proefboek")
    parent.add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def test_an_article_can_be_shared(news):
    article = add(
        news, ArticlePage(title='Tom & "Jerry" <x>', slug="tom-test", summary='Een "kort" <b>verhaal</b> & meer.')
    )
    head = read(article)
    assert head.value("description") == head.value("og:description") == article.summary
    assert head.value("og:title") == article.title
    assert head.value("og:type") == "article"
    assert head.value("og:url") == head.canonical() == article.full_url
    assert head.value("og:locale") == "nl_NL"
    assert head.value("og:site_name")
    assert head.value("twitter:card") == "summary_large_image"
    # That of the platform, for an article without a picture.
    assert head.value("og:image") == f"{article.get_site().root_url}/static/icons/share.png"
    assert head.languages() == {}


def test_what_editors_wrote_for_search_engines_goes_first(news):
    article = add(news, ArticlePage(title="Lang", seo_title="Kort", summary="Lang", search_description="Kort verhaal"))
    head = read(article)
    assert (head.value("og:title"), head.value("description")) == ("Kort", "Kort verhaal")


def test_a_page_without_summary_has_no_description(news):
    assert not read(add(news, ArticlePage(title="Kaal"))).values("description")


def test_a_picture_is_shared_with_its_size(news, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = SiteImage.objects.create(
        title="Foto", description="Twee mensen", file=ImageFile(get_test_image_file(size=(1600, 1200)), name="foto.png")
    )
    make(image)
    head = read(add(news, ArticlePage(title="Met foto", listing_image=image)))
    assert head.value("og:image").startswith("http")
    assert head.value("og:image").endswith(".jpg")
    assert (head.value("og:image:width"), head.value("og:image:height")) == ("1200", "630")
    assert head.value("og:image:alt") == "Twee mensen"
    assert head.value("twitter:card") == "summary_large_image"


def test_a_picture_whose_file_is_lost_is_left_out(news, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = SiteImage.objects.create(title="Weg", file=ImageFile(get_test_image_file(), name="weg.png"))
    article = add(news, ArticlePage(title="Zonder foto", listing_image=image))
    image.file.storage.delete(image.file.name)
    make(image)
    assert read(article).value("og:image").endswith("/icons/share.png")


def test_the_cover_of_a_publication_is_shared_when_there_is_nothing_else(library, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cover = SiteImage.objects.create(title="Omslag", file=ImageFile(get_test_image_file(), name="omslag.png"))
    make(cover)
    page = add(library, PublicationPage(title="Boek", slug="boek-test", cover=cover))
    assert read(page).value("og:image").endswith(".jpg")


def test_versions_in_other_languages_are_named_once_they_are_live(news):
    article = add(news, ArticlePage(title="Nederlands", slug="nederlands-test"))
    english = article.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    assert read(article).languages() == {}
    english.save_revision().publish()
    # As another request reads them.
    article, english = (ArticlePage.objects.get(pk=page.pk) for page in (article, english))
    expected = {"nl": article.full_url, "en": english.full_url, "x-default": article.full_url}
    assert read(article).languages() == read(english).languages() == expected
    assert read(english).value("og:locale") == "en_GB"
    assert read(english).values("og:locale:alternate") == ["nl_NL"]
    english.unpublish()
    assert read(ArticlePage.objects.get(pk=article.pk)).languages() == {}


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("?page=1", ""),
        ("?page=abc", ""),
        ("?utm_source=x&soort=onzin", ""),
        ("?soort=proefboek", "?soort=proefboek"),
        ("?page=2&soort=proefboek&utm_source=x", "?soort=proefboek&page=2"),
        ("?soort=proefboek&page=99999", "?soort=proefboek&page=2"),
        ("?jaar=2018&soort=proefboek", None),
    ],
)
def test_a_filtered_listing_is_its_own_canonical_page(library, query, canonical):
    address = read(library, query).canonical()
    if canonical is None:
        assert address == read(library, "?soort=proefboek&jaar=2018").canonical()
        assert "soort=proefboek" in address
        assert "jaar=2018" in address
    else:
        assert address == library.full_url + canonical
    assert read(library, query).value("og:url") == address


def test_other_languages_are_named_for_the_whole_listing_only(library):
    if not read(library).languages():
        library.copy_for_translation(Locale.objects.get(language_code="en")).save_revision().publish()
    assert set(read(library).languages()) == {"nl", "en", "x-default"}
    assert read(library, "?soort=proefboek").languages() == {}


def test_a_listing_leads_to_its_feed_with_its_filters(library, news):
    feeds = [link[3] for link in read(library, "?soort=proefboek&page=2").links if link[2] == "application/atom+xml"]
    assert feeds == [f"{library.full_url}feed/?soort=proefboek"]
    article = add(news, ArticlePage(title="Bericht"))
    assert not [link for link in read(article).links if link[2]]


def test_what_is_not_declared_public_is_not_indexed(home):
    template = Template("{% load structured_data %}{% social_meta page %}|{% social_meta entity %}")
    written = template.render(Context({"request": RequestFactory().get("/"), "entity": object()}))
    assert [part.strip() for part in written.split("|")] == ['<meta name="robots" content="noindex">'] * 2


@pytest.mark.parametrize(
    ("query", "is_indexed"),
    [("", True), ("?page=2", True), ("?jaar=2018", True), ("?jaar=2018&soort=proefboek", False)],
)
def test_a_selection_by_more_than_one_filter_is_not_indexed(library, query, is_indexed):
    assert read(library, query).values("robots") == ([] if is_indexed else ["noindex"])


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_selection_of_the_overview_is_not_indexed_either(client, home, language):
    robots = [
        BeautifulSoup(client.get(f"{language}/projecten/overzicht/{query}").content, "html.parser").select(
            "meta[name=robots]"
        )
        for query in ("", "?rijen=wet", "?rijen=wet&alles=1")
    ]
    assert [len(found) for found in robots] == [0, 0, 1]


def test_the_agenda_leads_to_its_feed_and_calendar_with_its_filters(client, home):
    page = BeautifulSoup(client.get("/agenda/?vorm=online").content, "html.parser")
    links = {link["type"]: link for link in page.select("head link[rel=alternate][type]")}
    root = home.get_site().root_url
    chosen = page.select_one("link[rel=canonical]")["href"].partition("?")[2]
    query = f"?{chosen}" if chosen else ""
    assert links["application/atom+xml"]["href"] == f"{root}/agenda/feed/{query}"
    assert links["text/calendar"]["href"] == f"{root}/agenda/agenda.ics{query}"
    assert all(link["title"] for link in links.values())


def test_the_home_page_leads_to_the_feeds_and_the_calendar_of_its_language(client, home):
    for address, agenda in (("/", "/agenda/agenda.ics"), ("/en/", "/en/")):
        links = BeautifulSoup(client.get(address).content, "html.parser").select("head link[rel=alternate][type]")
        found = {link["href"].removeprefix(home.get_site().root_url): link["type"] for link in links}
        assert any(path.startswith(agenda) for path in found)
        assert "application/atom+xml" in found.values()
        for path in found:
            assert client.get(path).status_code == 200
