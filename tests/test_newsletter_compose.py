"""A new issue begins with one press; records come in by a press, and are put in order by keyboard."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import expect

from newsletters.compose.drafts import default_month, get_or_create_draft
from newsletters.models import NewsletterIndexPage, NewsletterIssuePage
from tests.sample_records import add_publication, headings
from tests.sample_records import visit as read
from tests.test_newsletter_issues import add_issue, block

pytestmark = pytest.mark.django_db
# The items of an issue in the browser.
CHILDREN = "document.getElementById('items-root').rootBlock.children"
# A published issue empties the trays of every later one.
DELETE_ISSUE = """
from datetime import date
from newsletters.models import NewsletterIssuePage
NewsletterIssuePage.objects.filter(sort_date=date(2031, 12, 1)).delete()
result = None
"""


@pytest.fixture
def index(db):
    """The Dutch archive."""
    return NewsletterIndexPage.objects.get(locale__language_code="nl")


@pytest.fixture
def editor(django_user_model):
    """Somebody of the editors of kUS."""
    user = django_user_model.objects.create_user("redactie", password="geheim-voor-de-test")
    user.groups.add(Group.objects.get(name="Redactie kUS"))
    return user


def make(client, index, month="2031-12"):
    """Press the button and return the answer."""
    return client.post(reverse("newsletter_new_issue"), {"index": index.pk, "month": month})


def test_a_press_makes_a_draft_with_title_month_and_agenda(client, editor, index):
    client.force_login(editor)
    answer = make(client, index)
    issue = NewsletterIssuePage.objects.get(sort_date=date(2031, 12, 1))
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[issue.pk])
    assert not issue.live
    assert issue.title == "Platformnieuws december 2031"
    assert issue.owner == editor
    (agenda,) = issue.get_latest_revision_as_object().items
    assert agenda.block_type == "agenda"
    assert (agenda.value["first_day"], agenda.value["last_day"]) == (date(2031, 12, 1), date(2032, 1, 31))
    assert client.get(answer.url).status_code == 200


def test_without_an_earlier_issue_the_title_says_newsletter(index, administrator):
    NewsletterIssuePage.objects.all().delete()
    index.refresh_from_db()
    assert get_or_create_draft(index, date(2031, 12, 1), administrator)[0].title == "Nieuwsbrief december 2031"


def test_a_second_press_leads_to_the_first_draft(client, editor, index):
    client.force_login(editor)
    first, second = make(client, index), make(client, index)
    assert first.url == second.url
    assert NewsletterIssuePage.objects.filter(sort_date=date(2031, 12, 1)).count() == 1
    assert "Platformnieuws december 2031" in client.get(reverse("newsletter_new_issue")).content.decode()


def test_another_issue_in_the_same_month_gets_an_address_of_its_own(index, administrator):
    first, _made = get_or_create_draft(index, date(2031, 12, 1), administrator)
    first.save_revision().publish()
    second, is_made = get_or_create_draft(index, date(2031, 12, 1), administrator)
    assert is_made
    assert second.slug == f"{first.slug}-2"


def test_only_who_may_add_an_issue_gets_the_screen(client, django_user_model, index):
    other = django_user_model.objects.create_user("ander", password="geheim-voor-de-test")
    other.groups.add(Group.objects.exclude(name="Redactie kUS").filter(name__startswith="Redactie").first())
    client.force_login(other)
    assert client.get(reverse("newsletter_new_issue")).status_code in (302, 403)
    make(client, index)
    assert not NewsletterIssuePage.objects.filter(sort_date=date(2031, 12, 1)).exists()
    assert reverse("newsletter_new_issue") not in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("month", ["", "december", "2031-13", "0001-01", "9999-12", "2031-12-01"])
def test_a_month_that_is_none_is_asked_again(administrator_client, index, month):
    before = NewsletterIssuePage.objects.count()
    assert make(administrator_client, index, month).status_code == 200
    assert NewsletterIssuePage.objects.count() == before


def test_after_the_twentieth_the_issue_is_that_of_next_month():
    assert default_month(date(2031, 12, 19)) == date(2031, 12, 1)
    assert default_month(date(2031, 12, 20)) == date(2032, 1, 1)


# Sections, images and for whom on the page


def test_items_below_a_section_go_one_heading_down(client):
    record = add_publication("Een boek")
    issue = add_issue(
        block("text", heading="Vooraf", text="<h3>Klein</h3><p>Tekst.</p>"),
        block("section", heading="Terugblik"),
        block("text", heading="Daarna", text="<h3>Kleiner</h3><p>Tekst.</p>"),
        block("record", record=record.pk),
    )
    soup = read(client, issue)
    found = headings(soup)
    assert [
        found[found.index(one)]
        for one in [(2, "Vooraf"), (3, "Klein"), (2, "Terugblik"), (3, "Daarna"), (4, "Kleiner"), (3, "Een boek")]
    ]
    contents = soup.find(class_="contents")
    below = contents.find("a", string="Terugblik").find_parent("li").find_all("li")
    assert [one.a.string for one in below] == ["Daarna", "Een boek"]


def test_for_whom_an_item_is_comes_from_the_record_unless_the_editor_says(client):
    from pages.models import Audience

    audience = Audience.objects.first()
    record = add_publication("Een boek")
    record.audiences.set([audience])
    record.save()
    own = read(client, add_issue(block("record", record=record.pk))).find(class_="issue-for")
    said = read(client, add_issue(block("record", record=record.pk, for_whom="wie wil"))).find(class_="issue-for")
    assert audience.name in own.get_text()
    assert "wie wil" in said.get_text()
    assert audience.name not in said.get_text()


# In a browser


@pytest.fixture
def issue_editor(editor_page, running_site):
    """A browser of an administrator; the issue of December 2031 that is made in it is deleted afterwards."""
    yield editor_page
    running_site.run(DELETE_ISSUE)


@pytest.mark.browser
def test_a_press_on_a_tray_adds_a_record_that_moves_by_keyboard(issue_editor):
    page = issue_editor
    page.goto("/admin/newsletters/new/")
    page.fill("input[name=month]", "2031-12")
    page.click("form[method=post] button.button")
    page.wait_for_url("**/edit/")
    page.wait_for_function("document.getElementById('items-root')?.rootBlock")
    buttons = page.locator(".tray[open] [data-add-record]")
    titles = [buttons.nth(place).get_attribute("data-title") for place in range(2)]
    page.fill("#id_title", "Getypt en niet verloren")
    for place in range(2):
        buttons.nth(place).focus()
        page.keyboard.press("Enter")
        # With the agenda that was in it already.
        page.wait_for_function(f"{CHILDREN}.length === {place + 2}")
    expect(page.locator("[data-tray-status]")).to_contain_text(titles[1])
    expect(buttons.nth(1)).to_be_focused()
    order = f"{CHILDREN}.map((child) => child.type)"
    assert page.evaluate(order) == ["record", "record", "agenda"]
    page.wait_for_selector(".record-says dl", state="attached")
    # The second item up, with Wagtail's own button and the keyboard.
    page.locator("[data-streamfield-child]").nth(1).locator("button[data-streamfield-action=MOVE_UP]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        f"{CHILDREN}[0].getState().value.record.id == {buttons.nth(1).get_attribute('data-add-record')}"
    )
    # Narrowed to a subject of the first record, and back: what is in the issue stays marked, what was typed stays.
    facts = page.locator(".tray[open] li").nth(0).locator(".tray-facts").nth(1).inner_text()
    page.select_option("[data-tray-subject]", label=facts.partition(": ")[2].split(", ")[0])
    page.locator("[data-tray-status]", has_text="Hieronder staan").wait_for()
    narrowed = page.locator("[data-add-record]")
    assert titles[0] in [button.get_attribute("data-title") for button in narrowed.all()]
    assert page.locator(".tray-present").first.get_attribute("data-title") in titles
    assert page.input_value("#id_title") == "Getypt en niet verloren"
    before = narrowed.count()
    page.select_option("[data-tray-subject]", "")
    narrowed.nth(before).wait_for(state="attached")
    # A second press on a record that is in leads to it and adds nothing.
    buttons.nth(0).click()
    assert page.evaluate(order) == ["record", "record", "agenda"]
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator("button[name=action-publish]").click()
    page.wait_for_url("**/admin/pages/*/")
    page.goto("/nieuwsbrief/december-2031/")
    expect(page.locator("h1")).to_have_text("Getypt en niet verloren")
    assert page.locator(".issue-item .issue-heading").all_inner_texts()[:2] == titles[::-1]
