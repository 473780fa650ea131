"""Before an issue is sent, everything that is wrong with it is named, with the way to the item."""

import http.server
import json
import threading
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page, PageViewRestriction

from newsletters.compose.issue_checks import ERROR, WARNING, check_issue
from newsletters.compose.link_checker import check_address, check_addresses, is_public
from newsletters.models import LinkCheck, NewsletterIssuePage
from pages.models import SiteSettings
from tests.sample_records import add_call, add_event, add_publication, from_now
from tests.test_newsletter_issues import action, add_issue, block

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Read the findings as they are written in the code."""
    with translation.override("en"):
        yield


def check(*blocks, sending_at=None, **fields):
    """Return the findings of a published issue with these items, as the database gives it back."""
    issue = NewsletterIssuePage.objects.get(pk=add_issue(*blocks, **fields).pk)
    return check_issue(issue, sending_at or timezone.now())


def texts(findings, severity):
    """Return the sentences of one severity."""
    return [finding.text for finding in findings if finding.severity == severity]


def link_text(html):
    """Return a text item with this in it."""
    return block("text", heading="Item", text=f"<p>Een tekst met {html}.</p>")


def test_an_issue_of_live_records_with_text_has_no_findings():
    records = [add_publication(f"Boek {number}", summary="Waar het over gaat.") for number in range(2)]
    assert check(*(block("record", record=record.pk) for record in records)) == []


def test_a_finding_names_its_item_and_leads_to_it():
    record = add_publication("Een boek", summary="Tekst.")
    item = block("record", record=record.pk)
    issue = add_issue(item)
    record.unpublish()
    (finding,) = [f for f in check_issue(issue, timezone.now()) if f.item]
    assert finding.severity == ERROR
    assert finding.item == "Een boek"
    assert finding.edit_url == f"{reverse('wagtailadmin_pages:edit', args=[issue.pk])}#block-{item['id']}-section"


def test_a_record_that_was_deleted_stops():
    record = add_publication("Weg", summary="Tekst.")
    issue = add_issue(block("record", record=record.pk), link_text("iets"))
    Page.objects.get(pk=record.pk).delete()
    assert "The record was deleted." in texts(check_issue(issue, timezone.now()), ERROR)


def test_a_record_behind_a_login_stops():
    record = add_publication("Besloten", summary="Tekst.")
    PageViewRestriction.objects.create(page=record, restriction_type=PageViewRestriction.LOGIN)
    assert "The record is behind a login." in texts(check(block("record", record=record.pk)), ERROR)


def test_a_record_with_newer_changes_only_warns():
    record = add_publication("Een boek", summary="Tekst.")
    record.save_revision()
    findings = check(block("record", record=record.pk))
    assert texts(findings, ERROR) == []
    assert texts(findings, WARNING) == ["The record has changes that are not published."]


def test_an_event_that_is_over_stops_unless_it_is_a_lookback():
    told = add_event(
        "Verteld",
        start=from_now(days=-3),
        summary="Tekst.",
        report=json.dumps([{"type": "text", "value": "<p>Zo was het.</p>"}]),
    )
    over = add_event("Voorbij", start=from_now(days=-3), summary="Tekst.")
    assert texts(check(block("record", record=told.pk)), ERROR) == []
    assert "The event is over, and its page has no look-back yet." in texts(
        check(block("record", record=over.pk)), ERROR
    )
    with_kicker = check(block("record", record=over.pk, kicker="Terugblik"))
    assert "The event is over, and its page has no look-back yet." in texts(with_kicker, WARNING)


def test_an_event_is_judged_by_the_day_of_sending():
    event = add_event("Binnenkort", start=from_now(days=3), summary="Tekst.")
    item = block("record", record=event.pk)
    assert check(item) == []
    assert texts(check(item, sending_at=from_now(days=5)), ERROR)


def test_a_call_that_closes_before_the_sending_stops():
    call = add_call("Oproep", closes_at=from_now(days=2), summary="Tekst.")
    item = block("record", record=call.pk)
    assert texts(check(item), ERROR) == []
    assert texts(check(item, sending_at=from_now(days=3)), ERROR) == ["The call is closed by then."]


def test_a_deadline_before_the_sending_stops():
    own = action("de site", "https://example.org/")
    own["value"]["deadline"] = from_now(days=1).isoformat()
    item = block("text", heading="Item", text="<p>Tekst.</p>", actions=[own])
    assert not texts(check(item), ERROR)
    assert "de site" in texts(check(item, sending_at=from_now(days=2)), ERROR)[0]


@pytest.mark.parametrize(
    "after",
    [[], [block("section", heading="Volgende"), link_text("iets")], [block("closing_note", text="<p>Slot.</p>")]],
)
def test_a_section_without_items_stops(after):
    findings = check(link_text("iets"), block("section", heading="Leeg"), *after)
    assert [finding.item for finding in findings if finding.severity == ERROR] == ["Leeg"]


def test_an_issue_with_only_pictures_has_no_text_version():
    assert any("plain text" in text for text in texts(check(), ERROR))
    assert not any("plain text" in text for text in texts(check(link_text("iets")), ERROR))


def test_an_image_without_description_stops(picture):
    item = block("image", image=picture.pk)
    assert texts(check(item, link_text("iets")), ERROR) == ["The image has no description for whoever does not see it."]
    described = block("image", image=picture.pk, alt_text="Een plein met bomen.")
    assert texts(check(described, link_text("iets")), ERROR) == []


@pytest.fixture
def picture():
    """An image that nobody described."""
    from wagtail.images.tests.utils import get_test_image_file

    from pages.models import SiteImage

    return SiteImage.objects.create(title="Plein", file=get_test_image_file())


def test_items_without_words_stop():
    findings = check(block("text", heading=" "), block("closing_note"), block("record"), link_text("iets"))
    assert texts(findings, ERROR) == [
        "There is no heading.",
        "There is no text.",
        "There is no text.",
        "No record was chosen.",
    ]


def test_the_same_record_twice_warns_once():
    record = add_publication("Een boek", summary="Tekst.")
    findings = check(block("record", record=record.pk), block("record", record=record.pk))
    assert texts(findings, WARNING) == ["This record is in the issue more than once."]


def test_an_agenda_of_days_that_have_been_stops():
    assert texts(
        check(block("agenda", heading="Agenda", first_day="2018-01-01", last_day="2018-02-01"), link_text("x")), ERROR
    )
    first = timezone.localdate()
    last = first + timedelta(days=9)
    add_event("Erin", start=from_now(days=2))
    assert check(block("agenda", heading="Agenda", first_day=first.isoformat(), last_day=last.isoformat())) == []


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_an_agenda_of_what_does_not_take_place_stops(status):
    first, last = timezone.localdate().isoformat(), from_now(days=9).date().isoformat()
    agenda = block("agenda", heading="Agenda", first_day=first, last_day=last)
    for days in (2, 3):
        add_event(f"Afgelast {days}", start=from_now(days=days), status=status)
    words = "Nothing in the agenda takes place: all of it is cancelled or postponed."
    assert words in texts(check(agenda, link_text("iets")), ERROR)
    # Nor is it something to read.
    assert "There is nothing to read: the mail as plain text would be empty." in texts(check(agenda), ERROR)
    add_event("Gaat door", start=from_now(days=4))
    assert texts(check(agenda), ERROR) == []


def test_a_cancelled_event_stops_unless_the_editor_writes_about_it():
    event = add_event("Afgelast", start=from_now(days=2), status="cancelled", summary="Tekst.")
    book = block("record", record=add_publication("Boek", summary="Tekst.").pk)
    assert texts(check(block("record", record=event.pk), book), ERROR) == ["The event is cancelled."]
    assert texts(check(block("record", record=event.pk, text="<p>Het gaat niet door.</p>"), book), ERROR) == []


def test_a_site_without_a_postal_address_stops():
    SiteSettings.objects.update(postal_address="")
    assert [text for text in texts(check(link_text("iets")), ERROR) if "postal address" in text]


def test_an_issue_that_is_not_published_stops():
    issue = add_issue(link_text("iets"))
    issue.unpublish()
    assert texts(check_issue(issue, timezone.now()), ERROR) == [
        "The issue is not published: “read online” would lead nowhere."
    ]


# Links


def test_links_to_pages_and_documents_that_are_gone_stop():
    record = add_publication("Weg", summary="Tekst.")
    issue = add_issue(
        link_text(f'<a linktype="page" id="{record.pk}">een boek</a>'),
        link_text('<a linktype="document" id="999999">een bijlage</a>'),
        link_text('<a href="#item-nergens">hieronder</a>'),
    )
    assert len(texts(check_issue(issue, timezone.now()), ERROR)) == 2
    record.unpublish()
    assert texts(check_issue(issue, timezone.now()), ERROR) == [
        "“een boek” leads to a page that is not published.",
        "“een bijlage” leads to a document that was deleted.",
        "“hieronder” leads to a place that is not there.",
    ]


def test_a_typed_path_of_this_site_is_looked_up():
    record = add_publication("Hier", summary="Tekst.")
    path = record.url
    good = [link_text(f'<a href="{address}">hier</a>') for address in (path, "/zoeken/?q=wmo", "mailto:a@example.org")]
    assert check(*good) == []
    assert texts(check(link_text('<a href="/bestaat-niet/">hier</a>')), WARNING) == ["No page was found for “hier”."]
    record.unpublish()
    assert texts(check(good[0]), ERROR)


def test_links_elsewhere_are_judged_by_what_they_answered_last():
    item = link_text('<a href="https://example.org/a">A</a>')
    assert texts(check(item), WARNING) == ["1 link to another site was not checked yet."]
    row = LinkCheck.objects.create(address="https://example.org/a", result="answers", checked_at=timezone.now())
    assert check(item) == []
    row.result, row.note = "gone", "HTTP 404"
    row.save()
    assert "“A” leads to something that is no longer there (HTTP 404)." in texts(check(item), ERROR)
    row.result = "unreachable"
    row.save()
    findings = check(item)
    assert not texts(findings, ERROR)
    assert len(texts(findings, WARNING)) == 1


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers by path: /200, /404, /no-head (405 to HEAD), /to/200 (redirect), /round (redirect to itself)."""

    def answer(self):
        first, *rest = self.path.strip("/").split("/")
        if first in ("to", "round"):
            self.send_response(302)
            self.send_header("Location", "/" + (rest[0] if rest else "round"))
        elif first == "no-head":
            self.send_response(405 if self.command == "HEAD" else 200)
        else:
            self.send_response(int(first))
        self.end_headers()

    do_GET = do_HEAD = answer

    def log_message(self, *args):
        """Keep the output of the tests quiet."""


@pytest.fixture
def host():
    """The address of a web server on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def anywhere(address):
    """Allow this machine too."""
    return True


@pytest.mark.parametrize(
    ("path", "result"),
    [
        ("200", "answers"),
        ("no-head", "answers"),
        ("to/200", "answers"),
        ("404", "gone"),
        ("410", "gone"),
        ("to/404", "gone"),
        ("500", "unreachable"),
        ("round", "unreachable"),
    ],
)
def test_an_address_is_judged_by_its_answer(host, path, result):
    assert check_address(f"{host}/{path}", anywhere)[0] == result


def test_this_machine_and_its_network_are_never_asked(host):
    assert check_address(f"{host}/200") == ("unreachable", "not-public")
    private = ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]
    assert not any(is_public(address) for address in private)
    assert is_public("93.184.215.14")


@pytest.mark.parametrize(
    "address", ["ftp://example.org/", "http://", "http://[", "nonsense", "http://a b/", "http://-/\r\nX: y"]
)
def test_nonsense_is_not_reachable(address):
    assert check_address(address)[0] == "unreachable"


def test_what_did_not_answer_is_asked_again_soon(host):
    LinkCheck.objects.create(
        address=f"{host}/200", result="unreachable", note="too-slow", checked_at=from_now(minutes=-10)
    )
    check_addresses([f"{host}/200"], anywhere)
    assert LinkCheck.objects.get().result == "answers"


def test_what_was_asked_today_is_not_asked_again(host):
    check_addresses([f"{host}/200"], anywhere)
    first = LinkCheck.objects.get().checked_at
    check_addresses([f"{host}/200", f"{host}/404"], anywhere)
    assert LinkCheck.objects.get(result="answers").checked_at == first
    assert LinkCheck.objects.filter(result="gone").count() == 1


# The screen


def test_the_screen_shows_findings_to_editors_only(administrator_client, client, django_user_model):
    issue = add_issue(block("section", heading="Leeg <b>"))
    address = reverse("newsletter_checks", args=[issue.pk])
    assert "Leeg &lt;b&gt;" in administrator_client.get(address).content.decode()
    assert administrator_client.get(address, {"day": "geen dag"}).status_code == 200
    django_user_model.objects.create_user("iemand", password="geheim-voor-de-test")
    client.logout()
    client.login(username="iemand", password="geheim-voor-de-test")
    assert client.get(address).status_code == 302
    assert client.post(address).status_code == 302
