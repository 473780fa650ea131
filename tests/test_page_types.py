"""Every page type has demo content, renders, previews, and can be edited, without being named here."""

import pytest
from bs4 import BeautifulSoup
from django.utils.text import capfirst
from playwright.sync_api import expect
from wagtail.test.utils.page_tests import WagtailPageTestCase

from tests.page_samples import find_sample, list_page_types

PAGE_TYPES = list_page_types()
labels = [page_type._meta.label for page_type in PAGE_TYPES]


def test_there_are_all_page_types_of_the_design():
    assert len(PAGE_TYPES) >= 24


@pytest.mark.engine
@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=labels)
def test_a_reader_gets_the_page(page_type, client, db):
    page = find_sample(page_type)
    response = client.get(page.url)
    assert response.status_code == 200
    assert page.title in response.content.decode().replace("&#x27;", "'").replace("&amp;", "&")


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=labels)
def test_an_editor_sees_a_preview_in_every_mode(page_type, db):
    page = find_sample(page_type).get_latest_revision_as_object()
    for mode, _name in page.preview_modes:
        response = page.make_preview_request(preview_mode=mode)
        assert response.status_code == 200


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=labels)
def test_the_headings_of_the_form_begin_with_a_capital(page_type, db):
    waiting, headings = [page_type.get_edit_handler()], []
    while waiting:
        panel = waiting.pop()
        waiting += getattr(panel, "children", None) or []
        headings.append(str(panel.heading))
    assert [heading for heading in headings if heading != capfirst(heading)] == []


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=labels)
def test_an_empty_page_previews_too(page_type, db):
    """An editor looks at the preview before anything is filled in or saved, as Wagtail's view for a new page does."""
    parent = find_sample(page_type).get_parent()
    page = page_type(title="Nog leeg", slug="nog-leeg", locale=parent.locale)
    page.set_url_path(parent)
    page.depth = parent.depth + 1
    page.path = page_type._get_children_path_interval(parent.path)[1]
    assert page.make_preview_request().status_code == 200


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker):
    """{page type: number of its sample}: the same on the running site, whose database is a copy of this one."""
    with django_db_blocker.unblock():
        return {page_type: find_sample(page_type).pk for page_type in PAGE_TYPES}


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=labels)
def test_an_editor_changes_the_title_and_finds_it_saved(page_type, editor_page, pages):
    edit = f"/admin/pages/{pages[page_type]}/edit/"
    editor_page.goto(edit)
    title = editor_page.locator("#id_title")
    changed = f"{title.input_value()} (gewijzigd)"
    title.fill(changed)
    answers = []

    def save(route):
        if route.request.is_navigation_request():
            answers.append(route.fetch(max_redirects=0, max_retries=2))
            # The browser stays where it is: to load the whole editor once more shows nothing else.
            route.fulfill(status=204)
        else:
            route.continue_()

    editor_page.route(f"**{edit}", save)
    with editor_page.expect_response(lambda answer: answer.request.is_navigation_request()):
        editor_page.locator("button.action-save").first.click()
    assert [answer.status in (200, 302) for answer in answers] == [True]
    # The page as it comes back: the editor's scripts have shown above that they work. Again when the server closes an
    # idle connection at that moment.
    fresh = BeautifulSoup(editor_page.request.get(edit, max_retries=2).text(), "html.parser")
    assert fresh.find(id="id_title")["value"] == changed


def test_somebody_logs_in_through_the_form(chromium, running_site):
    context = chromium.new_context(base_url=running_site.url)
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", "beheerder")
    page.fill("input[name=password]", running_site.logins["beheerder"])
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    context.close()


class TestPlacement(WagtailPageTestCase):
    """What may live under what."""

    def test_records_live_under_their_own_overview_only(self):
        for page_type in PAGE_TYPES:
            if not page_type.__name__.endswith("IndexPage") and hasattr(page_type, "sort_date"):
                parents = {model._meta.label for model in page_type.allowed_parent_page_models()}
                assert parents
                assert "pages.HomePage" not in parents, page_type
                assert "pages.StandardPage" not in parents, page_type
