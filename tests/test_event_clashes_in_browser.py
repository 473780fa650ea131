"""While the days of an event are typed, the form says which others of the region are at the same time."""

ADD_EVENT = """
from datetime import datetime
from zoneinfo import ZoneInfo
from events.models import EventIndexPage
from tests.sample_records import add_event
add_event("Gesprek in de proef", start=datetime(2031, 12, 3, 14, tzinfo=ZoneInfo("Europe/Amsterdam")))
result = EventIndexPage.objects.get(locale__language_code="nl").pk
"""
DELETE_EVENT = """
from events.models import EventPage
for page in EventPage.objects.filter(title="Gesprek in de proef"):
    page.delete()
result = None
"""


def test_the_form_says_what_is_at_the_same_time(editor_page, running_site):
    page = editor_page
    listing = running_site.run(ADD_EVENT)
    try:
        page.goto(f"/admin/pages/add/events/eventpage/{listing}/")
        page.wait_for_load_state("networkidle")
        page.click("#id_sessions-ADD")
        page.fill("#id_sessions-0-start", "3-12-2031 15:00")
        page.locator("[data-event-clashes] li").filter(has_text="Gesprek in de proef").wait_for()
        page.fill("#id_sessions-0-start", "4-12-2031 15:00")
        page.locator("[data-event-clashes] li").wait_for(state="detached")
    finally:
        running_site.run(DELETE_EVENT)
