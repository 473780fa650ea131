"""Every record leads to something, or says whom to ask."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from events.models import EventOrganiser, EventPage
from network.models import Organisation
from pages.contact.about import form_address
from pages.record_types import record_types
from tests.dead_ends import find_dead_ends
from tests.sample_records import add_call, add_event, add_project, add_publication, visit

pytestmark = pytest.mark.django_db


def test_no_record_is_a_dead_end(rendered_pages):
    pages = Page.objects.live().public().select_related("content_type", "locale")
    records = [page for page in pages if issubclass(page.specific_class, tuple(record_types()))]
    assert len(records) > 90
    found = {page.url: find_dead_ends(rendered_pages.get(page.url).soup) for page in records}
    assert {address: words for address, words in found.items() if words} == {}


def coming_event_without_address():
    """Return an event as an older site may have it: the address for registration was not required."""
    event = add_event(start=timezone.now() + timedelta(days=9))
    EventPage.objects.filter(pk=event.pk).update(registration="link")
    return event


@pytest.mark.parametrize(
    "add",
    [
        add_publication,
        add_project,
        add_call,
        lambda: add_event(start=timezone.now() - timedelta(days=9)),
        coming_event_without_address,
    ],
    ids=["publication", "project", "call", "past event", "coming event"],
)
def test_a_record_that_offers_nothing_leads_to_the_editors_with_itself_filled_in(client, home, add):
    page = add()
    soup = visit(client, page)
    assert find_dead_ends(soup) == []
    [link] = soup.select("main .column a.action-ask")
    assert link["href"] == form_address(page, topic="request")
    assert page.title in client.get(link["href"]).content.decode()


def test_whoever_has_a_website_is_named_first(client, home):
    name = "Proeforganisatie"
    organisation = Organisation.objects.create(name=name, website="https://example.org/")
    quiet = Organisation.objects.create(name="Zonder site")
    organisers = [EventOrganiser(organisation=organisation), EventOrganiser(organisation=quiet)]
    event = add_event(start=timezone.now() - timedelta(days=9), children={"organisers": organisers})
    pages = [event, add_publication(publisher=organisation), add_project(lead_organisation=organisation)]
    for page in pages:
        soup = visit(client, page)
        first, second = soup.select("main .column a.action-visit, main .column a.action-ask")
        assert (first.text, first["href"]) == (f"Vraag ernaar bij {name}", "https://example.org/")
        assert second.text == "Vraag het de redactie"
