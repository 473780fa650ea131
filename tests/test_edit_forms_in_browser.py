"""Back to a form of the admin: what was typed in one block or row is never put into another."""

import pytest

from tests.running_site import wait_until_edits_are_noticed

ITEMS = "document.getElementById('items-root')?.rootBlock"
HEADINGS = f"""() => {ITEMS}.children.map(
  ({{ type, prefix }}) => [type, document.getElementById(`${{prefix}}-value-heading`).value]
)"""
LABELS = "() => [...document.querySelectorAll('input[name^=items-][name$=-label]')].map(({ value }) => value)"
ADD_MENU = """
from django.urls import reverse
from wagtail.models import Locale
from pages.models import Menu, MenuItem
menu = Menu(place="footer", title="Proef", position=90, locale=Locale.objects.get(language_code="nl"))
menu.items = [
    MenuItem(url="/zoeken/", label=label, sort_order=place) for place, label in enumerate(("Een", "Twee", "Drie"))
]
menu.save()
result = reverse(Menu.snippet_viewset.get_url_name("edit"), args=[menu.pk])
"""
# Newer than any issue, so that a tray holds it.
ADD_RECORD = """
from django.utils import timezone
from tests.sample_records import add_publication
result = add_publication("Proef op de plank", first_published_at=timezone.now()).pk
"""
DELETE_ISSUE_AND_RECORD = """
from datetime import date
from newsletters.models import NewsletterIssuePage
from publications.models import PublicationPage
NewsletterIssuePage.objects.filter(sort_date=date(2032, 3, 1)).delete()
PublicationPage.objects.filter(title="Proef op de plank").delete()
result = None
"""
OPEN_TRAYS = "() => document.querySelectorAll('.tray').forEach(tray => { tray.open = true; })"
DELETE_MENU = "from pages.models import Menu; Menu.objects.filter(title='Proef').delete(); result = None"


def open_form(page, address):
    """Open a form and wait until the editor notices changes of it."""
    if page.url != address:
        page.goto(address)
    page.wait_for_load_state("networkidle")
    wait_until_edits_are_noticed(page)


@pytest.fixture
def new_record(running_site):
    """Primary key of a publication newer than every issue; deleted with the issue of March 2032 that is made of it."""
    yield running_site.run(ADD_RECORD)
    running_site.run(DELETE_ISSUE_AND_RECORD)


def test_back_from_the_checks_puts_no_heading_into_another_item(editor_page, new_record):
    page = editor_page
    page.goto("/admin/newsletters/new/")
    page.fill("input[name=month]", "2032-03")
    page.click("form[method=post] button.button")
    page.wait_for_url("**/edit/")
    address = page.url
    page.wait_for_function(ITEMS)
    open_form(page, address)
    # The item goes before the agenda, and the next time that the form is shown its fields have the agenda's names.
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/edit/" in answer.url):
        page.evaluate(OPEN_TRAYS)
        page.click(f"[data-add-record='{new_record}']")
    page.wait_for_load_state("networkidle")
    before = page.evaluate(HEADINGS)
    assert [kind for kind, _heading in before] == ["record", "agenda"]
    assert before[1][1]
    page.goto(address.replace("/pages/", "/newsletters/").replace("/edit/", "/checks/"))
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.go_back()
    page.wait_for_function(ITEMS)
    open_form(page, address)
    # The automatic save comes half a second after a change.
    page.wait_for_timeout(1000)
    assert page.evaluate(HEADINGS) == before
    assert [url for url in sent if url.startswith(address)] == []
    page.reload()
    page.wait_for_function(ITEMS)
    assert page.evaluate(HEADINGS) == before


def test_back_to_a_snippet_puts_no_text_into_another_row(editor_page, running_site):
    page = editor_page
    address = running_site.url + running_site.run(ADD_MENU)
    try:
        open_form(page, address)
        assert page.evaluate(LABELS)[:3] == ["Een", "Twee", "Drie"]
        page.fill("[name=items-1-label]", "Twee, anders")
        page.locator("#inline_child_items-0 button[id$=DELETE-button], #id_items-0-DELETE-button").first.click()
        page.locator("footer button[type=submit]").first.click()
        page.wait_for_url(lambda url: url != address)
        page.go_back()
        page.wait_for_url(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(LABELS)[:2] == ["Twee, anders", "Drie"]
    finally:
        running_site.run(DELETE_MENU)
