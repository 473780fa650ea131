"""The weekly mail about what people follow: once a week, only what is new and open to all, none when nothing is."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsletters.alerts import following, preparation
from newsletters.alerts.preparation import AlertPreparation
from newsletters.alerts.weekly import forget_contents, start_due_alerts
from newsletters.mailings import actions
from newsletters.mailings.sending.bounces import Report, apply_report
from newsletters.mailings.sending.recovery import run_due_work
from newsletters.mailings.sending.tasks import prepare_mailing
from newsletters.models import Alert, Delivery, Mailing, Rendering, Subscriber, Suppression
from newsletters.subscribers.stops import count_failure
from newsletters.subscribers.suppressions import erase_address
from pages.models import SiteSettings, Subject, SubjectLink
from pages.record_index.changes import bring_up_to_date
from publications.models import PublicationPage
from tests.alert_samples import a_topic, a_town, due_moment, follow, publish, run_week
from tests.mailing_samples import add_issue, addresses, prepared_mailing, send
from tests.subscriber_samples import a_list, lists_of, soup_of, subscribe
from themes.models import ThemeLink, ThemePage

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture(autouse=True)
def settled(monkeypatch):
    """What was published a moment ago counts too."""
    monkeypatch.setattr(preparation, "SETTLED", timedelta(0))


@pytest.fixture
def town():
    """The topic of the municipality of Amersfoort."""
    return a_topic("gemeente", "amersfoort")


def test_who_follows_a_municipality_gets_what_is_new_there(client, town):
    alert = follow(town)
    page = publish("Respijtzorg in Amersfoort")
    publish("Elders", municipalities=[a_town("utrecht")])
    mailing = run_week()
    assert mailing.state == Mailing.DONE
    [letter] = mail.outbox
    assert letter.to == ["jan@example.org"]
    assert letter.subject == "Nieuw: Respijtzorg in Amersfoort"
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    for text in (letter.body, html):
        assert "Respijtzorg in Amersfoort" in text
        assert f"{settings.WAGTAILADMIN_BASE_URL}{page.url}" in text
        assert "Elders" not in text
        assert "/gemeenten/amersfoort/" in text
        assert f"?volgt={alert.pk}" in text
        assert "/nieuwsbrief/voorkeuren/" in text


def test_the_headers_let_a_mail_program_stop_it_with_one_click(town):
    follow(town)
    publish()
    run_week()
    [letter] = mail.outbox
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["Precedence"] == "bulk"
    assert letter.extra_headers["List-Id"].startswith("<volgen.")
    link = "/" + letter.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    assert link in letter.body
    assert Client(enforce_csrf_checks=True).get(link).status_code == 200
    assert Subscriber.objects.exists()
    assert Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert Mailing.objects.get().unsubscribed == 1


def test_the_links_in_the_mail_stop_one_and_all(client, town):
    alert = follow(town)
    follow(a_topic("lijst", "publication"))
    publish()
    publish(municipalities=[])
    run_week()
    links = [word for word in mail.outbox[0].body.split() if "/volgen/stoppen/" in word]
    assert len(links) == 3
    one = next(link for link in links if link.endswith(f"?volgt={alert.pk}"))
    client.post("/" + one.split("/", 3)[3], {"what": "one"})
    assert [each.topic.label for each in Alert.objects.all()] == ["Publicaties"]
    client.post("/" + links[-1].split("/", 3)[3], {"what": "all"})
    assert not Alert.objects.exists()


def test_the_postal_address_stands_in_it(town, home):
    own = SiteSettings.for_site(home.get_site())
    own.postal_address = "Postbus 1, Utrecht"
    own.save()
    follow(town)
    publish()
    run_week()
    assert "Postbus 1, Utrecht" in mail.outbox[0].body
    assert "Postbus 1, Utrecht" in mail.outbox[0].alternatives[0].content


def test_nothing_new_no_mail(town):
    page = publish()
    PublicationPage.objects.filter(pk=page.pk).update(first_published_at=timezone.now() - timedelta(days=1))
    page.refresh_from_db()
    page.save()
    follow(town)
    mailing = run_week()
    assert mailing.state == Mailing.DONE
    assert mail.outbox == []
    assert not Rendering.objects.exists()


def test_what_was_mailed_is_not_new_any_more_and_the_next_thing_is(town):
    follow(town)
    publish("Eerste")
    run_week()
    run_week(weeks=1)
    assert len(mail.outbox) == 1
    publish("Tweede")
    PublicationPage.objects.filter(title="Tweede").update(first_published_at=due_moment(1) + timedelta(days=1))
    PublicationPage.objects.get(title="Tweede").save()
    run_week(weeks=2)
    assert "Tweede" in mail.outbox[1].body
    assert "Eerste" not in mail.outbox[1].body


def test_what_was_unpublished_or_closed_since_is_not_in_the_mail(town):
    follow(town)
    publish("Blijft")
    publish("Weg").unpublish()
    closed = publish("Besloten")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    publish("Concept", live=False)
    run_week()
    [letter] = mail.outbox
    assert "Blijft" in letter.body
    assert not any(title in letter.body for title in ("Weg", "Besloten", "Concept"))


def test_two_topics_are_one_mail_and_no_record_is_in_it_twice(town):
    follow(a_topic("lijst", "publication", "gemeente=amersfoort"))
    follow(town)
    follow(a_topic("lijst", "publication"))
    publish("In beide")
    publish("Alleen in de lijst", municipalities=[])
    run_week()
    [letter] = mail.outbox
    assert letter.body.count("* In beide") == 1
    assert letter.body.count("* Alleen in de lijst") == 1
    assert letter.subject == "Nieuw: In beide en nog 1"


def test_themes_subjects_and_searches_find_what_is_new():
    theme = ThemePage.objects.live().filter(locale__language_code="nl").first()
    follow(a_topic("thema", theme.slug), "thema@example.org")
    broader = Subject.objects.create(name="Breed", slug="breed")
    narrower = Subject.objects.create(name="Smal", slug="smal")
    narrower.broader.add(broader)
    follow(a_topic("onderwerp", "breed"), "onderwerp@example.org")
    follow(a_topic("zoeken", "", "q=zwaluwstaart"), "zoek@example.org")
    follow(a_topic("zoeken", "", "q=zwaluwstaart&soort=event"), "agenda@example.org")
    publish("Met thema", municipalities=[], children={"theme_links": [ThemeLink(theme=theme)]})
    publish("Met onderwerp", municipalities=[], children={"subject_links": [SubjectLink(subject=narrower)]})
    publish("Alles over de zwaluwstaart", municipalities=[])
    run_week()
    assert {letter.to[0]: letter.subject for letter in mail.outbox} == {
        "thema@example.org": "Nieuw: Met thema",
        "onderwerp@example.org": "Nieuw: Met onderwerp",
        "zoek@example.org": "Nieuw: Alles over de zwaluwstaart",
    }


def test_a_filter_of_which_the_value_is_gone_does_not_become_everything():
    page = publish("Met gemeente")
    follow(a_topic("lijst", "publication", "gemeente=amersfoort"))
    PublicationPage.objects.filter(municipalities=a_town()).delete()
    assert not PublicationPage.objects.filter(pk=page.pk).exists()
    publish("Iets anders", municipalities=[])
    run_week()
    assert mail.outbox == []


def test_the_newest_first_and_a_link_to_the_rest(town, monkeypatch):
    monkeypatch.setattr(preparation, "MOST_OF_TOPIC", 2)
    follow(town)
    for number in range(4):
        publish(f"Uitgave {number}")
    run_week()
    [letter] = mail.outbox
    titles = [line.removeprefix("* ") for line in letter.body.splitlines() if line.startswith("* ")]
    assert titles == ["Uitgave 3", "Uitgave 2"]
    assert "Nog 2, en alles van “Gemeente Amersfoort”" in letter.body


def test_an_english_reader_gets_english_words_and_what_the_english_site_shows():
    follow(a_topic("gemeente", "amersfoort", language="en"), language="en")
    page = publish("Nog niet vertaald")
    run_week()
    [letter] = mail.outbox
    assert "Municipality Amersfoort" in letter.body
    assert letter.subject == "New: Nog niet vertaald"
    assert "/en/nieuwsbrief/volgen/stoppen/" in letter.body
    item = soup_of_html(letter).find("li")
    assert item["lang"] == "nl"
    assert page.url in item.a["href"]


def soup_of_html(letter):
    class Response:
        content = letter.alternatives[0].content

    return soup_of(Response)


def test_titles_are_escaped(town):
    follow(town)
    publish("<b>Vet</b> & zo")
    run_week()
    assert "&lt;b&gt;Vet&lt;/b&gt; &amp; zo" in mail.outbox[0].alternatives[0].content
    assert "* <b>Vet</b> & zo" in mail.outbox[0].body


def test_who_only_follows_gets_no_newsletter_and_who_only_reads_no_alerts(town):
    follow(town)
    subscribe("lezer@example.org")
    publish()
    run_week()
    assert [letter.to for letter in mail.outbox] == [["jan@example.org"]]
    mail.outbox.clear()
    send(prepared_mailing(a_list(), issue=add_issue()))
    assert [letter.to for letter in mail.outbox] == [["lezer@example.org"]]
    assert lists_of("jan@example.org") == []


def test_once_a_week_whatever_the_clock_does(town):
    follow(town)
    publish()
    assert run_week()
    assert run_week() is None
    assert Mailing.objects.count() == len(mail.outbox) == 1


def test_two_clocks_cannot_make_two_mailings_of_one_week(town):
    follow(town)
    mailing = start_due_alerts(due_moment())
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.create(kind=Mailing.ALERTS, issue_key=mailing.issue_key, title="Nog een")


def test_it_is_not_made_before_its_day_and_not_without_followers(town):
    assert start_due_alerts(due_moment()) is None
    follow(town)
    monday = due_moment() - timedelta(days=1)
    assert start_due_alerts(monday) is None
    assert start_due_alerts(due_moment() - timedelta(minutes=2)) is None
    assert start_due_alerts(due_moment() + timedelta(days=4))


def test_a_late_mail_is_not_followed_by_another_within_days(town):
    follow(town)
    publish("Eerste")
    late = start_due_alerts(due_moment() + timedelta(days=4))
    prepare_mailing.call(late.pk)
    send(late)
    PublicationPage.objects.filter(pk=publish("Tweede").pk).update(
        first_published_at=due_moment() + timedelta(days=4, hours=1)
    )
    PublicationPage.objects.get(title="Tweede").save()
    run_week(weeks=1)
    assert len(mail.outbox) == 1
    run_week(weeks=2)
    assert "Tweede" in mail.outbox[1].body


def test_killed_between_preparing_and_sending_it_goes_on_where_it_was(town, settings, monkeypatch):
    settings.MAILING = {**settings.MAILING, "batch_size": 1}
    readers = addresses(25)
    for reader in readers:
        follow(town, reader)
    publish()
    mailing = start_due_alerts(due_moment())
    stored = AlertPreparation.store

    def killed(self, recipients):
        if Delivery.objects.count() >= 10:
            raise KeyboardInterrupt
        stored(self, recipients)

    monkeypatch.setattr(AlertPreparation, "store", killed)
    with pytest.raises(KeyboardInterrupt):
        prepare_mailing.call(mailing.pk)
    assert Delivery.objects.count() == 10
    monkeypatch.setattr(AlertPreparation, "store", stored)
    prepare_mailing.call(mailing.pk)
    prepare_mailing.call(mailing.pk)
    send(mailing)
    send(mailing)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(readers)


def test_two_preparations_at_once_make_one_mail(town, monkeypatch):
    follow(town)
    publish()
    mailing = start_due_alerts(due_moment())
    first, second = AlertPreparation(mailing), AlertPreparation(mailing)
    waiting = second.next_chunk(0)
    second.render_missing(waiting)
    assert first.run()
    second.store(second.exclude_delivered(waiting))
    assert Delivery.objects.count() == Rendering.objects.count() == 1


def test_who_stopped_before_it_left_gets_nothing(town):
    alert = follow(town)
    publish()
    mailing = start_due_alerts(due_moment())
    prepare_mailing.call(mailing.pk)
    following.stop(alert.subscriber)
    send(mailing)
    assert mail.outbox == []
    assert mailing.deliveries.get().state == Delivery.CANCELLED


def test_who_is_stopped_or_not_confirmed_or_suppressed_gets_none(town):
    person = follow(town).subscriber
    Subscriber.objects.filter(pk=person.pk).update(stopped_at=timezone.now())
    follow(town, "wacht@example.org", confirmed_at=None, mailed_until=None)
    publish()
    assert run_week() is None
    assert mail.outbox == []


def test_a_bounce_ends_what_was_followed(town):
    follow(town)
    publish()
    run_week()
    key = Delivery.objects.get().key
    assert apply_report(Report(key, Delivery.BOUNCED, Suppression.BOUNCED, "550 5.1.1"))
    assert not Alert.objects.exists()
    assert Suppression.objects.get().reason == Suppression.BOUNCED


def test_failures_of_alerts_and_issues_add_up(town):
    follow(town)
    publish()
    run_week()
    count_failure(Delivery.objects.get(), "452 4.2.2 full")
    assert Delivery.objects.get().failed_at


def test_erasing_somebody_wipes_what_the_mail_said(town):
    follow(town)
    publish()
    run_week()
    assert Rendering.objects.get().html
    erase_address("jan@example.org")
    rendering = Rendering.objects.get()
    assert (rendering.subject, rendering.text, rendering.html) == ("", "", "")
    assert Delivery.objects.get().address == ""


def test_contents_are_wiped_after_two_weeks_and_then_not_sent_again(town):
    follow(town)
    publish()
    mailing = run_week()
    delivery = Delivery.objects.get()
    forget_contents(timezone.now())
    assert Rendering.objects.get().html
    Delivery.objects.update(state=Delivery.UNKNOWN)
    forget_contents(timezone.now() + timedelta(days=15))
    assert not Rendering.objects.get().html
    assert actions.resend_unknown(mailing, [delivery.key]) == 0


def test_the_clock_does_it(town, django_capture_on_commit_callbacks, monkeypatch):
    follow(town)
    publish()
    moment = due_moment()
    monkeypatch.setattr("newsletters.mailings.sending.recovery.timezone.now", lambda: moment)
    with django_capture_on_commit_callbacks() as tasks:
        run_due_work()
        run_due_work()
    assert Mailing.objects.get().kind == Mailing.ALERTS
    assert len(tasks) == 1


def test_editors_see_the_mailing_and_no_week_without_news(administrator_client, town):
    follow(town)
    run_week()
    path = "/admin/newsletters/mailings/"
    assert "Wat mensen volgen" not in soup_of(administrator_client.get(path)).main.text
    publish()
    mailing = run_week(weeks=1)
    assert "Wat mensen volgen, week" in soup_of(administrator_client.get(path)).main.text
    assert administrator_client.get(f"/admin/newsletters/mailings/{mailing.pk}/").status_code == 200


def test_more_records_followers_and_words_cost_no_more_queries(town):
    def queries(weeks):
        mailing = start_due_alerts(due_moment(weeks))
        bring_up_to_date()
        with CaptureQueriesContext(connection) as captured:
            prepare_mailing.call(mailing.pk)
        return captured

    follow(town)
    publish()
    few = queries(0)
    for number, reader in enumerate(addresses(30)):
        follow(town, reader)
        page = publish(f"Uitgave {number}")
        PublicationPage.objects.filter(pk=page.pk).update(first_published_at=due_moment(0) + timedelta(hours=number))
    for page in PublicationPage.objects.filter(title__startswith="Uitgave"):
        page.save()
    many = queries(1)
    assert Delivery.objects.count() == 32
    assert len(many) <= len(few) <= 40
