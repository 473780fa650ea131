"""When the weekly mail about what people follow is made: once a week, whole after a kill; and what is wiped of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsletters.alerts import following
from newsletters.alerts.preparation import AlertPreparation
from newsletters.alerts.weekly import forget_contents, start_due_alerts
from newsletters.mailings import actions
from newsletters.mailings.sending.bounces import Report, apply_report
from newsletters.mailings.sending.recovery import run_due_work
from newsletters.mailings.sending.tasks import prepare_mailing
from newsletters.models import Alert, Delivery, Mailing, Rendering, Subscriber, Suppression
from newsletters.subscribers.stops import count_failure
from newsletters.subscribers.suppressions import erase_address
from pages.record_index.changes import bring_up_to_date
from publications.models import PublicationPage
from tests.alert_samples import due_moment, follow, publish, run_week
from tests.mailing_samples import addresses, send
from tests.subscriber_samples import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled")]


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
    readers = addresses(12)
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
    for number, reader in enumerate(addresses(12)):
        follow(town, reader)
        page = publish(f"Uitgave {number}")
        PublicationPage.objects.filter(pk=page.pk).update(first_published_at=due_moment(0) + timedelta(hours=number))
    for page in PublicationPage.objects.filter(title__startswith="Uitgave"):
        page.save()
    many = queries(1)
    assert Delivery.objects.count() == 14
    assert len(many) <= len(few) <= 40
