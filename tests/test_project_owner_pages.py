"""The private pages of an owner in a real browser: judged by axe, on a phone without JavaScript and cookies."""

import pytest
from playwright.sync_api import expect

from tests.axe_complaints import complaints

pytestmark = pytest.mark.django_db

MAKE = """
import json
from datetime import timedelta
from django.utils import timezone
from inventory.models import Handover, ProjectAnswer, ProjectOwner, ProjectPage, Visibility
from inventory.owners.access import make_handover_link, make_owner_link
project = ProjectPage.objects.filter(live=True, locale__language_code="nl").order_by("pk").first()
owner, _made = ProjectOwner.objects.update_or_create(
    project=project, defaults={"name": "Anna Bos", "address": "anna@example.org", "organisation": "Welzijn"}
)
for visibility in Visibility.values:
    ProjectAnswer.objects.update_or_create(
        project=project, question=visibility, defaults={"label": "Vraag", "value": "Ja", "visibility": visibility}
    )
Handover.objects.filter(project=project).delete()
asked = Handover.objects.create(project=project, name="Bert Vos", address="bert@example.org")
base = f"/projecten/beheer/{make_owner_link(owner)}/"
print(json.dumps({
    "overview": base,
    "confirm": base + "klopt/",
    "change": base + "wijzigen/",
    "end": base + "afgelopen/",
    "hand over": base + "overdragen/",
    "leave": base + "vertrekken/",
    "network": base + "netwerk/",
    "take over": f"/projecten/beheer/{make_handover_link(asked)}/overnemen/",
    "cut short": base[:-2] + "/",
}))
"""


@pytest.fixture
def links(running_site):
    """The private pages of an owner, and of a colleague who is asked, on the running site."""
    return running_site.run(MAKE)


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_axe_finds_nothing(links, visit, width, scheme):
    page = visit("/projecten/beheer/", width, scheme)
    found = {"ask": complaints(page)}
    for name, path in links.items():
        page.goto(path)
        found[name] = complaints(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    page.goto(links["end"])
    page.locator("main form button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    found["refused"] = complaints(page)
    assert found == {name: [] for name in found}


def test_a_phone_without_javascript_and_cookies_confirms_and_reports_the_end(links, chromium, running_site):
    context = chromium.new_context(
        java_script_enabled=False, base_url=running_site.url, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(links["confirm"])
    page.locator("main form button").click()
    expect(page.locator("main [role=status]")).to_be_visible()
    page.goto(links["end"])
    page.locator("main input[type=radio]").first.check()
    page.locator("#id_month").fill("maart 2026")
    page.locator("main form button").click()
    expect(page.locator("main [role=status]")).to_be_visible()
    assert not context.cookies()
