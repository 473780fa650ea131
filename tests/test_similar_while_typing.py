"""“Lijkt op…” in a real browser, while a title and a summary are typed, and without JavaScript on the next page."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.page_checks import axe_complaints
from tests.running_site import WIDTHS
from tests.test_inventory_form_in_browser import begin

LIKE = "Onderzoek naar signaleren en doorbreken van (verborgen) armoede"


@pytest.fixture
def visitor(chromium, running_site, request):
    """A page on a phone, with JavaScript unless the test asks for none."""
    context = chromium.new_context(
        viewport=WIDTHS["phone"],
        locale="nl-NL",
        base_url=running_site.url,
        java_script_enabled="no_javascript" not in request.node.name,
    )
    yield context.new_page()
    context.close()


def test_what_is_typed_brings_up_what_is_like_it(visitor, running_site):
    # A clock that goes on when the test says so: a busy machine types no slower.
    visitor.clock.install()
    begin(visitor, running_site.stamp())
    visitor.clock.pause_at(datetime.now() + timedelta(hours=1))
    asked = []
    visitor.on("request", lambda request: asked.append(request.url) if "/lijkt-op/" in request.url else None)
    visitor.fill("[name=title]", "Armoede")
    visitor.clock.run_for(1200)
    assert asked == []
    visitor.locator("[name=summary]").press_sequentially("Verborgen armoede signaleren bij buren")
    assert asked == []
    visitor.clock.run_for(1200)
    visitor.clock.resume()
    visitor.wait_for_selector("[data-similar] li")
    assert len(asked) == 1
    link = visitor.locator("[data-similar] li a").first
    assert link.inner_text() == LIKE
    assert link.get_attribute("target") == "_blank"
    assert "armoede" in visitor.inner_text("[data-similar] li")
    expect(visitor.locator("[data-similar] [role=status]")).not_to_be_empty()
    assert axe_complaints(visitor, [("phone", "light")]) == []


def test_with_no_javascript_the_next_page_shows_it(visitor, running_site):
    begin(visitor, running_site.stamp())
    visitor.fill("[name=title]", "Verborgen armoede signaleren")
    visitor.fill("[name=summary]", "Buren herkennen armoede en doorbreken die samen.")
    visitor.check("[name=status][value=running]")
    visitor.click("main button[value=verder]")
    visitor.wait_for_url("**/waarover/")
    assert LIKE in visitor.inner_text("[data-similar]")
