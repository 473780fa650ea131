"""The page of personal data in a real browser: without JavaScript, on a phone, and judged by axe."""

import pytest
from playwright.sync_api import expect

from tests.page_checks import axe_complaints

pytestmark = pytest.mark.django_db

MAKE = """
from django.utils import timezone
from inventory.models import ProjectOwner, ProjectPage, Submission
from newsletters.models import Subscriber
from visitors.private_links import make_link
address = "gegevens@example.org"
Subscriber.objects.get_or_create(address=address, defaults={"confirmed_at": timezone.now()})
Submission.objects.get_or_create(contact_address=address, defaults={"title": "Wijkrestaurant", "contact_name": "Jan"})
project = ProjectPage.objects.live().first()
ProjectOwner.objects.get_or_create(project=project, defaults={"address": address, "name": "Jan"})
result = f"/mijn-gegevens/{make_link('personal-data', address=address, days=7)}/"
"""


def test_axe_finds_nothing(running_site, visit):
    path = running_site.run(MAKE)
    page = visit("/mijn-gegevens/")
    page.locator("main form button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    found = {"refused": axe_complaints(page)}
    for name, address in {"overview": path, "erase": f"{path}wissen/", "cut short": f"{path[:-5]}/"}.items():
        page.goto(address)
        found[name] = axe_complaints(page)
    assert found == {name: [] for name in found}


def test_a_phone_without_javascript_corrects_and_erases(running_site, phone_without_javascript):
    path = running_site.run(MAKE)
    page = phone_without_javascript
    page.goto(path)
    form = page.locator("form[action$='verbeteren/']").first
    form.locator("input[name=name]").fill("Jo de Vries")
    form.locator("button").click()
    expect(page.locator("main [role=status]")).to_be_visible()
    expect(page.locator("input[name=name]").first).to_have_value("Jo de Vries")
    page.locator("a[href$='wissen/']").click()
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("Alles is gewist")
    assert page.context.cookies() == []
    assert page.goto(path).status == 400
