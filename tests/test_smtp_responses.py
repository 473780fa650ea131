"""What the response of a mail server means for the recipient, the list and the mailing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Site

from newsletters.mailings import actions
from newsletters.mailings.sending.recovery import run_due_work
from newsletters.mailings.sending.tasks import send_batch
from newsletters.models import Batch, Delivery, Mailing, Subscriber, Suppression
from newsletters.subscribers.suppressions import is_suppressed, suppress_address
from tests.mail_server import LOSE_CONNECTION
from tests.mailing_samples import (
    add_issue,
    add_list,
    add_subscribers,
    addresses,
    delivery_states,
    prepared_mailing,
    send,
)

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_all_get_the_mail_once_and_the_mailing_is_done(mail_server):
    mailing = send(prepared_mailing(add_list(), *addresses(3)))
    assert sorted(mail_server.recipients()) == addresses(3)
    assert set(delivery_states(mailing).values()) == {"sent"}
    assert mailing.state == Mailing.DONE


def test_a_second_mailing_of_the_issue_goes_only_to_who_did_not_have_it(mail_server):
    issue = add_issue()
    send(prepared_mailing(add_list("eerste"), "a@example.org", issue=issue))
    second = send(prepared_mailing(add_list("tweede"), "A@example.org", "b@example.org", issue=issue))
    assert mail_server.recipients() == ["a@example.org", "b@example.org"]
    assert set(delivery_states(second)) == {"b@example.org"}


def test_preparing_twice_and_running_a_batch_twice_changes_nothing(mail_server):
    from newsletters.mailings.sending.preparation import Preparation

    mailing = prepared_mailing(add_list(), *addresses(3))
    Mailing.objects.filter(pk=mailing.pk).update(state=Mailing.PREPARING)
    assert Preparation(mailing).run()
    Mailing.objects.filter(pk=mailing.pk).update(state=Mailing.SENDING)
    assert mailing.deliveries.count() == 3
    send(send(mailing))
    assert len(mail_server.mails) == 3


def test_an_address_that_does_not_exist_is_stopped(mail_server):
    mail_server.answers["weg@example.org"] = "550 5.1.1 <weg@example.org> User unknown"
    mailing = send(prepared_mailing(add_list(), "weg@example.org", "blijft@example.org"))
    assert delivery_states(mailing) == {"weg@example.org": "bounced", "blijft@example.org": "sent"}
    assert is_suppressed("weg@example.org")
    assert not Subscriber.objects.with_address("weg@example.org").exists()
    assert "weg@" not in mailing.deliveries.get(state="bounced").answer


def test_a_refusal_for_the_moment_is_tried_again_with_growing_pauses_and_given_up(mail_server):
    mail_server.answers["vol@example.org"] = "452 4.2.2 Mailbox full"
    mailing = send(prepared_mailing(add_list(), "vol@example.org"))
    pauses = []
    while mailing.state == Mailing.SENDING:
        delivery = mailing.deliveries.get()
        assert delivery.state == Delivery.DEFERRED
        pauses.append(round((delivery.not_before - timezone.now()).total_seconds() / 60))
        Delivery.objects.update(not_before=timezone.now())
        Batch.objects.update(not_before=timezone.now())
        run_due_work()
        send(mailing)
    assert pauses == sorted(set(pauses))
    assert pauses[:4] == [1, 5, 15, 60]
    assert delivery_states(mailing) == {"vol@example.org": "refused"}
    assert not is_suppressed("vol@example.org")


def test_a_deferred_mail_leaves_when_the_server_takes_it(mail_server):
    mail_server.answers["later@example.org"] = "451 4.7.1 Greylisted"
    mailing = send(prepared_mailing(add_list(), "later@example.org"))
    assert mail_server.recipients() == []
    mail_server.answers.clear()
    later = timezone.now() + timedelta(minutes=2)
    Delivery.objects.update(not_before=timezone.now())
    Batch.objects.filter(not_before__lt=later).update(not_before=timezone.now())
    run_due_work()
    send(mailing)
    assert mail_server.recipients() == ["later@example.org"]
    assert mailing.state == Mailing.DONE


def test_a_connection_lost_after_the_content_leaves_the_delivery_unknown(mail_server):
    mail_server.endings["a@example.org"] = LOSE_CONNECTION
    mailing = send(prepared_mailing(add_list(), "a@example.org", "b@example.org"))
    assert delivery_states(mailing) == {"a@example.org": "unknown", "b@example.org": "sent"}
    run_due_work()
    send(mailing)
    assert mail_server.recipients() == ["a@example.org", "b@example.org"]


def test_the_editor_resolves_unknown_deliveries(mail_server):
    mail_server.endings |= dict.fromkeys(["a@example.org", "b@example.org"], LOSE_CONNECTION)
    mailing = send(prepared_mailing(add_list(), "a@example.org", "b@example.org"))
    again = mailing.deliveries.get(address="a@example.org").key
    as_sent = mailing.deliveries.get(address="b@example.org").key
    mail_server.endings.clear()
    assert actions.mark_unknown_as_sent(mailing, [as_sent]) == 1
    assert actions.resend_unknown(mailing, [again]) == 1
    send(mailing)
    assert mail_server.recipients() == ["a@example.org", "b@example.org", "a@example.org"]
    assert set(delivery_states(mailing).values()) == {"sent"}
    assert mailing.state == Mailing.DONE


def test_a_connection_lost_before_the_content_is_tried_again(mail_server):
    mail_server.answers["a@example.org"] = LOSE_CONNECTION
    mailing = send(prepared_mailing(add_list(), "a@example.org", "b@example.org"))
    assert delivery_states(mailing) == {"a@example.org": "deferred", "b@example.org": "sent"}


def test_a_server_that_is_not_there_lets_the_batch_rest(settings, mail_server):
    mailing = prepared_mailing(add_list(), "a@example.org")
    settings.EMAIL_PORT = 9
    send(mailing)
    batch = mailing.batches.get()
    assert (batch.state, delivery_states(mailing)) == (Batch.RESTING, {"a@example.org": "waiting"})
    assert "tried again" in mailing.notice or "opnieuw" in mailing.notice
    settings.EMAIL_PORT = mail_server.port
    Batch.objects.update(not_before=timezone.now())
    run_due_work()
    send(mailing)
    assert (mailing.state, mailing.notice) == (Mailing.DONE, "")


@pytest.mark.parametrize("answer", ["550 5.7.1 Sender not allowed", "535 5.7.8 Authentication failed"])
def test_a_server_that_refuses_us_pauses_the_mailing_and_blames_nobody(mail_server, answer):
    mail_server.sender_answer = answer
    mailing = send(prepared_mailing(add_list(), *addresses(3)))
    assert mailing.state == Mailing.PAUSED
    assert answer in mailing.notice
    assert Suppression.objects.count() == 0
    assert set(delivery_states(mailing).values()) <= {"waiting", "deferred"}
    mail_server.sender_answer = ""
    actions.resume(mailing)
    send(mailing)
    assert sorted(mail_server.recipients()) == addresses(3)


def test_five_refusals_of_our_policy_in_a_row_pause_the_mailing(mail_server):
    mail_server.answers |= dict.fromkeys(addresses(9), "550 5.7.1 Relaying denied")
    mailing = send(prepared_mailing(add_list(), *addresses(9)))
    assert mailing.state == Mailing.PAUSED
    assert sorted(delivery_states(mailing).values()) == ["deferred"] * 5 + ["waiting"] * 4
    assert Suppression.objects.count() == 0


def test_pause_holds_resume_goes_on_and_cancel_ends(mail_server):
    mailing = prepared_mailing(add_list(), *addresses(3))
    assert actions.pause(mailing)
    assert not actions.pause(mailing)
    send(mailing)
    assert mail_server.recipients() == []
    assert actions.resume(mailing)
    assert actions.cancel(mailing)
    send(mailing)
    assert mail_server.recipients() == []
    assert set(delivery_states(mailing).values()) == {"cancelled"}


def test_who_unsubscribed_or_was_stopped_meanwhile_gets_no_mail(mail_server):
    chosen = add_list()
    mailing = prepared_mailing(chosen, *addresses(3))
    chosen.subscriptions.filter(subscriber__address=addresses(1)[0]).delete()
    suppress_address(addresses(2)[1], Suppression.ERASED)
    send(mailing)
    assert mail_server.recipients() == [addresses(3)[2]]
    assert sorted(mailing.deliveries.values_list("state", flat=True)) == ["cancelled", "cancelled", "sent"]
    # Erased means that the address stands nowhere any more.
    assert not Delivery.objects.filter(address=addresses(2)[1]).exists()


def test_a_suspended_worker_sends_nothing_after_its_lease(mail_server):
    from newsletters.mailings.sending.batches import BatchRun

    mailing = prepared_mailing(add_list(), *addresses(2))
    batch, first = mailing.batches.get(), mailing.deliveries.first()
    asleep = BatchRun(batch.pk)
    assert asleep.lock.acquire()
    assert asleep.claim(first)
    Batch.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run_due_work()
    assert not asleep.claim(mailing.deliveries.last())
    assert not asleep.lock.is_held()
    send(mailing)
    assert mail_server.recipients() == [mailing.deliveries.last().address]
    assert delivery_states(mailing)[first.address] == "unknown"


def test_what_the_queue_lost_is_queued_again(mail_server):
    mailing = prepared_mailing(add_list(), "a@example.org")
    Batch.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))
    run_due_work()
    assert mailing.batches.get().enqueued_at > timezone.now() - timedelta(minutes=1)


def test_a_scheduled_mailing_begins_by_the_clock():
    chosen = add_list()
    add_subscribers(chosen, addresses(1))
    mailing = actions.create_mailing(add_issue(), [chosen], None, timezone.now() + timedelta(hours=1))
    run_due_work()
    mailing.refresh_from_db()
    assert mailing.state == Mailing.SCHEDULED
    Mailing.objects.update(scheduled_at=timezone.now())
    run_due_work()
    mailing.refresh_from_db()
    assert mailing.state == Mailing.PREPARING


def test_a_scheduled_mailing_of_an_issue_that_went_offline_does_not_begin():
    issue = add_issue()
    mailing = actions.create_mailing(issue, [add_list()], None, timezone.now() + timedelta(hours=1))
    issue.unpublish()
    Mailing.objects.update(scheduled_at=timezone.now())
    run_due_work()
    mailing.refresh_from_db()
    assert mailing.state == Mailing.DRAFT
    assert mailing.notice


def test_addresses_are_wiped_after_their_time_and_the_numbers_stay(mail_server, settings):
    mailing = send(prepared_mailing(add_list(), *addresses(2)))
    Mailing.objects.update(finished_at=timezone.now() - settings.MAILING["addresses_kept"] - timedelta(days=1))
    run_due_work()
    assert set(mailing.deliveries.values_list("address", flat=True)) == {""}
    assert mailing.deliveries.count_by_state()["sent"] == 2


def test_all_workers_together_keep_to_the_rate(mail_server):
    from newsletters.mailings.sending.rate_limit import messages_per_second
    from newsletters.models import NewsletterSettings

    site = Site.objects.get(is_default_site=True)
    NewsletterSettings.objects.update_or_create(site=site, defaults={"rate_per_second": 10})
    assert messages_per_second() == 10
    started = timezone.now()
    mailing = prepared_mailing(add_list(), *addresses(8))
    send_batch.call(mailing.batches.get().pk)
    assert len(mail_server.mails) == 8
    assert timezone.now() - started >= timedelta(seconds=0.7)
