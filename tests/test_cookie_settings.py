"""Cookie settings: on every page, honest without JavaScript, and every choice can be undone."""

import json

import pytest
from django.conf import settings
from playwright.sync_api import expect

from pages.embeds import HOSTS
from tests.sample_records import text_of, visit

YOUTUBE, VIMEO = (host.storage_key for host in HOSTS[:2])
MOMENT = "2026-11-22T12:00:00.000Z"


@pytest.mark.parametrize(
    ("path", "address"),
    [("/", "/cookies/"), ("/publicaties/", "/cookies/"), ("/bestaat-niet/", "/cookies/"), ("/en/", "/en/cookies/")],
)
def test_every_footer_leads_there(path, address, client, db):
    assert f'<a href="{address}"' in client.get(path).content.decode().split("<footer")[1]


def test_it_names_all_that_can_be_kept(client, db):
    soup = visit(client, "/cookies/")
    words = text_of(soup.main)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, *(host.name for host in HOSTS)):
        assert name in words
    for host in HOSTS:
        assert str(host.stores) in words


def test_reading_it_gives_no_cookie(client, db):
    client.get("/cookies/")
    assert not client.cookies


def test_somebody_who_is_logged_in_sees_the_cookie(administrator_client):
    stored = visit(administrator_client, "/cookies/").select_one("[data-stored]")
    assert settings.SESSION_COOKIE_NAME in text_of(stored)


def test_without_javascript_it_says_that_nothing_is_kept(chromium, running_site):
    context = chromium.new_context(java_script_enabled=False, base_url=running_site.url)
    page = context.new_page()
    page.goto("/cookies/")
    expect(page.locator("[data-without-script]")).to_be_visible()
    expect(page.locator("[data-stored] button:visible")).to_have_count(0)
    context.close()


def test_without_choices_it_says_so(visit):
    page = visit("/cookies/")
    expect(page.locator("[data-nothing]")).to_be_visible()
    expect(page.locator("[data-without-script]")).to_be_hidden()
    expect(page.locator("[data-stored] button:visible")).to_have_count(0)


@pytest.fixture
def with_choices(visit):
    """The page in a browser that keeps two choices."""
    page = visit("/cookies/")
    page.evaluate(
        "([keys, moment]) => keys.forEach((key) => localStorage.setItem(key, moment))", [[YOUTUBE, VIMEO], MOMENT]
    )
    page.reload()
    return page


def test_each_choice_can_be_undone(with_choices):
    page = with_choices
    rows = page.locator("[data-key]:visible")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("22 november 2026")
    rows.first.get_by_role("button").click()
    expect(rows).to_have_count(1)
    expect(page.locator("[data-stored] [role=status]")).to_contain_text("YouTube")
    expect(page.locator("#stored")).to_be_focused()
    assert page.evaluate("Object.keys(localStorage)") == [VIMEO]


def test_all_choices_can_be_undone_at_once(with_choices):
    page = with_choices
    page.locator("[data-undo-all] button").click()
    expect(page.locator("[data-nothing]")).to_be_visible()
    expect(page.locator("[data-stored] [role=status]")).not_to_be_empty()
    assert page.evaluate("localStorage.length") == 0


def test_a_reader_saves_a_publication_and_finds_it_again(visit):
    page = visit("/publicaties/lessen-uit-huonderzoek/")
    save = page.locator("[data-save]")
    save.click()
    expect(save).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-record-tools] [role=status]")).not_to_be_empty()
    page.goto("/bewaard/")
    kept = page.locator("[data-list] a")
    expect(kept).to_have_attribute("href", "/publicaties/lessen-uit-huonderzoek/")
    assert "/publicaties/lessen-uit-huonderzoek/" in page.locator("textarea").input_value()
    page.locator("[data-list] button").click()
    expect(page.locator("[data-nothing]")).to_be_visible()
    expect(page.locator("#saved")).to_be_focused()
    assert page.evaluate("localStorage.length") == 0


def test_what_others_wrote_in_the_list_makes_no_link_elsewhere(visit):
    page = visit("/bewaard/")
    wrong = [{"path": "//example.org/", "title": "x"}, {"path": "javascript:alert(1)", "title": "x"}, 7, None]
    for text in (json.dumps(wrong), "{", '"x"', "null"):
        page.evaluate("text => localStorage.setItem('saved-records', text)", text)
        page.reload()
        expect(page.locator("[data-nothing]")).to_be_visible()
        expect(page.locator("[data-list] a")).to_have_count(0)
