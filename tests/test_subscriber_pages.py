"""The pages that a mail leads to, in a real browser: without JavaScript, without cookies, and judged by axe."""

import pytest
from playwright.sync_api import expect

from tests.page_checks import axe_complaints

pytestmark = pytest.mark.django_db

MAKE = """
from django.utils import timezone
from newsletters.models import Consent, MailingList, Subscriber, Subscription
from newsletters.subscribers.tokens import confirm_token, preferences_token, unsubscribe_token
now = timezone.now()
Subscriber.objects.filter(address="{address}").delete()
person = Subscriber.objects.create(address="{address}", confirmed_at=now)
lists = list(MailingList.objects.all()[:3])
for number, chosen in enumerate(lists):
    Subscription.objects.create(subscriber=person, mailing_list=chosen, confirmed_at=now if number else None)
Consent.objects.create(subscriber=person, confirmed_at=now, wording="Ja.", list_names="Platformnieuws", source="/x/")
result = {{
    "confirm": f"/nieuwsbrief/bevestigen/{{confirm_token(person.pk)}}/",
    "preferences": f"/nieuwsbrief/voorkeuren/{{preferences_token(person.pk)}}/",
    "erase": f"/nieuwsbrief/voorkeuren/{{preferences_token(person.pk)}}/wissen/",
    "unsubscribe": f"/nieuwsbrief/afmelden/{{unsubscribe_token(person.pk, lists[1].pk)}}/",
    "cut short": f"/nieuwsbrief/afmelden/{{unsubscribe_token(person.pk, lists[1].pk)[:-1]}}/",
}}
"""


@pytest.fixture
def links(running_site):
    """The links of somebody who waits for one list and gets two, on the running site."""
    return running_site.run(MAKE.format(address="browser@example.org"))


def test_axe_finds_nothing(links, visit):
    page = visit("/nieuwsbrief/aanmelden/")
    page.locator("main form button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    found = {"refused": axe_complaints(page)}
    for name, path in links.items():
        page.goto(path)
        found[name] = axe_complaints(page)
    assert found == {name: [] for name in found}


def test_a_phone_without_javascript_and_cookies_confirms_changes_and_leaves(links, phone_without_javascript):
    page = phone_without_javascript
    page.goto(links["confirm"])
    page.locator("main form button").click()
    expect(page.locator("main ul li")).to_have_count(1)
    page.goto(links["preferences"])
    ticks = page.locator("main input[type=checkbox]:checked")
    expect(ticks).to_have_count(3)
    ticks.first.uncheck()
    page.locator("main form button").first.click()
    expect(page.locator("main [role=status]")).to_be_visible()
    expect(page.locator("main input[type=checkbox]:checked")).to_have_count(2)
    page.goto(links["unsubscribe"])
    page.locator("main form button").last.click()
    expect(page.locator("main a[href*='/aanmelden/']")).to_be_visible()
    page.goto(links["preferences"])
    expect(page.locator("main form")).to_have_count(0)
    assert page.context.cookies() == []
