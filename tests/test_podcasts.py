"""The feed of a podcast: podcast programs find every episode that can be heard, and know it again."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from lxml import etree

from network.models import Organisation
from pages.models import SiteDocument
from publications.models import PublicationFile, PublicationKind, PublicationPage, PublicationPart, Series
from tests.sample_records import add_publication
from visitors.file_types import check_document

pytestmark = pytest.mark.django_db
SOUND = b"ID3\x03\x00\x00\x00\x00\x00\x21" + b"\x00" * 400
NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
CHAPTERS = "00:00 Begin\n12:30 Meedoen & meer\n1:02:15 Vragen"


def a_document(name, content):
    document = SiteDocument.objects.create(title=name, file=ContentFile(content, name))
    document.file_size = len(content)
    document.save()
    return document


def podcast_kind(schema_type="PodcastSeries"):
    return PublicationKind.objects.filter(schema_type=schema_type).first()


@pytest.fixture
def podcast(home):
    page = add_publication(
        "Lessen & meer",
        summary="Wat <wij> leerden.",
        publisher=Organisation.objects.create(name="HU & co", slug="hu-co"),
        children={
            "parts": [
                PublicationPart(
                    number=1,
                    title="Participatie",
                    description="Over meedoen.",
                    document=a_document("een.mp3", SOUND),
                    transcript=a_document("een.vtt", b"WEBVTT\n"),
                    duration=timedelta(minutes=25, seconds=3),
                    chapters=CHAPTERS,
                ),
                PublicationPart(number=2, title="Zorg", url="https://audio.example.org/twee.m4a?x=1"),
                PublicationPart(number=3, title="Alleen elders", url="https://example.org/luister"),
            ]
        },
    )
    page.kind = podcast_kind()
    page.save_revision().publish()
    return PublicationPage.objects.get(pk=page.pk)


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed, etree.fromstring(response.content)


def words(root, path):
    return [found if isinstance(found, str) else found.text for found in root.xpath(path, namespaces=NAMESPACES)]


def test_podcast_programs_find_every_episode_that_can_be_heard(client, podcast):
    feed, root = read(client, f"{podcast.url}podcast.xml")
    assert feed.feed.title == "Lessen & meer"
    assert feed.feed.link.endswith(podcast.url)
    assert [entry.title for entry in feed.entries] == ["Zorg", "Participatie"]
    second, first = feed.entries
    assert second.enclosures[0].href == "https://audio.example.org/twee.m4a?x=1"
    assert second.enclosures[0].type == "audio/x-m4a"
    enclosure = first.enclosures[0]
    assert (enclosure.type, enclosure.length) == ("audio/mpeg", str(len(SOUND)))
    assert client.get(enclosure.href.partition("localhost")[2]).status_code == 200
    assert first.summary == "Over meedoen."
    assert first.published_parsed
    assert words(root, "//item/itunes:duration") == ["1503"]
    assert words(root, "//item/itunes:episode") == words(root, "//item/podcast:episode") == ["2", "1"]
    assert words(root, "//item/guid/@isPermaLink") == ["false", "false"]
    assert words(root, "//item/podcast:transcript/@type") == ["text/vtt"]
    assert words(root, "channel/itunes:author") == ["HU & co"]
    assert words(root, "channel/itunes:type") == ["serial"]
    assert words(root, "channel/itunes:explicit") == ["false"]
    owner = words(root, "channel/itunes:owner/itunes:email")
    assert "@" in owner[0]
    assert words(root, "channel/podcast:locked/@owner") == owner
    assert len(words(root, "channel/podcast:guid")) == 1


def test_an_episode_is_known_again_after_a_new_title_number_and_address(client, podcast):
    before = [entry.id for entry in read(client, f"{podcast.url}podcast.xml")[0].entries]
    dates = [entry.published for entry in read(client, f"{podcast.url}podcast.xml")[0].entries]
    part = podcast.parts.all()[0]
    part.title, part.number, part.identity, part.added_at = "Meedoen", 7, "", None
    podcast.parts = [part, *podcast.parts.all()[1:]]
    podcast.slug = "ander-adres"
    podcast.save_revision().publish()
    feed, _root = read(client, f"{PublicationPage.objects.get(pk=podcast.pk).url}podcast.xml")
    assert "Meedoen" in [entry.title for entry in feed.entries]
    assert [entry.id for entry in feed.entries] == before
    assert [entry.published for entry in feed.entries] == dates


def test_the_page_names_its_podcast_and_other_pages_have_none(client, podcast):
    soup = BeautifulSoup(client.get(podcast.url).content, "html.parser")
    link = soup.select_one("link[rel=alternate][type='application/rss+xml']")
    assert link["href"].endswith(f"{podcast.url}podcast.xml")
    book = add_publication("Boek", children={"parts": [PublicationPart(title="Deel", url="https://example.org/a.mp3")]})
    assert client.get(f"{book.url}podcast.xml").status_code == 404
    silent = add_publication("Stil", children={"parts": [PublicationPart(title="Deel", url="https://example.org/a")]})
    silent.kind = podcast_kind()
    silent.save()
    assert client.get(f"{silent.url}podcast.xml").status_code == 404


def test_a_series_of_episodes_is_a_podcast(client, home):
    series = Series.objects.create(name="Luisterreeks", slug="luisterreeks", description="Gesprekken.")
    address = "/publicaties/reeks/luisterreeks/podcast.xml"
    assert client.get(address).status_code == 404
    for number in (1, 2):
        page = add_publication(
            f"Gesprek {number}",
            series=series,
            series_number=str(number),
            children={"files": [PublicationFile(document=a_document(f"{number}.mp3", SOUND))]},
            duration=timedelta(minutes=number),
            transcript=a_document(f"{number}.vtt", b"WEBVTT\n"),
            chapters=CHAPTERS if number == 1 else "",
        )
        page.kind = podcast_kind("PodcastEpisode")
        page.save()
    add_publication("Boek in de reeks", series=series)
    feed, root = read(client, address)
    assert [entry.title for entry in feed.entries] == ["Gesprek 2", "Gesprek 1"]
    assert words(root, "//item/itunes:episode") == ["2", "1"]
    assert feed.feed.subtitle == "Gesprekken."
    assert words(root, "//itunes:duration") == ["120", "60"]
    assert words(root, "//podcast:transcript/@type") == ["text/vtt"] * 2
    (chapters,) = words(root, "//podcast:chapters/@url")
    assert client.get(path_of(chapters)).json()["chapters"][2]["startTime"] == 3735
    soup = BeautifulSoup(client.get(series.get_absolute_url()).content, "html.parser")
    shown = soup.select_one(".feed-link a")["href"]
    found = soup.select_one("link[rel=alternate][type='application/rss+xml']")["href"]
    assert shown == found
    assert path_of(shown) == address
    page = BeautifulSoup(client.get(PublicationPage.objects.get(title="Gesprek 1").url).content, "html.parser")
    assert len(page.select("section[aria-labelledby=recording] .chapters li")) == 3
    assert page.select_one("section[aria-labelledby=recording] a[href$='.vtt']")


def test_a_series_without_episodes_shows_no_podcast(client, home):
    series = Series.objects.create(name="Boekenreeks", slug="boekenreeks")
    add_publication("Boek", series=series)
    soup = BeautifulSoup(client.get(series.get_absolute_url()).content, "html.parser")
    assert not soup.select(".feed-link, link[type='application/rss+xml']")


def path_of(address):
    return urlsplit(address).path


def test_programs_find_the_chapters_of_an_episode(client, podcast):
    _feed, root = read(client, f"{podcast.url}podcast.xml")
    assert words(root, "//psc:chapters/@version") == ["1.2"]
    assert words(root, "//psc:chapter/@start") == ["00:00:00", "00:12:30", "01:02:15"]
    assert words(root, "//psc:chapter/@title") == ["Begin", "Meedoen & meer", "Vragen"]
    assert words(root, "//podcast:chapters/@type") == ["application/json+chapters"]
    (address,) = words(root, "//podcast:chapters/@url")
    response = client.get(path_of(address))
    assert response["Content-Type"] == "application/json+chapters"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json()["chapters"][1] == {"startTime": 750, "title": "Meedoen & meer"}
    # Another part has none, and no part has this key.
    assert client.get(f"{podcast.url}chapters.json").status_code == 404
    assert client.get(f"{podcast.url}chapters-{'0' * 36}.json").status_code == 404


def test_readers_find_the_chapters_and_the_podcast_on_its_page(client, podcast):
    soup = BeautifulSoup(client.get(podcast.url).content, "html.parser")
    first, second = soup.select(".part")[:2]
    assert [line.get_text(" ", strip=True) for line in first.select(".chapters li")] == [
        "0:00 Begin",
        "12:30 Meedoen & meer",
        "1:02:15 Vragen",
    ]
    assert not second.select(".chapters")
    (link,) = soup.select(".parts .feed-link a")
    assert client.get(path_of(link["href"]))["Content-Type"].startswith(link["type"])
    nodes = json.loads(soup.select_one("script[type='application/ld+json']").string)["@graph"]
    (node,) = [part for each in nodes for part in each.get("hasPart", []) if part["name"] == "Participatie"]
    assert [clip["startOffset"] for clip in node["hasPart"]] == [0, 750, 3735]


def test_editors_are_told_which_line_of_the_chapters_is_wrong(podcast):
    part = PublicationPart(publication=podcast, title="Deel", chapters="00:00 Begin\nEen gesprek")
    with pytest.raises(ValidationError) as refused:
        part.full_clean()
    assert "2" in refused.value.message_dict["chapters"][0]


def test_characters_that_xml_forbids_never_come_out(client, podcast):
    PublicationPart.objects.filter(publication=podcast, number=1).update(title="A\x0b & <b>", description="\ufffe")
    feed, _root = read(client, f"{podcast.url}podcast.xml")
    assert feed.entries[1].title == "A & <b>"


def test_editors_upload_sound_that_is_sound(podcast):
    check_document("een.mp3", ContentFile(SOUND))
    with pytest.raises(ValidationError):
        check_document("een.mp3", ContentFile(b"%PDF-1.4"))
    with pytest.raises(ValidationError):
        check_document("een.m4a", ContentFile(SOUND))
