"""The Atom feeds: read with feedparser, and against the rules of RFC 4287 that it does not check."""

from datetime import timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from django.core.files.base import ContentFile
from wagtail.models import Locale, Page

from network.models import Organisation, Person
from pages import cache_version
from pages.feeds import MOST_ENTRIES
from pages.fuzzy_date import parse
from pages.models import ArticleIndexPage, ArticlePage, SiteDocument
from publications.models import Contributor, PublicationFile, PublicationIndexPage, PublicationKind, PublicationPage

ATOM = "{http://www.w3.org/2005/Atom}"
LISTINGS = ["publicaties", "agenda", "nieuws", "nieuwsbrief"]


def add(parent, page, **relations):
    """Return the page, published under `parent`."""
    page.locale = parent.locale
    for name, rows in relations.items():
        setattr(page, name, rows)
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def read(client, address):
    """Return the feed at an address as feedparser and as ElementTree see it."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert feed.bozo == 0, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed, ElementTree.fromstring(response.content)  # noqa: S314 (our own)


@pytest.fixture
def news(home):
    """The Dutch news overview."""
    return ArticleIndexPage.objects.child_of(home).get()


@pytest.fixture
def library(home):
    """The Dutch publications overview."""
    return PublicationIndexPage.objects.child_of(home).get()


@pytest.mark.parametrize("listing", LISTINGS)
def test_every_feed_is_whole(client, home, listing):
    page = Page.objects.child_of(home).get(slug=listing).specific
    _feed, root = read(client, f"/{listing}/feed/")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "nl"
    for name in ("id", "title", "updated", "author"):
        assert len(root.findall(f"{ATOM}{name}")) == 1, name
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"alternate": page.full_url, "self": f"{page.full_url}feed/"}
    ids = [entry.find(f"{ATOM}id").text for entry in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) <= MOST_ENTRIES
    for entry in root.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated"):
            assert entry.find(f"{ATOM}{name}").text, name
        assert entry.find(f"{ATOM}link").get("href").startswith("http")


def test_english_overviews_have_feeds_too(client, home):
    english = Locale.objects.get(language_code="en")
    pages = [page.specific for page in Page.objects.filter(locale=english).live()]
    feeds = [page for page in pages if getattr(page, "feed_class", None)]
    assert feeds
    for page in feeds:
        _feed, root = read(client, f"{page.url}feed/")
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_an_entry_says_what_the_record_says(client, library):
    kind = PublicationKind.objects.create(name="Proefboek", name_en="Trial book", slug="proefboek")
    person = Person.objects.create(given_name="Anna", family_name="Zwaluwstaart", slug="zwaluwstaart-test")
    body = Organisation.objects.create(name="Stichting De Boog", slug="boog-test")
    page = add(
        library,
        PublicationPage(
            title="Ertoe <doen> & laten", summary="Een <b>boek</b> & meer.", kind=kind, date=parse("najaar 2018")
        ),
        contributors=[
            Contributor(person=person, sort_order=0),
            Contributor(organisation=body, sort_order=1),
            Contributor(person=person, role="translator", sort_order=2),
        ],
    )
    feed, _root = read(client, "/publicaties/feed/?soort=proefboek")
    [entry] = feed.entries
    assert entry.title == "Ertoe <doen> & laten"
    assert entry.link == page.full_url
    assert [author["name"] for author in entry.authors] == ["Anna Zwaluwstaart", "Stichting De Boog"]
    assert [tag.term for tag in entry.tags] == ["Proefboek"]
    assert "2018" in entry.summary
    assert "<b>" not in entry.summary
    assert "Een &lt;b&gt;boek&lt;/b&gt; &amp; meer." in entry.summary
    assert entry.updated == page.last_published_at.strftime("%Y-%m-%dT%H:%M:%S+00:00") or entry.updated_parsed
    assert "soort=proefboek" in feed.feed.links[1].href
    assert feed.feed.links[1].rel == "self"


def test_an_entry_has_the_files_of_a_publication(client, library):
    """RFC 4287 4.2.7.2; a text of our own in the place of the real file is none of them."""
    kind = PublicationKind.objects.create(name="Proefboek", slug="proefboek")
    real, example = (
        SiteDocument.objects.create(
            title=name, file=ContentFile(b"%PDF-1.4", f"{name}.pdf"), file_size=8, is_example=is_example
        )
        for name, is_example in (("echt", False), ("voorbeeld", True))
    )
    page = PublicationPage(title="Boek", kind=kind)
    add(library, page, files=[PublicationFile(document=real), PublicationFile(document=example)])
    [entry] = read(client, "/publicaties/feed/?soort=proefboek")[0].entries
    [file] = entry.enclosures
    assert file.href.endswith(real.url)
    assert (file.type, file.length) == ("application/pdf", "8")


def test_ids_survive_a_new_title_and_a_new_address(client, news):
    article = add(news, ArticlePage(title="Eerst", slug="eerst-test"))
    before = {entry.title: entry for entry in read(client, "/nieuws/feed/")[0].entries}["Eerst"]
    article.title, article.slug = "Later", "later-test"
    article.save_revision().publish()
    after = {entry.title: entry for entry in read(client, "/nieuws/feed/")[0].entries}["Later"]
    assert after.id == before.id
    assert after.link != before.link
    assert after.published == before.published
    assert after.updated_parsed >= before.updated_parsed


def test_unknown_values_are_ignored_and_filters_make_a_feed_of_their_own(client, library):
    kind = PublicationKind.objects.create(name="Proefboek", slug="proefboek")
    add(library, PublicationPage(title="Van dit soort", kind=kind))
    whole, _root = read(client, "/publicaties/feed/")
    strange, _root = read(client, "/publicaties/feed/?soort=%22%27%00%ff&jaar=12345&page=abc&x=y")
    chosen, _root = read(client, "/publicaties/feed/?soort=proefboek")
    assert strange.feed.id == whole.feed.id != chosen.feed.id
    assert len(strange.entries) == len(whole.entries)
    assert [entry.title for entry in chosen.entries] == ["Van dit soort"]
    assert "roefboek" in chosen.feed.title


def test_what_was_entered_last_comes_first_even_when_it_is_old(client, news):
    new = add(news, ArticlePage(title="Nieuw bericht", date=parse("2025")))
    Page.objects.filter(pk=new.pk).update(first_published_at=new.first_published_at - timedelta(days=3))
    add(news, ArticlePage(title="Oud bericht, vandaag ingevoerd", date=parse("1999")))
    found = [entry.title for entry in read(client, "/nieuws/feed/")[0].entries]
    assert found.index("Oud bericht, vandaag ingevoerd") < found.index("Nieuw bericht")


def test_a_feed_holds_fifty_entries_at_most(client, news):
    for number in range(MOST_ENTRIES + 1):
        news.add_child(instance=ArticlePage(title=f"Bericht {number}", locale=news.locale))
    assert len(read(client, "/nieuws/feed/")[0].entries) == MOST_ENTRIES


def test_a_feed_without_entries_is_a_feed(client, news):
    for article in ArticlePage.objects.all():
        article.delete()
    first, _root = read(client, "/nieuws/feed/")
    cache_version.invalidate()
    second, _root = read(client, "/nieuws/feed/")
    assert first.entries == []
    assert first.feed.updated == second.feed.updated


def test_drafts_are_in_no_feed(client, news):
    news.add_child(instance=ArticlePage(title="Concept", live=False, locale=news.locale))
    assert "Concept" not in [entry.title for entry in read(client, "/nieuws/feed/")[0].entries]


def test_characters_that_xml_cannot_hold_are_left_out(client, news):
    news.add_child(
        instance=ArticlePage(title="Voor\x0bna \ufffe", summary="\x01Tekst", slug="voor-na", locale=news.locale)
    )
    assert "Voorna" in [entry.title.strip() for entry in read(client, "/nieuws/feed/")[0].entries]


def test_an_entry_in_another_language_says_so(client, home, news):
    english = news.get_translations().filter(locale__language_code="en").first()
    if english is None:
        english = news.copy_for_translation(Locale.objects.get(language_code="en"))
        english.save_revision().publish()
    add(news, ArticlePage(title="Alleen in het Nederlands"))
    _feed, root = read(client, f"{english.url}feed/")
    languages = {
        entry.find(f"{ATOM}title").text: entry.get("{http://www.w3.org/XML/1998/namespace}lang")
        for entry in root.findall(f"{ATOM}entry")
    }
    assert languages["Alleen in het Nederlands"] == "nl"


def test_listings_without_feed_answer_404(client, home):
    pages = [page.specific for page in Page.objects.descendant_of(home).live()]
    without = [page for page in pages if getattr(page, "feed_class", "none") is None]
    for page in without:
        assert client.get(f"{page.url}feed/").status_code == 404


def test_a_feed_that_has_not_changed_is_not_sent_again(client, news):
    before = client.get("/nieuws/feed/")
    conditions = [{"If-None-Match": before["ETag"]}, {"If-Modified-Since": before["Last-Modified"]}]
    for condition in conditions:
        assert client.get("/nieuws/feed/", headers=condition).status_code == 304
    add(news, ArticlePage(title="Nieuw bericht"))
    cache_version.invalidate()
    for condition in conditions:
        assert client.get("/nieuws/feed/", headers=condition).status_code == 200
