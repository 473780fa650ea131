"""Every template in both themes and both widths, judged by axe, with the rules of WCAG 2.2 AA and good practice."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.axe_complaints import OPTIONS
from tests.sample_addresses import list_sample_addresses


@pytest.mark.parametrize("width", ["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(width, scheme, visit, running_site, db):
    page = visit("/", width, scheme)
    found = []
    for name, path in list_sample_addresses().items():
        page.goto(path)
        for violation in Axe().run(page, options=OPTIONS).response["violations"]:
            targets = [str(node["target"]) for node in violation["nodes"]][:3]
            found.append(f"{name}: {violation['id']}: {violation['help']}: {', '.join(targets)}")
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways_at_320_pixels(scheme, visit, db):
    page = visit("/", "phone", scheme)
    page.set_viewport_size({"width": 320, "height": 800})
    wide = []
    for name, path in list_sample_addresses().items():
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(name)
    assert wide == []


def test_the_strict_policy_is_never_broken(visit, db):
    page = visit("/")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name, path in list_sample_addresses().items():
        page.goto(path)
        complaints = [text for text in complaints if not (name == "not-found" and "404" in text)]
    assert complaints == []


def test_the_skip_link_is_the_first_stop_and_leads_to_the_text(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert str(focused).startswith("#")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(location.hash) !== null")
