"""Following by mail: a link on what can be followed, a confirmed address, stopping with one press, and forgetting."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletters.alerts import following
from newsletters.alerts.tokens import follow_token, stop_token
from newsletters.models import AddressRequest, Alert, AlertTopic, Consent, Subscriber, Suppression
from newsletters.subscribers import subscriptions
from newsletters.subscribers.personal_data import export_subscriber
from newsletters.subscribers.subscriptions import delete_expired
from newsletters.subscribers.suppressions import erase_address, is_suppressed, suppress_address
from newsletters.subscribers.tokens import preferences_token, unsubscribe_token
from pages.models import Subject
from tests.alert_samples import FOLLOW, FOLLOW_SENT, a_topic, a_town, asked, follow, publish
from tests.redirects import outcome, post
from tests.subscriber_samples import a_list, do_tasks, link_in, lists_of, soup_of, subscribe
from themes.models import ThemePage
from visitors.personal_data import erase_everywhere, list_sources

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

TOWN = f"{FOLLOW}gemeente/amersfoort/"


def followed_by(address="jan@example.org"):
    """Return the labels of what an address follows, confirmed."""
    found = Alert.objects.active().filter(subscriber__in=Subscriber.objects.with_address(address))
    return sorted(found.values_list("topic__label", flat=True))


def link_on(client, path):
    """Return the address of the link “Follow this by mail” on a page, or None."""
    link = soup_of(client.get(path)).select_one(".follow-link a")
    return link and link["href"]


def test_following_a_municipality_from_its_page_to_the_button_in_the_mail(client):
    address = link_on(client, a_town().get_absolute_url())
    assert address == TOWN
    assert "Gemeente Amersfoort" in soup_of(client.get(address)).main.text
    assert client.post(address, asked())["Location"] == FOLLOW_SENT
    do_tasks()
    [letter] = mail.outbox
    assert letter.to == ["jan@example.org"]
    assert "Gemeente Amersfoort" in letter.body
    assert letter.alternatives[0].mimetype == "text/html"
    link = link_in(letter)
    assert "jan@example.org" in soup_of(client.get(link)).main.text
    assert followed_by() == []
    page = soup_of(post(client, link))
    assert followed_by() == ["Gemeente Amersfoort"]
    assert page.main.select_one("a[href*='/voorkeuren/']")["href"] != reverse("newsletter-ask-link")


def test_who_only_follows_is_on_no_list(client):
    client.post(TOWN, asked())
    do_tasks()
    post(client, link_in(mail.outbox[0]))
    assert followed_by() == ["Gemeente Amersfoort"]
    assert lists_of("jan@example.org") == []


def test_a_listing_is_followed_with_the_filters_in_force(client):
    publish(municipalities=[a_town()])
    listing = "/publicaties/"
    assert link_on(client, listing) == f"{FOLLOW}lijst/publication/"
    address = link_on(client, f"{listing}?gemeente=amersfoort&sorteer=titel&page=1&verzonnen=x")
    assert address == f"{FOLLOW}lijst/publication/?gemeente=amersfoort"
    page = soup_of(client.get(address))
    assert "Publicaties: gemeente Amersfoort" in page.main.text
    assert page.main.select_one("a[href='/publicaties/?gemeente=amersfoort']")


def test_a_theme_a_subject_and_a_search_are_followed_from_their_pages(client):
    subject = Subject.objects.first()
    address = link_on(client, subject.get_absolute_url())
    assert address == f"{FOLLOW}onderwerp/{subject.slug}/"
    assert f"Onderwerp {subject.name}" in soup_of(client.get(address)).main.text
    theme = ThemePage.objects.live().filter(locale__language_code="nl").first()
    assert link_on(client, theme.url) == f"{FOLLOW}thema/{theme.slug}/"
    address = link_on(client, "/zoeken/?q=wmo+toezicht")
    assert address == f"{FOLLOW}zoeken/?q=wmo+toezicht"
    assert "Zoeken: wmo toezicht" in soup_of(client.get(address)).main.text
    assert link_on(client, "/zoeken/") is None


def test_the_archive_of_the_newsletter_has_its_own_form_instead(client):
    assert link_on(client, "/nieuwsbrief/") is None
    assert client.get(f"{FOLLOW}lijst/newsletter/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["gemeente/nergens/", "gemeente/", "thema/geen-thema/", "lijst/niets/", "zoeken/", "zoeken/x/?q=a", "iets/x/"],
)
def test_what_does_not_exist_cannot_be_followed(client, path):
    assert client.get(FOLLOW + path).status_code == 404
    assert client.post(FOLLOW + path, asked()).status_code == 404


@pytest.mark.parametrize("state", ["unknown", "pending", "active", "following", "suppressed"])
def test_the_answer_is_the_same_for_every_address(client, state):
    if state == "suppressed":
        suppress_address("jan@example.org", Suppression.COMPLAINED)
    elif state == "following":
        follow(a_topic("gemeente", "amersfoort"))
    elif state != "unknown":
        subscribe(confirmed=state == "active")
    response = client.post(TOWN, asked())
    assert (response.status_code, response["Location"], response.content) == (302, FOLLOW_SENT, b"")
    assert mail.outbox == []
    do_tasks()
    assert len(mail.outbox) == 1
    assert not AddressRequest.objects.exists()


def test_a_subscriber_of_the_newsletter_confirms_too(client):
    subscribe()
    client.post(TOWN, asked())
    do_tasks()
    assert followed_by() == []
    post(client, link_in(mail.outbox[0]))
    assert followed_by() == ["Gemeente Amersfoort"]
    assert lists_of("jan@example.org") == ["platformnieuws"]


def test_confirming_what_is_followed_confirms_no_list_that_waits_and_the_reverse(client):
    subscribe(confirmed=False)
    client.post(TOWN, asked())
    do_tasks()
    post(client, link_in(mail.outbox[0]))
    assert lists_of("jan@example.org") == []
    client.post(f"{FOLLOW}gemeente/utrecht/", asked())
    do_tasks()
    subscriptions.confirm(Subscriber.objects.get())
    assert lists_of("jan@example.org") == ["platformnieuws"]
    assert followed_by() == ["Gemeente Amersfoort"]
    assert Consent.objects.filter(confirmed_at=None).count() == 1


def test_the_wording_is_kept_with_what_is_followed(client):
    client.post(TOWN, asked())
    do_tasks()
    consent = Consent.objects.get()
    assert (consent.list_names, consent.source, consent.confirmed_at) == ("Gemeente Amersfoort", TOWN, None)
    assert "hoogstens één mail per week" in consent.wording
    following.confirm(Alert.objects.get())
    assert Consent.objects.get().confirmed_at


def test_confirming_twice_says_that_it_was_done_and_opens_no_preferences(client):
    alert = follow(a_topic("gemeente", "amersfoort"), confirmed_at=None, mailed_until=None)
    link = f"{FOLLOW}bevestigen/{follow_token(alert.pk)}/"
    first, second = post(client, link), post(client, link)
    assert soup_of(first).h1.text != soup_of(second).h1.text
    for response in (second, client.get(link)):
        [found] = soup_of(response).main.select("a[href*='/voorkeuren/']")
        assert found["href"] == reverse("newsletter-ask-link")


def test_a_link_that_is_broken_or_of_something_else_confirms_nothing(client):
    alert = follow(a_topic("gemeente", "amersfoort"), confirmed_at=None, mailed_until=None)
    for token in (follow_token(alert.pk)[:-3], preferences_token(alert.subscriber_id), stop_token(alert.pk, 0)):
        post(client, f"{FOLLOW}bevestigen/{token}/", status=400)
    assert followed_by() == []
    link = f"{FOLLOW}bevestigen/{follow_token(alert.pk)}/"
    alert.delete()
    post(client, link, status=410)


def test_who_follows_it_already_hears_that_by_mail_only(client):
    follow(a_topic("gemeente", "amersfoort"))
    client.post(TOWN, asked())
    do_tasks()
    assert "/voorkeuren/" in mail.outbox[0].body
    assert "/bevestigen/" not in mail.outbox[0].body
    assert Alert.objects.count() == 1


def test_nobody_follows_more_than_the_most(client, monkeypatch):
    monkeypatch.setattr(following, "MOST_ALERTS", 1)
    follow(a_topic("gemeente", "utrecht"))
    client.post(TOWN, asked())
    do_tasks()
    assert "/voorkeuren/" in mail.outbox[0].body
    assert Alert.objects.count() == 1


def test_a_request_that_is_processed_twice_writes_nothing_twice(client):
    client.post(TOWN, asked())
    request = AddressRequest.objects.get()
    do_tasks()
    request.save(force_insert=True)
    do_tasks()
    assert (Subscriber.objects.count(), Alert.objects.count(), Consent.objects.count()) == (1, 1, 1)


def test_what_is_filled_in_wrong_stays_in_the_form(client):
    page = soup_of(post(client, f"{FOLLOW}zoeken/?q=armoede", asked("geen adres")))
    assert page.select_one("input[name=address]")["value"] == "geen adres"
    assert page.select_one(".error-summary a")
    assert "Zoeken: armoede" in page.main.text
    assert not AddressRequest.objects.exists()


def test_the_trap_and_the_rate_limit_hold_here_too(client):
    assert outcome(client.post(TOWN, {**asked(), "second_subject": "x"})) == "refused"
    results = [outcome(client.post(TOWN, asked())) for _time in range(7)]
    assert results[0] == "sent"
    assert results[-1] == "refused"


def test_an_english_reader_follows_in_english(client):
    client.post(f"/en{FOLLOW}gemeente/amersfoort/", asked())
    do_tasks()
    assert "/en/nieuwsbrief/volgen/bevestigen/" in mail.outbox[0].body
    assert "Municipality Amersfoort" in mail.outbox[0].body
    assert Subscriber.objects.get().language == "en"


@pytest.fixture
def person():
    """Somebody who follows two municipalities."""
    follow(a_topic("gemeente", "amersfoort"))
    return follow(a_topic("gemeente", "utrecht")).subscriber


def stop_link(person, alert=None, mailing=0):
    path = reverse("newsletter-follow-stop", args=[stop_token(person.pk, mailing)])
    return f"{path}?volgt={alert.pk}" if alert else path


def test_the_page_behind_the_link_stops_one_and_opening_it_stops_none(client, person):
    link = stop_link(person, person.alerts.first())
    page = soup_of(client.get(link))
    assert "Gemeente Amersfoort" in page.main.text
    assert person.address not in page.text
    assert len(followed_by()) == 2
    post(client, link, {"what": "one"})
    assert followed_by() == ["Gemeente Utrecht"]
    post(client, link, {"what": "one"})
    assert followed_by() == ["Gemeente Utrecht"]


def test_one_click_of_a_mail_program_stops_all_and_is_counted(person):
    told = []

    def count(sender, mailing, subscriber, **named):
        told.append((mailing, subscriber))

    subscriptions.unsubscribed.connect(count)
    response = Client(enforce_csrf_checks=True).post(stop_link(person, mailing=7), {"List-Unsubscribe": "One-Click"})
    subscriptions.unsubscribed.disconnect(count)
    assert response.status_code == 200
    assert told == [(7, person.pk)]
    assert not Subscriber.objects.exists()
    assert is_suppressed("jan@example.org")


def test_somebody_on_a_list_who_stops_following_stays_on_it_and_the_reverse(client):
    person = subscribe()
    follow(a_topic("gemeente", "amersfoort"))
    post(client, stop_link(person), {"what": "all"})
    assert lists_of(person.address) == ["platformnieuws"]
    follow(a_topic("gemeente", "amersfoort"))
    client.post(f"/nieuwsbrief/afmelden/{unsubscribe_token(person.pk, a_list().pk)}/")
    assert lists_of(person.address) == []
    assert followed_by() == ["Gemeente Amersfoort"]
    assert not is_suppressed(person.address)


def test_unsubscribing_from_everything_stops_following_too(client):
    person = subscribe()
    follow(a_topic("gemeente", "amersfoort"))
    client.post(f"/nieuwsbrief/afmelden/{unsubscribe_token(person.pk, a_list().pk)}/", {"what": "all"})
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stop_link_cut_short_stops_nothing(client, person, method):
    response = getattr(client, method)(stop_link(person)[:-4] + "/", follow=True)
    assert response.status_code == 400
    assert len(followed_by()) == 2


def test_the_preferences_list_what_is_followed_and_stop_it(client, person):
    path = reverse("newsletter-preferences", args=[preferences_token(person.pk)])
    page = soup_of(client.get(path))
    rows = page.select("#follows ~ ul li")
    assert [row.a.text for row in rows] == ["Gemeente Amersfoort", "Gemeente Utrecht"]
    alert = rows[0].select_one("input[name=alert]")["value"]
    post(client, path, {"what": "stop", "alert": alert})
    assert followed_by() == ["Gemeente Utrecht"]
    post(client, path, {"what": "stop", "alert": "verzonnen"})
    assert followed_by() == ["Gemeente Utrecht"]
    post(client, path, {"what": "stop-all"})
    assert not Subscriber.objects.exists()


def test_leaving_all_lists_on_the_preferences_page_keeps_what_is_followed(client):
    person = subscribe()
    follow(a_topic("gemeente", "amersfoort"))
    path = reverse("newsletter-preferences", args=[preferences_token(person.pk)])
    post(client, path, {"what": "choices", "keuze-language": "nl"})
    assert (lists_of(person.address), followed_by()) == ([], ["Gemeente Amersfoort"])


def test_nobody_stops_what_another_follows(client, person):
    other = follow(a_topic("gemeente", "amersfoort"), "piet@example.org")
    path = reverse("newsletter-preferences", args=[preferences_token(person.pk)])
    post(client, path, {"what": "stop", "alert": other.pk})
    post(client, stop_link(person, other), {"what": "one"})
    assert followed_by("piet@example.org") == ["Gemeente Amersfoort"]


def test_what_is_not_confirmed_is_forgotten_after_a_week_and_who_follows_is_not(client, person):
    client.post(TOWN, asked("piet@example.org"))
    do_tasks()
    Subscriber.objects.update(created_at=timezone.now() - timedelta(days=8))
    Alert.objects.update(created_at=timezone.now() - timedelta(days=8))
    delete_expired(timezone.now())
    assert [subscriber.address for subscriber in Subscriber.objects.all()] == ["jan@example.org"]
    assert len(followed_by()) == 2
    following.stop(person)
    delete_expired(timezone.now())
    assert not AlertTopic.objects.exists()
    assert not Consent.objects.exists()


def test_who_asks_for_the_link_before_confirming_gets_the_link_to_confirm(client):
    client.post(TOWN, asked())
    do_tasks()
    client.post(reverse("newsletter-ask-link"), asked())
    do_tasks()
    assert "/volgen/bevestigen/" in mail.outbox[1].body


def test_a_new_address_takes_along_what_both_follow(person):
    follow(a_topic("gemeente", "soest"), "piet@example.org")
    follow(a_topic("gemeente", "utrecht"), "piet@example.org")
    change = person.address_changes.create(address="piet@example.org")
    subscriptions.change_address(change)
    assert followed_by("piet@example.org") == ["Gemeente Amersfoort", "Gemeente Soest", "Gemeente Utrecht"]
    assert Subscriber.objects.count() == 1


def test_people_see_download_and_erase_what_they_follow(client, person):
    known = [each["topic"] for each in export_subscriber(person)["follows"]]
    assert known == ["Gemeente Amersfoort", "Gemeente Utrecht"]
    [held] = [each for source in list_sources() for each in source.find(person.address)]
    assert "Gemeente Utrecht" in json.dumps(held.as_json())
    assert any("Gemeente Utrecht" in str(value) for _label, value in held.rows)
    erase_everywhere(person.address)
    assert not Alert.objects.exists()
    erase_address(person.address)


def test_editors_who_may_see_subscribers_see_how_many_follow_and_no_address(administrator_client, client, person):
    follow(a_topic("gemeente", "utrecht"), "piet@example.org")
    page = soup_of(administrator_client.get(reverse("newsletter_topics:index")))
    rows = [row.text.split() for row in page.select("tbody tr")]
    assert [(row[1], row[-1]) for row in rows] == [("Utrecht", "2"), ("Amersfoort", "1")]
    assert "@example.org" not in page.main.text
    detail = soup_of(administrator_client.get(reverse("newsletter_subscribers:inspect", args=[person.pk])))
    assert "Gemeente Amersfoort" in detail.main.text


def test_others_do_not_see_what_people_follow(client, django_user_model):
    editor = django_user_model.objects.create_user("piet", password="geheim-voor-de-test")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)
    response = client.get(reverse("newsletter_topics:index"))
    assert response.status_code == 302
    assert response["Location"].endswith("/admin/")
