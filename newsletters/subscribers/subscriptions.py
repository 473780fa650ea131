"""The life cycle of a subscription: request, confirmation (double opt-in), changes, unsubscribing, expiry.

A request for any address is stored and processed by a queue task, so that neither the response nor its timing reveals
whether the address is known (OWASP, user enumeration).
"""

from datetime import timedelta

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from newsletters.alerts import following
from newsletters.alerts.letters import send_confirmation as send_follow_confirmation
from newsletters.models import (
    AddressChange,
    AddressRequest,
    Alert,
    Consent,
    MailingList,
    Subscriber,
    SubscriberImport,
    Subscription,
    Suppression,
)
from newsletters.subscribers import letters
from newsletters.subscribers.stops import resume_subscriber
from newsletters.subscribers.suppressions import suppress_address, unsuppress_address
from visitors.task_queue import LOST_AFTER, task

DAYS_TO_CONFIRM = 7
DAYS_OF_PREFERENCES_LINK = 30


# Signal, sent with `mailing` and `subscriber` (primary keys) after unsubscribing by a link in the mail of that mailing.
unsubscribed = Signal()


def request_mail(kind, address, language, *, lists=(), topic=None, wording="", source=""):
    """Store an AddressRequest of a kind of AddressRequest and enqueue its processing after the commit.

    `lists` are MailingLists, `topic` is an AlertTopic (unsaved) to follow, `wording` the consent text, `source` the
    path of the page.
    """
    request = AddressRequest.objects.create(
        kind=kind,
        address=address,
        language=language,
        list_ids=[chosen.pk for chosen in lists],
        topic=following.topic_fields(topic) if topic else {},
        wording=wording,
        source=source[:255],
    )
    transaction.on_commit(lambda: process_address_request.enqueue(request.pk))


@task(backend="queue")
def process_address_request(pk):
    """Process an AddressRequest (primary key): send its mail, then delete it. Does nothing when it is gone.

    Retried after a crash: the database changes are idempotent, the mail may be sent twice.
    """
    request = AddressRequest.objects.filter(pk=pk).first()
    if request is None:
        return
    with transaction.atomic():
        mail = PREPARE[request.kind](request)
    # Outside the transaction: a slow mail server must not keep locks.
    if mail:
        send, *arguments = mail
        send(*arguments)
    request.delete()


def _prepare_sign_up(request):
    lists = list(MailingList.objects.open().filter(pk__in=request.list_ids))
    if not lists:
        # Closed by an editor meanwhile.
        return None
    subscriber = Subscriber.objects.with_address(request.address).first()
    if subscriber is None:
        subscriber = Subscriber(address=request.address)
    if subscriber.confirmed_at is None:
        # Restarts the period for confirmation, like that of the new link.
        subscriber.language, subscriber.created_at = request.language, timezone.now()
        subscriber.save()
    active = set(subscriber.subscriptions.active().values_list("mailing_list", flat=True))
    wanted = [chosen for chosen in lists if chosen.pk not in active]
    if subscriber.confirmed_at and not wanted and not subscriber.stopped_at:
        return letters.send_already_subscribed, subscriber, _names(lists, subscriber.language)
    for chosen in wanted:
        Subscription.objects.update_or_create(
            subscriber=subscriber, mailing_list=chosen, defaults={"created_at": timezone.now(), "left_at": None}
        )
    Consent.objects.get_or_create(
        subscriber=subscriber,
        given_at=request.created_at,
        source=request.source,
        defaults={"wording": request.wording, "list_names": "\n".join(_names(wanted or lists, request.language))},
    )
    return letters.send_confirmation, subscriber, _names(wanted or lists, subscriber.language)


def _prepare_link(request):
    subscriber = Subscriber.objects.with_address(request.address).first()
    if subscriber is None:
        return None
    if subscriber.confirmed_at:
        return letters.send_preferences_link, subscriber
    pending = [subscription.mailing_list for subscription in _pending(subscriber)]
    alert = subscriber.alerts.select_related("topic").last()
    if alert and not pending:
        return send_follow_confirmation, subscriber, alert
    return letters.send_confirmation, subscriber, _names(pending, subscriber.language)


PREPARE = {
    AddressRequest.SIGN_UP: _prepare_sign_up,
    AddressRequest.PREFERENCES: _prepare_link,
    AddressRequest.FOLLOW: following.prepare_follow,
}


def _pending(subscriber):
    return subscriber.subscriptions.pending().select_related("mailing_list").order_by("mailing_list__position")


def lists_to_confirm(subscriber):
    """Return the MailingLists that a confirmation is about: pending ones, or all after a stop."""
    if subscriber.stopped_at:
        current = subscriber.subscriptions.filter(left_at=None).select_related("mailing_list")
        return [subscription.mailing_list for subscription in current.order_by("mailing_list__position")]
    return [subscription.mailing_list for subscription in _pending(subscriber)]


def _names(lists, language):
    english = language.startswith("en")
    return [chosen.name_en if english and chosen.name_en else chosen.name for chosen in lists]


@transaction.atomic
def confirm(subscriber):
    """Confirm the pending subscriptions of a subscriber, and undo a stop; return the MailingLists concerned.

    Idempotent: [] the second time.
    """
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    now = timezone.now()
    lists = lists_to_confirm(subscriber)
    if subscriber.stopped_at:
        resume_subscriber(subscriber)
    subscriber.subscriptions.pending().update(confirmed_at=now)
    # What was agreed to about alerts waits for the link of the alert.
    subscriber.consents.filter(confirmed_at=None, alerts=None).update(confirmed_at=now)
    if subscriber.confirmed_at is None:
        subscriber.confirmed_at = now
        subscriber.save()
    unsuppress_address(subscriber.address)
    if lists:
        numbers = [chosen.pk for chosen in lists]
        transaction.on_commit(lambda: send_welcome.enqueue(subscriber.pk, numbers))
    return lists


@task(backend="queue")
def send_welcome(pk, list_pks):
    """Welcome a subscriber (primary key) to lists (primary keys). Does nothing for somebody who left since."""
    subscriber = Subscriber.objects.confirmed().filter(pk=pk).first()
    if subscriber is None:
        return
    current = subscriber.subscriptions.active().filter(mailing_list__in=list_pks).select_related("mailing_list")
    lists = [subscription.mailing_list for subscription in current.order_by("mailing_list__position")]
    if lists:
        letters.send_welcome(subscriber, _names(lists, subscriber.language))


@transaction.atomic
def unsubscribe(subscriber, list_pk=None):
    """Unsubscribe from the list with this primary key, or for None from everything; return whether anything changed.

    A subscriber without lists who follows nothing, or leaves everything, is erased; only the fingerprint of the address
    stays on the suppression list.
    """
    chosen = subscriber.subscriptions.filter(left_at=None)
    if list_pk is not None:
        chosen = chosen.filter(mailing_list=list_pk)
    changed = bool(chosen.update(confirmed_at=None, left_at=timezone.now()))
    if list_pk is None:
        suppress_address(subscriber.address, Suppression.UNSUBSCRIBED)
        return True
    return following.erase_if_nothing_left(subscriber) or changed


@transaction.atomic
def set_lists(subscriber, lists, wording, source):
    """Set the lists of a subscriber, who proved to own the address, to these MailingLists.

    Without any, a subscriber who follows nothing is erased. Stores a Consent with `wording` and `source` for added
    lists. Returns whether the subscriber still exists.
    """
    wanted = {chosen.pk: chosen for chosen in lists}
    active = set(subscriber.subscriptions.active().values_list("mailing_list", flat=True))
    now = timezone.now()
    subscriber.subscriptions.filter(left_at=None).exclude(mailing_list__in=wanted).update(
        confirmed_at=None, left_at=now
    )
    added = [chosen for pk, chosen in wanted.items() if pk not in active]
    for chosen in added:
        Subscription.objects.update_or_create(
            subscriber=subscriber, mailing_list=chosen, defaults={"confirmed_at": now, "left_at": None}
        )
    if added:
        Consent.objects.create(
            subscriber=subscriber,
            given_at=now,
            confirmed_at=now,
            wording=wording,
            list_names="\n".join(_names(added, subscriber.language)),
            source=source[:255],
        )
    return not following.erase_if_nothing_left(subscriber)


@transaction.atomic
def request_address_change(subscriber, address):
    """Store an AddressChange, replacing an older one, and enqueue the mail that asks the new address to confirm it."""
    subscriber.address_changes.all().delete()
    change = AddressChange.objects.create(subscriber=subscriber, address=address)
    transaction.on_commit(lambda: send_change_confirmation.enqueue(change.pk))


@task(backend="queue")
def send_change_confirmation(pk):
    """Send the confirmation mail of an AddressChange (primary key). Does nothing when it is gone."""
    if change := AddressChange.objects.select_related("subscriber").filter(pk=pk).first():
        letters.send_change_confirmation(change)


@transaction.atomic
def change_address(change):
    """Apply an AddressChange confirmed at the new address; return the Subscriber.

    When the new address has a subscriber already, the two are merged.
    """
    subscriber, other = change.subscriber, Subscriber.objects.with_address(change.address).first()
    if other and other.pk != subscriber.pk:
        own = subscriber.subscriptions.values_list("mailing_list", flat=True)
        other.subscriptions.active().exclude(mailing_list__in=list(own)).update(subscriber=subscriber)
        other.consents.exclude(confirmed_at=None).update(subscriber=subscriber)
        followed = subscriber.alerts.values_list("topic", flat=True)
        other.alerts.active().exclude(topic__in=list(followed)).update(subscriber=subscriber)
        other.delete()
    subscriber.address = change.address
    subscriber.stopped_at, subscriber.stopped_for = None, ""
    subscriber.save()
    change.delete()
    unsuppress_address(subscriber.address)
    return subscriber


def delete_expired(moment):
    """Delete what was not confirmed in the DAYS_TO_CONFIRM before `moment` (aware datetime), and old imports.

    Enqueues unprocessed requests again. Returns the number of subscribers deleted. Idempotent.
    """
    limit = moment - timedelta(days=DAYS_TO_CONFIRM)
    _total, erased = Subscriber.objects.unconfirmed(moment, DAYS_TO_CONFIRM).delete()
    Subscription.objects.pending().filter(created_at__lt=limit).delete()
    Consent.objects.filter(confirmed_at=None, given_at__lt=limit).delete()
    following.forget_over(moment)
    following.forget_pending(limit)
    AddressChange.objects.filter(created_at__lt=limit).delete()
    AddressRequest.objects.filter(created_at__lt=limit).delete()
    SubscriberImport.objects.filter(created_at__lt=limit).delete()
    _delete_without_lists(limit)
    waiting = AddressRequest.objects.filter(enqueued_at__lt=moment - LOST_AFTER)
    for request in waiting:
        request.enqueued_at = moment
        request.save()
        process_address_request.enqueue(request.pk)
    return erased.get(Subscriber._meta.label, 0)


def _delete_without_lists(limit):
    """Delete subscribers without lists who follow nothing: they left the others, or an editor deleted the list."""
    listless = Subscriber.objects.filter(created_at__lt=limit).exclude(
        pk__in=Subscription.objects.filter(left_at=None).values("subscriber")
    )
    listless = listless.exclude(pk__in=Alert.objects.values("subscriber"))
    for subscriber in listless.filter(subscriptions__left_at__isnull=False).distinct():
        suppress_address(subscriber.address, Suppression.UNSUBSCRIBED)
    listless.delete()
