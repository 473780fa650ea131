"""The calendar of a date field in the browser: it leaves what is typed alone, and goes when it is in the way."""

import re

from playwright.sync_api import expect

from tests.running_site import wait_until_edits_are_noticed

CALENDAR = ".xdsoft_datetimepicker:visible"
FIND_EVENT = "from events.models import EventPage; result = EventPage.objects.filter(sessions__isnull=False).first().pk"
READ_START = """
from zoneinfo import ZoneInfo
from events.models import EventPage
page = EventPage.objects.get(pk={}).get_latest_revision_as_object()
result = page.sessions.all()[0].start.astimezone(ZoneInfo('Europe/Amsterdam')).isoformat()
"""


def open_event(page, site):
    """Open an event in the editor; return its primary key and the field of its first session."""
    number = site.run(FIND_EVENT)
    page.goto(f"/admin/pages/{number}/edit/")
    page.wait_for_load_state("networkidle")
    wait_until_edits_are_noticed(page)
    field = page.locator("[name=sessions-0-start]")
    field.scroll_into_view_if_needed()
    return number, field


def write(field, text):
    """Replace what stands in a field by typing, and leave it."""
    field.click()
    field.press("Control+a")
    field.press_sequentially(text)
    field.press("Tab")


def saved(page):
    """Return what waits for the answer to the next automatic save."""
    return page.expect_response(lambda response: response.request.method == "POST" and "/edit/" in response.url)


def test_a_typed_day_is_what_is_saved(editor_page, running_site):
    number, field = open_event(editor_page, running_site)
    with saved(editor_page) as answer:
        write(field, "01-04-2018 14:00")
    assert answer.value.json()["success"]
    assert field.input_value() == "01-04-2018 14:00"
    assert running_site.run(READ_START.format(number)).startswith("2018-04-01T14:00")


def test_what_is_no_date_stays_and_is_not_saved(editor_page, running_site):
    number, field = open_event(editor_page, running_site)
    before = running_site.run(READ_START.format(number))
    with saved(editor_page) as answer:
        write(field, "gisteren ofzo")
    assert not answer.value.ok or not answer.value.json()["success"]
    assert field.input_value() == "gisteren ofzo"
    assert running_site.run(READ_START.format(number)) == before
    editor_page.get_by_role("button", name=re.compile("bewaar concept", re.IGNORECASE)).first.click()
    editor_page.wait_for_load_state()
    editor_page.get_by_text("Dit tijdstip begrijpen we niet.").first.wait_for()
    assert editor_page.locator("[name=sessions-0-start]").input_value() == "gisteren ofzo"


def test_the_calendar_goes_on_tab_and_escape(editor_page, running_site):
    _number, field = open_event(editor_page, running_site)
    typed = field.input_value()
    field.focus()
    calendar = editor_page.locator(CALENDAR)
    calendar.wait_for()
    field.press("Escape")
    expect(calendar).to_have_count(0)
    field.press("ArrowRight")
    assert calendar.count() == 0
    # Sooner than the calendar opens, and later.
    for wait in (0, 300):
        editor_page.locator("[name=sessions-0-title]").focus()
        field.focus()
        editor_page.wait_for_timeout(wait)
        editor_page.keyboard.press("Tab")
        editor_page.wait_for_timeout(300)
        # Only the calendar of the field that has the focus now may be there.
        assert editor_page.evaluate("document.activeElement.name") == "sessions-0-end"
        assert calendar.count() <= 1
    assert field.input_value() == typed
