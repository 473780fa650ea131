"""Registration for an event in a real browser: on a phone without JavaScript, and all its pages put to every check."""

import pytest
from playwright.sync_api import expect

from tests.page_checks import run_checks
from tests.running_site import take_time

MAKE_EVENT = """
from events.models import EventQuestion
from tests.sample_records import add_event, from_now
questions = [
    EventQuestion(label="Welke workshop?", field_type="radio", choices="Armoede\\nWonen", sort_order=0),
    EventQuestion(label="Eet u mee?", field_type="checkbox", required=False, sort_order=1),
    EventQuestion(
        label="Wat eet u?",
        field_type="dropdown",
        choices="Soep\\nBrood",
        depends_on="Eet u mee?",
        depends_value="ja",
        sort_order=2,
    ),
]
event = add_event(
    "Wijktafel",
    start=from_now(days=10),
    registration="form",
    capacity=5,
    asks_access=True,
    asks_diet=True,
    children={"questions": questions},
)
result = event.url
"""
PRIVATE_PAGE = """
from events.models import Registration
from events.registrations.links import make_token
result = f"/agenda/aanmelding/{make_token(Registration.objects.latest('pk'))}/"
"""
DELETE_EVENT = """
from events.models import EventPage
EventPage.objects.get(title="Wijktafel").delete()
result = ""
"""


@pytest.fixture
def event_address(running_site):
    """The path of an event with registration, as long as the test takes."""
    yield running_site.run(MAKE_EVENT)
    running_site.run(DELETE_EVENT)


def sign_up(page, running_site, address):
    """Register from the page of the event; end on the page that asks to look in the mail."""
    page.goto(address)
    page.click(".registration a.button")
    page.fill("[name=name]", "Anna Aanmelder")
    page.fill("[name=address]", "anna@example.org")
    page.check("[value=Wonen]")
    take_time(page, running_site.stamp())
    page.click("main form button[type=submit]")
    page.wait_for_url("**/verzonden/**")


def test_without_javascript_on_a_phone_from_the_event_to_a_place(phone_without_javascript, running_site, event_address):
    phone = phone_without_javascript
    sign_up(phone, running_site, event_address)
    phone.goto(running_site.run(PRIVATE_PAGE))
    phone.click("main button[value=confirm]")
    expect(phone.locator("h1")).to_have_text("U bent aangemeld")
    phone.click("text=Mijn antwoorden wijzigen")
    phone.check("[name=vraag-eet_u_mee]")
    phone.select_option("[name=vraag-wat_eet_u]", "Soep")
    phone.click("main form button[type=submit]")
    assert "Soep" in phone.inner_text("main")


def test_every_page_of_a_registration_is_accessible(visit, running_site, event_address):
    page = visit(event_address)
    complaints, found = [], []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    def judge(name):
        size = page.viewport_size
        found.extend(f"{name}: {complaint}" for complaint in run_checks(page))
        page.set_viewport_size(size)

    judge("event")
    page.goto(f"{event_address}aanmelden/")
    judge("form")
    page.check("[name=vraag-eet_u_mee]")
    assert page.is_visible("[name=vraag-wat_eet_u]")
    take_time(page, running_site.stamp())
    page.click("main form button[type=submit]")
    page.locator(".error-summary").wait_for()
    judge("refused form")
    sign_up(page, running_site, event_address)
    judge("look in your mail")
    private = running_site.run(PRIVATE_PAGE)
    page.goto(private)
    judge("to confirm")
    page.click("main button[value=confirm]")
    for path in (private, f"{private}wijzigen/", f"{private}afmelden/", f"{event_address}aanmelden/link/"):
        page.goto(path)
        judge(path.removeprefix(private))
    assert found == []
    assert complaints == []
