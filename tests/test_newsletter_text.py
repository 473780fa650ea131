"""The plain text of an issue: lines that a narrow screen and a voice can follow, with real addresses."""

import re

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Site

from newsletters.mailings.mail.content import MailContent, MailItem, Picture
from newsletters.mailings.mail.rendering import render_mail
from newsletters.mailings.mail.rich_text import WIDTH, rich_text_lines, underline, wrap
from newsletters.mailings.mail.text_part import render_text
from newsletters.models import NewsletterIssuePage
from newsletters.subscribers.tokens import TOKEN_PLACEHOLDER
from tests.mail_samples import action, add_list, block, mail_of
from tests.sample_records import add_event, add_publication


def plain(html):
    """Return rich text as one text; its links are numbered in their order."""
    soup = BeautifulSoup(html, "html.parser")
    numbers = {id(tag): number for number, tag in enumerate(soup.find_all("a"), 1)}
    return "\n\n".join("\n".join(lines) for lines in rich_text_lines(soup, numbers))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Een.</p><p>Twee.</p>", "Een.\n\nTwee."),
        ("<p>Een<br/>twee</p>", "Een\ntwee"),
        ("<p>Met <b>nadruk</b> en  \n <i>schuin</i>.</p>", "Met nadruk en schuin."),
        ("<ul><li>Een</li><li>Twee</li></ul>", "- Een\n- Twee"),
        ("<ol><li>Een</li><li>Twee<ul><li>Erin</li></ul></li></ol>", "1. Een\n2. Twee\n   - Erin"),
        ("<h3>Kop</h3><p>Tekst.</p>", "Kop\n---\n\nTekst."),
        ('<p>Zie <a href="https://x.org">dit boek</a>.</p>', "Zie dit boek [1]."),
        ("<p>Kaas &amp; brood &lt;3</p>", "Kaas & brood <3"),
        ("<p></p><p> </p>", ""),
        ("los<p>vast</p>", "los\n\nvast"),
    ],
)
def test_rich_text_becomes_plain_text(html, text):
    assert plain(html) == text


def test_long_texts_are_wrapped_and_lists_hang():
    lines = plain(f"<ul><li>{'woord ' * 40}</li></ul>").split("\n")
    assert len(lines) > 2
    assert all(len(line) <= WIDTH for line in lines)
    assert all(line.startswith("  woord") for line in lines[1:])


def test_long_addresses_stay_whole():
    address = f"https://example.org/{'a-b/' * 40}"
    assert wrap(address) == [address]


def test_underlines_are_as_wide_as_what_is_over_them():
    assert underline("Café", "=") == ["Café", "===="]
    assert underline("Cafe\u0301", "=")[1] == "===="
    assert underline("日本", "=")[1] == "===="


@pytest.fixture
def seed_text(db):
    """The text of the largest issue of the demo content."""
    issue = NewsletterIssuePage.objects.get(slug="november-2021", locale__language_code="nl")
    return render_mail(issue, add_list("Proeflijst"), "nl").text


def test_lines_are_short_but_for_addresses(seed_text):
    assert [line for line in seed_text.split("\n") if len(line) > WIDTH and "://" not in line] == []
    assert all(len(line.encode()) <= 998 for line in seed_text.split("\n"))


def test_no_markup_is_left(seed_text):
    assert not re.search(r"</?[a-z]+[ >]|&[a-z]+;|&#", seed_text)


def test_every_address_is_real_and_absolute(seed_text):
    root = Site.objects.get(is_default_site=True).root_url
    addresses = re.findall(r"\S*://\S+", seed_text)
    assert len(addresses) > 20
    assert [address for address in addresses if not address.startswith(f"{root}/")] == []
    assert "/naar/" not in seed_text


def test_every_item_is_named_first_and_numbered(seed_text):
    contents = re.findall(r"^ ?(\d+)\. (.+)$", seed_text.split("\n\n\n")[1], re.MULTILINE)
    assert [int(number) for number, _heading in contents] == list(range(1, 18))
    for number, heading in contents:
        assert len(re.findall(rf"^{number}\. {re.escape(heading)}", seed_text, re.MULTILINE)) >= 1


@pytest.mark.django_db
def test_links_in_a_text_are_listed_under_it():
    record = add_publication("Een boek")
    text = (
        f'<p>Lees <a linktype="page" id="{record.pk}">het boek</a> en <a href="https://x.org/?a=1&amp;b=2">dit</a>.</p>'
    )
    written = mail_of(block("text", heading="Kop", text=text)).text
    assert "Lees het boek [1] en dit [2]." in written
    assert f"\n[1] {record.full_url}\n[2] https://x.org/?a=1&b=2\n" in written


@pytest.mark.django_db
def test_actions_say_where_they_lead():
    actions = [action("de site", "https://x.org/"), action("de verdwenen site")]
    written = mail_of(block("text", heading="Kop", text="<p>T.</p>", actions=actions)).text
    assert "de site:\nhttps://x.org/\n" in written
    assert "de verdwenen site" not in written


@pytest.mark.django_db
def test_the_agenda_stands_in_columns():
    add_event("Bijeenkomst A", date="2031-05-10")
    add_event("Bijeenkomst B", date="2031-05-21")
    written = mail_of(block("agenda", heading="Agenda", first_day="2031-05-01", last_day="2031-05-31")).text
    places = {line.index("Bijeenkomst") for line in written.split("\n") if line.startswith(("10 mei", "21 mei"))}
    assert len(places) == 1


@pytest.mark.django_db
def test_the_way_out_stands_at_the_end():
    end = mail_of(block("text", heading="Kop", text="<p>T.</p>")).text.split("\n-- \n")[1]
    assert f"/nieuwsbrief/afmelden/{TOKEN_PLACEHOLDER}/\n" in end
    assert "Proeflijst" in end


@pytest.mark.django_db
def test_titles_cannot_forge_lines():
    written = mail_of(block("text", heading="Kop\r\n-- \nEinde", text="<p>T.</p>"), title="Een\r\ntwee").text
    assert written.count("\n-- \n") == 1
    assert "\n1. Kop -- Einde\n=" in written
    assert "Een twee\n========\n" in written


def letter_with(*items):
    """Return a MailContent that needs no issue."""
    words = dict.fromkeys(["root", "online", "unsubscribe", "preferences"], "https://example.org/")
    names = dict.fromkeys(["list_name", "platform", "title"], "Proef")
    empty = dict.fromkeys(["issue_language", "contact", "postal_address", "date_line", "summary"], "")
    return MailContent(issue=None, language="nl", items=list(items), **words, **names, **empty)


def test_sections_and_pictures_are_no_items_of_their_own():
    written = render_text(
        letter_with(
            MailItem("section", "a", heading="Terugblikken"),
            MailItem("record", "b", heading="Eerste", level=3, for_whom="bewoners"),
            MailItem(
                "image", "c", summary="Bijschrift.", picture=Picture("https://example.org/x.png", 9, 9, "Een stoep")
            ),
            MailItem("record", "d", heading="Tweede", level=3),
        )
    )
    assert "\nTerugblikken\n============\n" in written
    assert "\n1. Eerste\n---------\n" in written
    assert "Een stoep\n\nBijschrift.\n" in written
    assert "\n2. Tweede\n---------\n" in written
    assert "bewoners" in written
