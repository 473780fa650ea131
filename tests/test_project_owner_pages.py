"""The private pages of an owner in a real browser: judged by axe, on a phone without JavaScript and cookies."""

import pytest
from playwright.sync_api import expect

from tests.page_checks import axe_complaints, scrolls_sideways

pytestmark = pytest.mark.django_db

MAKE = """
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
result = {
    "overview": base,
    "confirm": base + "klopt/",
    "change": base + "wijzigen/",
    "end": base + "afgelopen/",
    "hand over": base + "overdragen/",
    "leave": base + "vertrekken/",
    "network": base + "netwerk/",
    "take over": f"/projecten/beheer/{make_handover_link(asked)}/overnemen/",
    "cut short": base[:-2] + "/",
}
"""


@pytest.fixture
def links(running_site):
    """The private pages of an owner, and of a colleague who is asked, on the running site."""
    return running_site.run(MAKE)


def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(links, visit):
    page = visit("/projecten/beheer/")
    found = {"ask": axe_complaints(page)}
    for name, path in links.items():
        page.goto(path)
        found[name] = axe_complaints(page) + scrolls_sideways(page)
    page.goto(links["end"])
    page.locator("main form button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    found["refused"] = axe_complaints(page)
    assert found == {name: [] for name in found}


def test_a_phone_without_javascript_and_cookies_confirms_and_reports_the_end(links, phone_without_javascript):
    page = phone_without_javascript
    page.goto(links["confirm"])
    page.locator("main form button").click()
    expect(page.locator("main [role=status]")).to_be_visible()
    page.goto(links["end"])
    page.locator("main input[type=radio]").first.check()
    page.locator("#id_month").fill("maart 2026")
    page.locator("main form button").click()
    expect(page.locator("main [role=status]")).to_be_visible()
    assert not page.context.cookies()
