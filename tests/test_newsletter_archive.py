"""Issues that were sent stay on the site: found by search, named in the feed and the sitemap, each item led on."""

import feedparser
import pytest
from bs4 import BeautifulSoup

from newsletters.mailings.mail.rendering import render_mail
from newsletters.models import NewsletterIndexPage
from pages import cache_version
from tests.mail_samples import add_issue, add_list, block, read_html
from tests.sample_records import add_publication, text_of, visit
from tests.test_sitemap import read as read_sitemap

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    """The Dutch overview of issues."""
    return NewsletterIndexPage.objects.get(locale__language_code="nl")


def entries(client, archive):
    """Return the entries of the feed as {title: summary}."""
    cache_version.invalidate()
    feed = feedparser.parse(client.get(f"{archive.url}feed/").content)
    assert feed.bozo == 0
    return {entry.title: entry.get("summary", "") for entry in feed.entries}


def test_an_entry_of_the_feed_says_what_is_in_the_issue(client, archive):
    record = add_publication("Kaas & brood <x>")
    add_issue(
        block("record", record=record.pk),
        block("record", record=record.pk, heading="Eigen kop"),
        block("text", heading="Losse tekst", text="<p>T.</p>"),
        block("closing_note", text="<p>Slot.</p>"),
        summary="Samengevat.",
    )
    summary = BeautifulSoup(entries(client, archive)["Proefnummer"], "html.parser")
    assert "Samengevat." in text_of(summary)
    assert [text_of(item) for item in summary.find_all("li")] == ["Kaas & brood <x>", "Eigen kop", "Losse tekst"]


def test_a_record_that_was_taken_back_is_not_named_in_the_feed(client, archive):
    gone = add_publication("Geheim")
    add_issue(block("record", record=gone.pk), block("record", record=gone.pk, heading="Ook geheim"))
    gone.unpublish()
    summary = entries(client, archive)["Proefnummer"]
    assert "eheim" not in summary


@pytest.mark.parametrize("words", ["Kwikzilverboek", "waterpokkensamenvatting", "regenboogkop", "zonnebloemtekst"])
def test_search_finds_an_issue_by_the_words_of_its_items(client, words):
    issue = add_issue(
        block("record", record=add_publication("Kwikzilverboek", summary="Een waterpokkensamenvatting.").pk),
        block("text", heading="De regenboogkop", text="<p>Een zonnebloemtekst.</p>"),
    )
    addresses = [link["href"] for link in visit(client, f"/zoeken/?q={words}").main.find_all("a", href=True)]
    assert issue.url in addresses


def test_read_online_leads_to_the_issue_and_every_item_to_its_record(client):
    record = add_publication("Een boek", summary="Tekst.")
    issue = add_issue(block("record", record=record.pk))
    soup = read_html(render_mail(issue, add_list(), "nl"))
    online = next(link["href"] for link in soup.find_all("a") if link["href"] == issue.full_url)
    page = visit(client, "/" + online.split("/", 3)[3])
    assert page.find(class_="issue-item").h2.a["href"] == record.url


def test_issues_are_in_the_sitemap(client):
    issue = add_issue()
    assert issue.full_url in read_sitemap(client)
