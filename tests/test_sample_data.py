"""manage.py make_sample_data: synthetic records in bulk."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from events.models import EventPage
from inventory.models import ProjectPage
from newsletters.compose.items import build_items
from newsletters.models import NewsletterIssuePage, Subscriber, Subscription
from publications.models import PublicationPage
from tests.content_samples import empty_site
from tests.sample_records import settle, visit

pytestmark = pytest.mark.django_db
SLUG = "voorbeeld-"


def make(**options):
    counts = {"publications": 12, "events": 8, "projects": 5, "issues": 3, "subscribers": 40}
    call_command("make_sample_data", **counts | options, verbosity=0)


# The first, because the rows that the others share stay.
def test_the_same_seed_makes_the_same_texts():
    make(seed=7)
    first = list(Page.objects.filter(slug__startswith=SLUG).order_by("pk").values_list("title", flat=True))
    make(seed=7)
    titles = list(Page.objects.filter(slug__startswith=SLUG).order_by("pk").values_list("title", flat=True))
    assert titles == first * 2


@pytest.fixture(scope="module")
def made(module_transaction):
    """Sample data, made once."""
    make()
    settle()


@pytest.fixture
def records(made, db):
    return Page.objects.filter(slug__startswith=SLUG)


def test_as_many_records_are_made_as_asked(records):
    counts = [
        model.objects.filter(slug__startswith=SLUG).count()
        for model in (PublicationPage, EventPage, ProjectPage, NewsletterIssuePage)
    ]
    assert counts == [12, 8, 5, 3]


def test_the_tree_stays_valid(records):
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("model", [PublicationPage, EventPage, ProjectPage, NewsletterIssuePage])
def test_a_record_can_be_read_and_is_classified(records, client, model):
    page = model.objects.filter(slug__startswith=SLUG).first()
    assert page.theme_links.exists()
    assert page.werkplaatsen.exists()
    assert page.title in visit(client, page).h1.get_text()


def test_an_issue_is_made_from_publications(records, client):
    issue = NewsletterIssuePage.objects.filter(slug__startswith=SLUG).first()
    titles = [item.record.title for item in build_items(issue.items, issue.locale) if item.record]
    assert titles
    assert all(title in visit(client, issue).get_text() for title in titles)


def test_subscribers_are_on_lists_with_their_consents(records):
    people = Subscriber.objects.filter(address__startswith=SLUG)
    assert people.count() == 40
    assert all(person.subscriptions.exists() and person.consents.exists() for person in people)
    sent_to = Subscription.objects.deliverable().filter(subscriber__in=people)
    assert 40 <= sent_to.count() <= 120


def test_a_site_without_content_is_told_what_to_do_first():
    empty_site()
    with pytest.raises(CommandError, match="import_content"):
        make()
