"""A newsletter issue on the site: from records, in order, whole without any of its parts."""

import json
import uuid
from datetime import date
from itertools import pairwise

import pytest
from django.utils import translation

from newsletters.models import NewsletterIndexPage, NewsletterIssuePage
from newsletters.templatetags import newsletters as tags
from tests.sample_records import add_event, add_page, add_publication, headings, text_of, visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Read the interface as it is written in the templates."""
    with translation.override("en"):
        yield


def block(kind, **value):
    """Return one raw item of an issue, its other fields empty."""
    empty = {
        "record": {
            "record": None,
            "kicker": "",
            "heading": "",
            "text": "",
            "text_record": None,
            "for_whom": "",
            "actions": [],
            "image": None,
        },
        "text": {"kicker": "", "heading": "", "text": "", "actions": [], "image": None},
        "section": {"heading": ""},
        "image": {"image": None, "alt_text": "", "caption": "", "actions": []},
        "agenda": {"heading": "", "first_day": None, "last_day": None},
        "closing_note": {"text": "", "actions": []},
    }[kind]
    return {"type": kind, "value": empty | value, "id": str(uuid.uuid4())}


def action(subject, url):
    """Return one raw link of an item."""
    value = {"kind": "visit", "subject": subject, "page": None, "document": None, "url": url, "deadline": None}
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


def add_issue(*blocks, title="Proefnummer", **fields):
    """Publish an issue."""
    return add_page(NewsletterIndexPage, NewsletterIssuePage(title=title, items=json.dumps(blocks), **fields))


def test_an_item_takes_title_summary_and_link_from_its_record(client):
    record = add_publication("Een boek", summary="Waar het over gaat.")
    soup = visit(client, add_issue(block("record", record=record.pk)))
    item = soup.find(class_="issue-item")
    assert item.h2.a["href"] == record.url
    assert text_of(item.h2) == "Een boek"
    assert "Waar het over gaat." in text_of(item)


def test_what_the_editor_wrote_replaces_what_the_record_says(client):
    record = add_publication("Een boek", summary="Waar het over gaat.")
    issue = add_issue(
        block(
            "record",
            record=record.pk,
            heading="Nieuw!",
            text="<p>Anders gezegd.</p>",
            actions=[action("de site", "https://example.org/")],
        )
    )
    item = visit(client, issue).find(class_="issue-item")
    assert text_of(item.h2) == "Nieuw!"
    assert "Anders gezegd." in text_of(item)
    assert "Waar het over gaat." not in text_of(item)
    assert item.find("a", href="https://example.org/")


def test_one_text_serves_two_items(client):
    source = add_publication("Bron", summary="Gedeelde tekst.")
    other = add_publication("Ander", summary="Eigen tekst.")
    soup = visit(
        client, add_issue(block("record", record=source.pk), block("record", record=other.pk, text_record=source.pk))
    )
    items = soup.find_all(class_="issue-item")
    assert ["Gedeelde tekst." in text_of(item) for item in items] == [True, True]


def test_the_contents_name_every_item_and_lead_to_it(client):
    issue = add_issue(
        block("record", record=add_publication("Een boek").pk),
        block("text", heading="Losse tekst", text="<p>Tekst.</p>"),
        block("agenda", heading="De agenda", first_day="2018-01-01", last_day="2018-12-31"),
        block("closing_note", text="<p>Tot slot.</p>"),
    )
    soup = visit(client, issue)
    links = soup.find(class_="contents").find_all("a")
    assert [text_of(link) for link in links] == ["Een boek", "Losse tekst", "De agenda"]
    assert all(soup.find(id=link["href"].removeprefix("#")) for link in links)
    assert "Tot slot." in text_of(soup.find(class_="issue-notes"))


def test_a_record_that_is_gone_leaves_no_hole(client):
    gone, kept = add_publication("Weg"), add_publication("Gebleven")
    issue = add_issue(block("record", record=gone.pk), block("record", record=kept.pk))
    gone.unpublish()
    assert [text for level, text in headings(visit(client, issue)) if level == 2 and text in ("Weg", "Gebleven")] == [
        "Gebleven"
    ]


def test_the_agenda_fills_itself_from_its_period(client):
    inside, outside = add_event("Erin", date="2031-05-10"), add_event("Eruit", date="2031-08-10")
    issue = add_issue(block("agenda", heading="Agenda", first_day=date(2031, 5, 1).isoformat(), last_day="2031-05-31"))
    lines = visit(client, issue).find(class_="agenda-lines")
    assert lines.find("a", href=inside.url)
    assert not lines.find("a", href=outside.url)


def test_a_cancelled_event_says_so_in_the_agenda(client):
    event = add_event("Gaat niet door", date="2031-05-10", status="cancelled")
    issue = add_issue(block("agenda", heading="Agenda", first_day="2031-05-01", last_day="2031-05-31"))
    with translation.override("nl"):
        words = event.date_line
    assert words.startswith("gaat niet door: ")
    assert words in text_of(visit(client, issue).find(class_="agenda-lines"))


def test_an_agenda_without_lines_says_so(client):
    issue = add_issue(block("agenda", heading="Agenda", first_day="2081-05-01", last_day="2081-05-31"))
    assert visit(client, issue).find(class_="issue-agenda").find("p")


def test_headings_go_down_one_step_at_a_time(client):
    issue = add_issue(block("text", heading="Item", text="<h3>Voor wie?</h3><p>U.</p>"))
    levels = [level for level, _text in headings(visit(client, issue))]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_a_draft_with_an_empty_agenda_and_no_record_previews():
    issue = add_issue(block("text", heading="Item", text="<p>Tekst.</p>"))
    draft = NewsletterIssuePage.objects.get(pk=issue.pk)
    draft.items = NewsletterIssuePage(
        items=json.dumps([block("agenda"), block("record"), block("text"), block("closing_note")])
    ).items
    assert draft.make_preview_request().status_code == 200


def test_the_issues_before_and_after_are_linked(client):
    first = add_issue(title="Eerste", date="2031-01")
    middle = add_issue(title="Tweede", date="2031-02")
    last = add_issue(title="Derde", date="2031-03")
    neighbours = visit(client, middle).find(class_="issue-neighbours")
    assert neighbours.find("a", rel="prev")["href"] == first.url
    assert neighbours.find("a", rel="next")["href"] == last.url


def test_the_newest_issue_is_the_one_with_the_latest_month(home):
    newest = add_issue(title="Nieuwste", date="2098-02")
    add_issue(title="Ouder", date="2098-01")
    assert tags.newest_issue({"page": home}).pk == newest.pk
