"""The HTML mail of an issue: whole, absolute, light enough for Gmail, and readable by everybody in every scheme."""

import re
from datetime import date
from email import message_from_bytes, policy
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.mail import EmailMultiAlternatives
from wagtail.models import Locale, Site

from newsletters.mailings.mail.html_part import MAX_BYTES, USED_COLOURS, in_scheme, mail_colours
from newsletters.mailings.mail.rendering import preview_mail, render_mail
from newsletters.models import NewsletterIssuePage
from newsletters.subscribers.tokens import TOKEN_PLACEHOLDER
from pages.contrast import TEXT, contrast
from tests.mail_samples import action, add_image, add_issue, add_list, block, mail_of, read_html
from tests.sample_records import add_event, add_publication, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def seed_mail():
    """The mail of the largest issue of the demo content, in Dutch."""
    return render_mail(
        NewsletterIssuePage.objects.get(slug="november-2021", locale__language_code="nl"), add_list(), "nl"
    )


def test_an_item_says_what_its_record_says_and_leads_to_it():
    record = add_publication("Een boek", summary="Waar het over gaat.")
    issue = add_issue(block("record", record=record.pk, kicker="Nieuw"))
    soup = read_html(preview_mail(issue, add_list(), "nl"))
    assert text_of(soup.find("h2")) == "Een boek"
    assert soup.find("h2").a["href"] == record.full_url
    assert "Nieuw" in text_of(soup)
    assert "Waar het over gaat." in text_of(soup)


def test_every_kind_of_item_is_in_the_mail():
    add_event("Erin", date="2031-05-10")
    soup = read_html(
        mail_of(
            block(
                "text",
                heading="Losse tekst",
                text="<p>Met <b>nadruk</b>.</p>",
                actions=[action("de site", "https://x.org/")],
            ),
            block("agenda", heading="De agenda", first_day=date(2031, 5, 1).isoformat(), last_day="2031-05-31"),
            block("closing_note", text="<p>Tot slot.</p>"),
        )
    )
    words = text_of(soup)
    assert [text_of(heading) for heading in soup.find_all("h2")] == [
        "Losse tekst",
        "De agenda",
        soup.find_all("h2")[2].string,
    ]
    for expected in ("Met nadruk .", "10 mei 2031", "Erin", "Tot slot."):
        assert expected in words


def test_every_address_is_absolute_and_on_this_site_or_a_chosen_one(seed_mail):
    root = Site.objects.get(is_default_site=True).root_url
    soup = read_html(seed_mail)
    addresses = [tag["href"] for tag in soup.find_all(href=True)] + [tag["src"] for tag in soup.find_all(src=True)]
    assert len(addresses) > 20
    assert [address for address in addresses if not address.startswith((f"{root}/", "mailto:"))] == []


def test_gmail_does_not_cut_the_largest_issue_off(seed_mail):
    assert len(seed_mail.html.encode()) < MAX_BYTES


def test_it_asks_nothing_of_another_host(seed_mail):
    root = urlsplit(Site.objects.get(is_default_site=True).root_url).netloc
    named = set(re.findall(r"(?:url\(|@import|src=|<link[^>]+href=)[\"' (]*https?://([^/\"')]+)", seed_mail.html))
    assert named <= {root}
    assert not re.search(r"<(script|link|iframe|form)\b", seed_mail.html)


def test_it_has_one_heading_of_the_first_level_and_skips_none(seed_mail):
    levels = [int(heading.name[1]) for heading in read_html(seed_mail).find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_tables_are_layout_only_for_screen_readers(seed_mail):
    tables = read_html(seed_mail).find_all("table")
    assert tables
    assert {table.get("role") for table in tables} == {"presentation"}


def test_the_mail_has_its_language_and_foreign_records_theirs():
    english = Locale.objects.get(language_code="en")
    home = Site.objects.get(is_default_site=True).root_page
    issue = add_issue(block("text", heading="Kop", text="<p>Tekst.</p>"), summary="Samenvatting.")
    soup = read_html(render_mail(issue, add_list(), "en"))
    assert soup.html["lang"] == "en"
    assert soup.h1["lang"] == "nl"
    assert soup.find("h2")["lang"] == "nl"
    assert home.locale != english
    dutch = read_html(render_mail(issue, add_list(), "nl"))
    assert dutch.html["lang"] == "nl"
    assert not dutch.h1.has_attr("lang")


def test_the_english_version_goes_to_english_readers():
    issue = add_issue(block("text", heading="Kop", text="<p>Tekst.</p>"))
    parent = issue.get_parent()
    english = Locale.objects.get(language_code="en")
    for page in (*parent.get_ancestors(inclusive=True).filter(depth__gt=1),):
        if not page.specific.has_translation(english):
            page.specific.copy_for_translation(english)
    version = issue.copy_for_translation(english)
    version.title = "Trial issue"
    version.save_revision().publish()
    assert render_mail(issue, add_list(), "en").subject == "Trial issue"
    assert render_mail(issue, add_list(), "nl").subject == "Proefnummer"
    version.refresh_from_db()
    version.unpublish()
    assert render_mail(issue, add_list(), "en").subject == "Proefnummer"


def test_a_picture_is_a_file_that_outlook_shows_with_its_size_and_its_words():
    mail = mail_of(block("text", heading="Kop", text="<p>Tekst.</p>", image=add_image(kind="WEBP").pk))
    picture = read_html(mail).find("img")
    assert picture["src"].endswith(".jpg")
    assert picture["src"].startswith("http")
    assert (picture["width"], picture["height"]) == ("552", "310")
    assert picture["alt"] == "Een stoep vol buren"


def test_an_action_is_left_out_when_there_is_nowhere_to_go():
    soup = read_html(mail_of(block("text", heading="Kop", text="<p>T.</p>", actions=[action("de verdwenen site")])))
    assert "de verdwenen site" not in text_of(soup)


def test_why_and_how_to_stop_are_at_the_end():
    issue = add_issue(block("text", heading="Kop", text="<p>Tekst.</p>"))
    soup = read_html(render_mail(issue, add_list("Nieuws & co"), "nl"))
    links = soup.find_all("a", href=re.compile(TOKEN_PLACEHOLDER))
    assert len(links) == 1
    assert urlsplit(links[0]["href"]).path == f"/nieuwsbrief/afmelden/{TOKEN_PLACEHOLDER}/"
    assert "Nieuws & co" in text_of(links[0])
    assert soup.find("a", href=issue.full_url)


def test_titles_with_quotes_and_tags_stay_words():
    title = "\"Zij\" & <script>alert('x')</script> {{ x }} --> é😀"
    mail = mail_of(
        block("text", heading=title, kicker=title, text="<p>Tekst &amp; &lt;b&gt;.</p>", image=add_image(title).pk),
        title=title,
        summary=title,
    )
    soup = read_html(mail)
    assert soup.find("script") is None
    assert [text_of(heading) for heading in soup.find_all(["h1", "h2"])] == [title, title]
    assert soup.find("img")["alt"] == title
    assert soup.title.string == title
    assert "Tekst & <b>." in text_of(soup)


def test_what_is_hostile_in_rich_text_is_left_out():
    text = '<p onclick="x()" style="color:red">A<a href="javascript:alert(1)">b</a><!-- c --><img src="https://x.org/p.gif"></p>'
    mail = mail_of(block("text", heading="Kop", text=text))
    assert "Ab" in text_of(read_html(mail))
    for hostile in ("javascript", "onclick", "color:red", "x.org", "<!-- c -->"):
        assert hostile not in mail.html


@pytest.mark.parametrize("title", ["Een\r\nBcc: iemand@example.org", "Een\x00\x0b\u2028twee", "é" * 200])
def test_no_title_makes_a_header(title):
    issue = add_issue(block("text", heading="Kop", text="<p>Tekst.</p>"))
    issue.title = title
    mail = render_mail(issue, add_list(), "nl")
    message = EmailMultiAlternatives(mail.subject, mail.text, "a@example.org", ["b@example.org"])
    message.attach_alternative(mail.html, "text/html")
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert parsed["Bcc"] is None
    assert parsed["Subject"].strip() == mail.subject
    assert {part.get_content_type() for part in parsed.walk()} == {"multipart/alternative", "text/plain", "text/html"}
    assert all(len(line) <= 998 for line in message.message().as_bytes().splitlines())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_that_meet_differ_enough(scheme):
    colours = mail_colours()[scheme]
    assert [pair for pair in USED_COLOURS if contrast(colours[pair[0]], colours[pair[1]]) < TEXT] == []


def test_every_colour_in_the_mail_is_one_of_the_site(seed_mail):
    known = {colour for scheme in mail_colours().values() for colour in scheme.values()}
    # MJML writes the preheader, which nobody sees, in white.
    found = set(re.findall(r"#[0-9a-f]{6}\b", seed_mail.html, re.IGNORECASE)) - {"#ffffff"}
    assert found
    assert found <= known


def test_words_carry_their_styles_for_programs_that_drop_style_elements():
    text = '<p>Een <a href="https://x.org/">link</a>.</p><h3>Kop</h3><ul><li>Punt</li></ul>'
    mail = mail_of(block("text", heading="Kop", text=text))
    soup = BeautifulSoup(re.sub(r"<style.*?</style>", "", mail.html, flags=re.DOTALL), "html.parser")
    words = soup.find_all(["p", "h3", "li", "a"])
    assert words
    assert [tag for tag in words if not tag.get("style")] == []


def test_the_preview_of_one_scheme_has_no_other(seed_mail):
    dark, light = in_scheme(seed_mail.html, dark=True), in_scheme(seed_mail.html, dark=False)
    assert "@media all" in dark
    assert "@media not all" in light
    assert "prefers-color-scheme" not in dark + light
    assert "light dark" not in dark + light
