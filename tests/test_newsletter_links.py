"""Links in a mail are counted, and nobody is followed."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from newsletters.mailings.mail.rendering import preview_mail, render_mail
from newsletters.mailings.visit_report import visits_of
from newsletters.models import IssueLink, LinkVisits
from tests.mail_samples import action, add_issue, add_list, block, read_html
from tests.sample_records import add_event, add_publication, text_of


def counted_links(mail):
    """Return the paths of the counted links in a mail, in their order."""
    addresses = [link["href"] for link in read_html(mail).find_all("a", href=True)]
    return ["/" + address.split("/", 3)[3] for address in addresses if "/nieuwsbrief/naar/" in address]


@pytest.fixture
def record(db):
    """A record to lead to."""
    return add_publication("Een boek", summary="Tekst.")


@pytest.fixture
def issue(record):
    """An issue with a record, an action to another site, and a link in a text."""
    text = f'<p><a linktype="page" id="{record.pk}">het boek</a> <a href="mailto:a@example.org">mail</a></p>'
    return add_issue(
        block("record", record=record.pk, actions=[action("de site", "https://example.org/pad?a=1#deel")]),
        block("text", heading="Kop", text=text),
    )


@pytest.fixture
def links(issue):
    """The paths of the counted links: heading, action, text."""
    return counted_links(render_mail(issue, add_list(), "nl"))


def visits():
    """Return how many visits are counted in all."""
    return sum(LinkVisits.objects.values_list("visits", flat=True))


def test_a_visit_is_counted_and_led_on(client, links, record):
    targets = [client.get(link)["Location"] for link in links]
    assert targets == [record.url, "https://example.org/pad?a=1#deel", record.url]
    assert visits() == 3


def test_only_redirects_for_now_and_for_nobody_to_keep(client, links):
    response = client.get(links[0])
    assert response.status_code == 302
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_everybody_gets_the_same_addresses(issue, links):
    assert counted_links(render_mail(issue, add_list("Andere lijst"), "nl")) == links
    assert IssueLink.objects.filter(issue=issue).count() == len(links)


def test_what_is_kept_is_a_number_per_link_and_day(client, links):
    for _visit in range(5):
        client.get(links[0], headers={"user-agent": "Vreemde lezer"}, REMOTE_ADDR="203.0.113.9")
    assert LinkVisits.objects.count() == 1
    assert visits() == 5
    assert {field.name for field in LinkVisits._meta.get_fields()} == {"id", "link", "day", "visits"}


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose", "X-Moz"])
def test_fetching_ahead_is_no_visit(client, links, header):
    assert client.get(links[0], headers={header: "prefetch;prerender"}).status_code == 302
    assert client.head(links[0]).status_code == 302
    assert visits() == 0


def test_nothing_in_the_request_decides_where_it_leads(client, links, record):
    response = client.get(
        f"{links[0]}?next=https://boos.example/&url=//boos.example", HTTP_REFERER="https://boos.example"
    )
    assert response["Location"] == record.url
    assert client.post(links[0]).status_code == 405


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30, "-1", "x"])
def test_an_unknown_number_is_not_found(client, db, number):
    assert client.get(f"/nieuwsbrief/naar/{number}/").status_code == 404


def test_a_page_that_moved_is_still_reached(client, links, record):
    record.slug = "verhuisd"
    record.save_revision().publish()
    assert client.get(links[0])["Location"].endswith("/verhuisd/")


def test_a_page_that_is_gone_leads_to_where_it_was(client, links, record):
    was = record.url
    record.delete()
    assert client.get(links[0])["Location"] == was


def test_a_preview_shows_real_addresses_and_keeps_nothing(issue, record):
    mail = preview_mail(issue, add_list(), "nl")
    assert counted_links(mail) == []
    assert record.full_url in mail.html
    assert not IssueLink.objects.exists()


def test_agenda_lines_are_counted_too(client, db):
    event = add_event("Erin", date="2031-05-10")
    issue = add_issue(block("agenda", heading="Agenda", first_day="2031-05-01", last_day="2031-05-31"))
    assert client.get(counted_links(render_mail(issue, add_list(), "nl"))[0])["Location"] == event.url


def test_the_report_adds_up_per_item(client, issue, links):
    for link, times in zip(links, (3, 2, 1), strict=True):
        for _visit in range(times):
            client.get(link)
    LinkVisits.objects.create(link=IssueLink.objects.first(), day=timezone.localdate() - timedelta(days=1), visits=10)
    report = visits_of(issue)
    assert [(item.heading, item.visits) for item in report.items] == [("Een boek", 15), ("Kop", 1)]
    assert report.total == 16
    soup = BeautifulSoup(show_report(issue), "html.parser")
    assert "16" in text_of(soup.find("p"))
    assert [text_of(row.td) for row in soup.find_all("tr") if row.th and row.td] == ["15", "1"]


def show_report(issue):
    """Return the report as the page of a mailing shows it."""
    return Template("{% load newsletter_reports %}{% issue_visits issue %}").render(Context({"issue": issue}))


def test_the_report_of_an_issue_that_was_not_sent_says_so(issue):
    assert not BeautifulSoup(show_report(issue), "html.parser").find("table")


def test_the_report_costs_one_query(issue, links, django_assert_num_queries):
    with django_assert_num_queries(1):
        visits_of(issue)


def test_the_file_has_every_link_and_runs_nothing(administrator_client, db):
    issue = add_issue(
        block(
            "text",
            heading='=HYPERLINK("https://boos.example")',
            text="<p>T.</p>",
            actions=[action("x", "https://x.org/")],
        )
    )
    render_mail(issue, add_list(), "nl")
    response = administrator_client.get(reverse("newsletter-visits", args=[issue.pk]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][0] == '\'=HYPERLINK("https://boos.example")'
    assert rows[1][3:] == ["https://x.org/", "0"]


def test_the_file_is_for_editors_of_the_issue(client, issue, django_user_model):
    address = reverse("newsletter-visits", args=[issue.pk])
    assert client.get(address).status_code == 302
    other = django_user_model.objects.create_user("anna", password="geheim-voor-de-test")
    other.groups.add(Group.objects.get(name="Redactie Twente"))
    client.force_login(other)
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, "/admin/")
