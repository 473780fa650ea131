"""Media of others: which addresses can be shown in place, what a page says of them, and that nothing loads unasked."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from wagtail.blocks import StructBlockValidationError

from events.models import Recording
from pages.blocks import BodyBlock
from pages.embeds import HOSTS, NotShown, find_embed
from pages.models import ArticleIndexPage, ArticlePage
from publications.models import PublicationPart
from tests.sample_records import add_event, add_page, add_publication, from_now, text_of, visit
from tests.test_security_headers import PUBLIC, policy

ROOT = Path(__file__).resolve().parents[1]
VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"
TITLE = "Proefopname over wijkteams"
EMPTY = {
    "url": VIDEO,
    "title": TITLE,
    "language": "nl",
    "image": None,
    "captions": "",
    "transcript": "",
    "transcript_document": None,
    "without_text": False,
}


def embed_value(**fields):
    return BodyBlock().child_blocks["embed"].to_python(EMPTY | fields)


def add_article(**fields):
    page = ArticlePage(title="Proefbericht", kind="news", body=[("embed", embed_value(**fields))])
    return add_page(ArticleIndexPage, page)


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        (VIDEO, "https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0"),
        ("https://youtu.be/abcdefghijk?t=1m30s", "https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0&start=90"),
        ("https://m.youtube.com/live/abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0"),
        (
            "https://www.youtube.com/playlist?list=PLabcdefghijk",
            "https://www.youtube-nocookie.com/embed/videoseries?list=PLabcdefghijk&rel=0",
        ),
        ("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789?dnt=1"),
        ("https://vimeo.com/123456789/abcdef0123", "https://player.vimeo.com/video/123456789?h=abcdef0123&dnt=1"),
        ("https://player.vimeo.com/video/123456789", "https://player.vimeo.com/video/123456789?dnt=1"),
        (
            "https://soundcloud.com/proef/aflevering-1",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fproef%2Faflevering-1&auto_play=false"
            "&hide_related=true&show_comments=false&show_teaser=false",
        ),
    ],
)
def test_the_address_of_a_page_becomes_the_address_of_its_player(address, frame):
    assert find_embed(address).frame_url == frame


def test_a_map_is_framed_around_the_place_that_the_address_shows():
    frame = find_embed("https://www.openstreetmap.org/?mlat=52.0907&mlon=5.1214#map=15/52.0907/5.1214").frame_url
    found = re.fullmatch(
        r"https://www\.openstreetmap\.org/export/embed\.html\?bbox=([\d.]+)%2C([\d.]+)%2C([\d.]+)%2C([\d.]+)"
        r"&layer=mapnik&marker=52\.09070%2C5\.12140",
        frame,
    )
    west, south, east, north = map(float, found.groups())
    assert (west + east) / 2 == pytest.approx(5.1214, abs=1e-4)
    assert (south + north) / 2 == pytest.approx(52.0907, abs=1e-4)
    # Three tiles of zoom 15.
    assert east - west == pytest.approx(3 * 360 / 2**15, abs=1e-4)
    assert 0 < north - south < east - west


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/video",
        "https://youtube.com.example.org/watch?v=abcdefghijk",
        "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk",
        "javascript://youtube.com/watch?v=abcdefghijk",
        "https://[broken",
        "",
    ],
)
def test_a_host_that_is_not_known_is_refused_with_another_way(address):
    with pytest.raises(NotShown, match=r"YouTube, Vimeo, SoundCloud, OpenStreetMap"):
        find_embed(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/@kanaal",
        'https://www.youtube.com/watch?v="><script>',
        "https://youtu.be/",
        "https://vimeo.com/about",
        "https://soundcloud.com/proef",
        "https://soundcloud.com/proef/likes",
        "https://www.openstreetmap.org/",
        "https://www.openstreetmap.org/#map=99/52/5",
    ],
)
def test_a_known_host_needs_the_address_of_one_medium(address):
    name = next(
        host.name for host in HOSTS if host.name.lower().replace("-", "") in address.replace("youtu.be", "youtube")
    )
    with pytest.raises(NotShown, match=f"{name}"):
        find_embed(address)


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"url": "https://example.org/x", "without_text": True}, "url"),
        ({}, "without_text"),
        ({"captions": "nl", "without_text": True}, "without_text"),
    ],
)
def test_the_block_refuses_unknown_hosts_and_silence_about_captions(fields, refused):
    with pytest.raises(StructBlockValidationError) as refusal:
        BodyBlock().child_blocks["embed"].clean(embed_value(**fields))
    assert set(refusal.value.block_errors) == {refused}


@pytest.mark.parametrize(
    "fields",
    [
        {"captions": "nl"},
        {"transcript": "<p>Goedemiddag.</p>"},
        {"without_text": True},
        {"url": "https://www.openstreetmap.org/#map=15/52.0907/5.1214"},
    ],
)
def test_the_block_takes_captions_a_transcript_an_honest_no_and_a_map(fields):
    assert BodyBlock().child_blocks["embed"].clean(embed_value(**fields))["title"] == TITLE


def test_a_page_shows_a_link_and_words_and_no_frame(client, db):
    soup = visit(client, add_article(without_text=True))
    # Buttons are of no use without JavaScript: they wait in a template element.
    assert all(button.find_parent("template") for button in soup.select("[data-embed] button"))
    embed = soup.main.select_one("[data-embed]")
    assert embed.a["href"] == VIDEO
    assert "YouTube" in text_of(embed.a)
    assert text_of(embed.select_one("[data-note]")).endswith(str(HOSTS[0].stores))
    assert soup.find("iframe") is None
    assert [
        element.get("src") for element in soup.find_all(["img", "script"]) if "//" in (element.get("src") or "")
    ] == []
    assert len(soup.select("script[src$='embeds.js'], script[src*='js/embeds.']")) == 1


def test_a_transcript_is_on_the_page(client, db):
    soup = visit(client, add_article(transcript="<p>Goedemiddag allemaal.</p>", language="en"))
    transcript = soup.main.select_one("figcaption details")
    assert "Goedemiddag allemaal." in text_of(transcript)
    assert transcript.select_one("[lang=en]")


def test_only_a_page_with_an_embed_allows_frames_and_only_of_its_host(client, db):
    page = add_article(without_text=True)
    for _ in ("fresh", "kept"):
        assert policy(client.get(page.url)) == PUBLIC | {"frame-src https://www.youtube-nocookie.com"}
    assert client.get(page.url).wsgi_request.page_cache == "hit"
    overview = client.get("/nieuws/")
    assert policy(overview) == PUBLIC
    assert b"embeds.js" not in overview.content


def test_a_preview_allows_the_frame_too(db):
    response = add_article(without_text=True).make_preview_request()
    assert "frame-src https://www.youtube-nocookie.com" in policy(response)
    assert "frame-ancestors 'self'" in policy(response)


def test_recordings_of_known_hosts_get_a_still_and_others_a_link(client, db):
    rows = [
        Recording(title="Eerste opname", url=VIDEO, has_captions=True),
        Recording(title="Tweede opname", url="https://example.org/opname"),
        Recording(title="Derde opname"),
    ]
    soup = visit(client, add_event(start=from_now(days=-30), children={"recordings": rows}))
    # One without an address leads nowhere, and is left out.
    first, second = soup.select(".recording-list > li")
    assert first.select_one("[data-embed] a")["href"] == VIDEO
    assert second.a["href"] == "https://example.org/opname"
    assert second.select_one("[data-embed]") is None
    # Each says which text it offers, or that there is none; in other words when there are captions.
    assert text_of(first.select(".meta")[-1]) != text_of(second.select(".meta")[-1])


def test_an_episode_can_be_heard_on_the_page_of_its_series(client, db):
    parts = [PublicationPart(title="Aflevering 1", number=1, url="https://soundcloud.com/proef/aflevering-1")]
    soup = visit(client, add_publication(children={"parts": parts}))
    assert soup.select_one(".part [data-embed='embed:soundcloud'] a")["href"] == parts[0].url


@pytest.fixture(scope="module")
def article_path(running_site, tmp_path_factory):
    """The path of an article of the running site with two videos of YouTube and one of Vimeo."""
    folder = tmp_path_factory.mktemp("embeds")
    videos = [
        (VIDEO, TITLE),
        ("https://youtu.be/ABCDEFGHIJK", "Tweede opname"),
        ("https://vimeo.com/123456789", "Derde"),
    ]
    fences = "\n".join(f'```embed\nurl: "{url}"\ntitle: {title}\nwithout_text: true\n```\n' for url, title in videos)
    (folder / "articles").mkdir()
    (folder / "articles/proef-embeds.md").write_text(
        "---\ntype: article\nid: proef-embeds\ntitle: Proef met opnames\nparent: nieuws\nkind: news\n---\n\n" + fences
    )
    running_site.run(
        f"from django.core.management import call_command as call; call('import_content', {str(folder)!r})"
    )
    return "/nieuws/proef-met-opnames/"


@pytest.fixture
def reading(visit, running_site, article_path):
    """A browser page on the article, and the list of addresses of other hosts that it asked for."""
    page = visit("/")
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>speler</title>")

    page.context.route(lambda url: not url.startswith(running_site.url), answer)
    page.goto(article_path)
    return page, asked


def stills(page):
    return page.locator("[data-embed] button.embed-still")


def test_nothing_leaves_before_the_click(reading):
    page, asked = reading
    expect(stills(page)).to_have_count(3)
    page.wait_for_load_state("networkidle")
    assert asked == []
    stills(page).first.focus()
    page.keyboard.press("Enter")
    frame = page.locator("iframe")
    expect(frame).to_have_count(1)
    expect(frame).to_be_focused()
    expect(frame).to_have_attribute("title", re.compile(TITLE))
    expect(page.locator("[data-embed] [role=status]").first).to_contain_text(TITLE)
    page.frame_locator("iframe").locator("html").wait_for()
    assert asked == ["https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0"]
    assert page.evaluate("document.cookie + localStorage.length") == "0"


def test_a_choice_for_one_host_is_remembered_for_that_host_alone(reading):
    page, asked = reading
    page.locator("[data-always]").first.click()
    expect(page.locator("iframe")).to_have_count(2)
    expect(page.locator("iframe").first).to_be_focused()
    page.reload()
    expect(page.locator("iframe")).to_have_count(2)
    expect(stills(page)).to_have_count(1)
    expect(page.locator("[data-kept]").first).to_be_visible()
    assert page.context.cookies() == []
    assert {address.split("/")[2] for address in asked} == {"www.youtube-nocookie.com"}


def test_without_javascript_the_still_leads_to_the_host(chromium, running_site, article_path):
    context = chromium.new_context(java_script_enabled=False, base_url=running_site.url)
    page = context.new_page()
    page.goto(article_path)
    links = page.locator("a.embed-still")
    expect(links).to_have_count(3)
    expect(links.first).to_have_attribute("href", VIDEO)
    expect(page.locator("[data-always]")).to_have_count(0)
    context.close()
