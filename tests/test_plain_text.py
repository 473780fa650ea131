"""What nobody sees in a text goes where the text comes in: in every form, the admin and both imports."""

import json
import sys
import unicodedata

import icalendar
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from wagtail.models import Page
from wagtail.test.utils.form_data import rich_text

from events.models import EventPage
from inventory.models import InventoryRoundPage
from kus_site.content.importer import import_folder
from kus_site.hostile_input import HostileInputMiddleware
from kus_site.models import ContentKey
from newsletters.subscribers.import_file import decode
from pages.rich_text_area import RichTextArea
from tests.content_samples import empty_site, write_site
from tests.sample_records import add_event, from_now
from tests.test_inventory_round_editing import save_round
from visitors.plain_text import CONTROLS, FORMATS, clean_text

TURN = "\u202e"
FAMILY = "👨\u200d👩\u200d👧"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


def is_unseen(letter):
    return unicodedata.category(letter) in ("Cc", "Cf") and letter not in "\t\n\r"


def test_all_control_and_format_characters_of_unicode_are_known():
    import re

    known = re.compile(f"[{CONTROLS}{FORMATS}]")
    missing = [f"U+{code:04X}" for code in range(sys.maxunicode) if is_unseen(chr(code)) and not known.match(chr(code))]
    assert missing == []
    assert not known.search("Gewone tekst, één regel.\r\n\tNog één – met 😀 en \u00a0spaties\u2009!")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Overleg\x0bWmo", "Overleg Wmo"),
        ("Overleg.\x0bDaarna", "Overleg. Daarna"),
        ("Overleg \x0bWmo", "Overleg Wmo"),
        ("\x00Jan\x1b\x7f", "Jan"),
        ("a\x85b", "a b"),
        (f"Straat{TURN}feest", "Straat feest"),
        (f"{TURN}Straatfeest\u202c", "Straatfeest"),
        ("\u200e10\u200e-\u200e12\u200e-\u200e2026", "10-12-2026"),
        ("\u2066KUS-7HMX-Q2RD\u2069", "KUS-7HMX-Q2RD"),
        ("ge\u00admeen\u00adte", "gemeente"),
        ("\ufeffhttps://www.\u200bexample.org", "https://www.example.org"),
        ("regel\r\n\tregel\n", "regel\r\n\tregel\n"),
        (FAMILY, FAMILY),
        ("🙋🏽\u200d♀️ en ❤️\u200d🔥", "🙋🏽\u200d♀️ en ❤️\u200d🔥"),
        (SCOTLAND, SCOTLAND),
        ("x\u200dy", "xy"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("", ""),
    ],
)
def test_what_is_unseen_goes_and_words_stay_apart(typed, kept):
    assert clean_text(typed) == kept
    assert clean_text(kept) == kept


def post(**values):
    """Return the values of a form as its view gets them."""
    requests = []
    HostileInputMiddleware(lambda request: requests.append(request) or HttpResponse())(
        RequestFactory().post("/", values)
    )
    return requests[0].POST.dict()


def test_a_form_loses_them_before_its_view():
    seen = post(title=f"Straat{TURN}feest\x0bWmo", text=f"een\r\ntwee\t{FAMILY}", **{f"na{TURN}am": "x"})
    assert seen == {"title": "Straat feest Wmo", "text": f"een\r\ntwee\t{FAMILY}", "na am": "x"}


def as_draftail(text, **style):
    """Return what the editor of formatted text sends, as JSON.stringify writes it."""
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    if style:
        block["inlineStyleRanges"] = [{"style": "BOLD", **style}]
    return json.dumps({"blocks": [block], "entityMap": {}}, ensure_ascii=False)


def test_formatted_text_loses_them_and_keeps_its_format():
    sent = as_draftail(f"ge\u00admeente\x0b{TURN}vet en {FAMILY}", offset=11, length=3)
    assert TURN in sent
    seen = post(body=sent)
    html = RichTextArea(features=["bold"]).value_from_datadict(seen, {}, "body")
    assert "gemeente <b>vet</b> en " + FAMILY in html
    assert not any(map(is_unseen, html.replace(FAMILY, "")))


def test_a_text_that_only_looks_like_formatted_text_hides_nothing():
    for text in (f'{{"blocks": "{TURN}"}}', f'{{"blocks" {TURN}', "{" * 100_000 + TURN):
        assert TURN not in post(title=text)["title"]


@pytest.mark.django_db
def test_the_admin_keeps_none_of_them(administrator_client):
    response = save_round(
        administrator_client,
        {"label": f"Welke{TURN} wijk\x0bis het?"},
        title=f"Ronde\x0b{TURN}2031",
        summary=f"Een.\x0bTwee.\r\n{FAMILY}",
        consent_text=rich_text("<p>Wij bewaren\x0buw naam.</p>"),
    )
    assert response.status_code == 302
    page = InventoryRoundPage.objects.get(slug="nieuwe-ronde")
    assert page.title == page.draft_title == "Ronde 2031"
    assert page.summary.replace("\r", "") == f"Een. Twee.\n{FAMILY}"
    assert "Wij bewaren uw naam." in page.consent_text
    assert page.questions.get().label == "Welke wijk is het?"
    assert "\\u000b" not in json.dumps(page.latest_revision.content)


@pytest.mark.django_db
def test_an_import_keeps_none_of_them(tmp_path):
    empty_site()
    article = f"""
        type: article
        id: proef-bericht
        title: "Proef\\vbericht{TURN}"
        summary: "{FAMILY}"
        parent: proef-nieuws
        ---
        Ge\u00admeente &#8238;vet{TURN} en **{TURN}vet**.
        """
    sources = {"articles/proef-bericht.md": article}
    import_folder(write_site(tmp_path, sources))
    page = ContentKey.objects.get(key="proef-bericht").record
    assert page.title == "Proef bericht"
    assert page.summary == FAMILY
    source = page.body[0].value.source
    assert "Gemeente vet en <b>vet</b>." in source
    outcome = import_folder(tmp_path)
    assert (outcome.created, outcome.changed) == (0, 0)


def test_a_list_of_addresses_keeps_none_of_them():
    assert decode(f"naam;adres\r\nJan\x0bPiet;{TURN}jan@example.org\r\n".encode()) == (
        "naam;adres\r\nJan Piet;jan@example.org\r\n"
    )


@pytest.mark.django_db
def test_a_calendar_is_valid_whatever_was_stored_before(client):
    event = add_event("Overleg", start=from_now(days=9), venue="De Boog", summary="Kom.")
    Page.objects.filter(pk=event.pk).update(title=f"Over\x0bleg\x85{TURN}")
    EventPage.objects.filter(pk=event.pk).update(venue="De\x0bBoog", summary=f"Kom\x1f!\n{FAMILY}", address="\x7fHier")
    for address in (f"{event.url}event.ics", f"{event.get_parent().url}agenda.ics"):
        content = b"".join(client.get(address))
        # RFC 5545 3.1: CONTROL = %x00-08 / %x0A-1F / %x7F, apart from the ends of lines.
        assert not set(content.replace(b"\r\n", b"")) & {*range(9), *range(10, 32), 127}
        titles = [str(entry["SUMMARY"]) for entry in icalendar.Calendar.from_ical(content).walk("VEVENT")]
        assert "Over leg" in titles
