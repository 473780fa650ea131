"""Signing up, confirming and leaving: what happens to the records. Views only ask for it.

A request for any address is written down and answered by a background task, so that a visitor sees the same, equally
fast, whether or not the address is known.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from newsletters import letters
from newsletters.models import (
    AddressChange,
    AddressRequest,
    Consent,
    MailingList,
    Subscriber,
    SubscriberImport,
    Subscription,
    Suppression,
)
from newsletters.suppressions import lift, stop_address
from visitors.task_queue import task

DAYS_TO_CONFIRM = 7
DAYS_OF_PREFERENCES_LINK = 30
# A request that is older lost its worker on the way.
PATIENCE = timedelta(minutes=10)


def ask(kind, address, language, *, lists=(), wording="", source=""):
    """Write down a request of AddressRequest.SIGN_UP or PREFERENCES and let a background task answer it by mail.

    `lists` are MailingLists, `wording` is what the person agreed to, `source` the path of the page.
    """
    request = AddressRequest.objects.create(
        kind=kind,
        address=address,
        language=language,
        list_ids=[chosen.pk for chosen in lists],
        wording=wording,
        source=source[:255],
    )
    transaction.on_commit(lambda: answer_request.enqueue(request.pk))


@task(backend="queue")
def answer_request(pk):
    """Answer an AddressRequest by mail and forget it; one that is gone was answered already.

    Killed halfway it is done again later: nothing is written twice, at worst the same mail comes twice.
    """
    request = AddressRequest.objects.filter(pk=pk).first()
    if request is None:
        return
    with transaction.atomic():
        letter = _prepare_sign_up(request) if request.kind == AddressRequest.SIGN_UP else _prepare_link(request)
    # Outside the transaction: a slow mail server must not hold up whoever else writes.
    if letter:
        send, *about = letter
        send(*about)
    request.delete()


def _prepare_sign_up(request):
    lists = list(MailingList.objects.open().filter(pk__in=request.list_ids))
    if not lists:
        # An editor closed them meanwhile.
        return None
    subscriber = Subscriber.objects.with_address(request.address).first()
    if subscriber is None:
        subscriber = Subscriber(address=request.address)
    if subscriber.confirmed_at is None:
        # The week for confirming begins anew, as that of the new link does.
        subscriber.language, subscriber.created_at = request.language, timezone.now()
        subscriber.save()
    active = set(subscriber.subscriptions.active().values_list("mailing_list", flat=True))
    wanted = [chosen for chosen in lists if chosen.pk not in active]
    if subscriber.confirmed_at and not wanted:
        return letters.send_known, subscriber, _names(lists, subscriber.language)
    for chosen in wanted:
        Subscription.objects.update_or_create(
            subscriber=subscriber, mailing_list=chosen, defaults={"created_at": timezone.now(), "left_at": None}
        )
    Consent.objects.get_or_create(
        subscriber=subscriber,
        given_at=request.created_at,
        source=request.source,
        defaults={"wording": request.wording, "list_names": "\n".join(_names(wanted, request.language))},
    )
    return letters.send_confirmation, subscriber, _names(wanted, subscriber.language)


def _prepare_link(request):
    subscriber = Subscriber.objects.with_address(request.address).first()
    if subscriber is None:
        return None
    if subscriber.confirmed_at:
        return letters.send_preferences, subscriber
    pending = [subscription.mailing_list for subscription in _pending(subscriber)]
    return letters.send_confirmation, subscriber, _names(pending, subscriber.language)


def _pending(subscriber):
    return subscriber.subscriptions.pending().select_related("mailing_list").order_by("mailing_list__position")


def _names(lists, language):
    english = language.startswith("en")
    return [chosen.name_en if english and chosen.name_en else chosen.name for chosen in lists]


@transaction.atomic
def confirm(subscriber):
    """Confirm all that a subscriber asked for; return the MailingLists this made active, empty the second time."""
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    now = timezone.now()
    lists = [subscription.mailing_list for subscription in _pending(subscriber)]
    subscriber.subscriptions.pending().update(confirmed_at=now)
    subscriber.consents.filter(confirmed_at=None).update(confirmed_at=now)
    if subscriber.confirmed_at is None:
        subscriber.confirmed_at = now
        subscriber.save()
    lift(subscriber.address)
    return lists


@transaction.atomic
def leave(subscriber, list_pk=None):
    """Take a subscriber off the list with this primary key, or without one off all; return whether it changed anything.

    Who leaves the last list is erased; only the fingerprint of the address stays.
    """
    chosen = subscriber.subscriptions.filter(left_at=None)
    if list_pk is not None:
        chosen = chosen.filter(mailing_list=list_pk)
    changed = bool(chosen.update(confirmed_at=None, left_at=timezone.now()))
    if not subscriber.subscriptions.filter(left_at=None).exists():
        stop_address(subscriber.address, Suppression.UNSUBSCRIBED)
        return True
    return changed


@transaction.atomic
def choose_lists(subscriber, lists, wording, source):
    """Give a subscriber, who showed to own the address, exactly these MailingLists; none erases them.

    Return whether the subscriber is still there. What is new is a consent with `wording` and `source`.
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
    if not wanted:
        stop_address(subscriber.address, Suppression.UNSUBSCRIBED)
    return bool(wanted)


@transaction.atomic
def ask_change(subscriber, address):
    """Let a background task ask at a new address whether it is the subscriber's; an older question lapses."""
    subscriber.address_changes.all().delete()
    change = AddressChange.objects.create(subscriber=subscriber, address=address)
    transaction.on_commit(lambda: ask_new_address.enqueue(change.pk))


@task(backend="queue")
def ask_new_address(pk):
    """Send the question about an AddressChange to the new address, if it still stands."""
    if change := AddressChange.objects.select_related("subscriber").filter(pk=pk).first():
        letters.send_change(change)


@transaction.atomic
def change_address(change):
    """Carry out an AddressChange that was confirmed at the new address; return the Subscriber.

    When the new address has a subscriber already, both are the same person's: the lists come together.
    """
    subscriber, other = change.subscriber, Subscriber.objects.with_address(change.address).first()
    if other and other.pk != subscriber.pk:
        own = subscriber.subscriptions.values_list("mailing_list", flat=True)
        other.subscriptions.active().exclude(mailing_list__in=list(own)).update(subscriber=subscriber)
        other.consents.exclude(confirmed_at=None).update(subscriber=subscriber)
        other.delete()
    subscriber.address = change.address
    subscriber.save()
    change.delete()
    lift(subscriber.address)
    return subscriber


def forget(moment):
    """Erase what nobody confirmed within DAYS_TO_CONFIRM before `moment` (aware), and old imports.

    Requests whose worker died are handed out again. Return how many subscribers were erased.
    """
    limit = moment - timedelta(days=DAYS_TO_CONFIRM)
    _total, erased = Subscriber.objects.forgotten(moment, DAYS_TO_CONFIRM).delete()
    Subscription.objects.pending().filter(created_at__lt=limit).delete()
    Consent.objects.filter(confirmed_at=None, given_at__lt=limit).delete()
    AddressChange.objects.filter(created_at__lt=limit).delete()
    AddressRequest.objects.filter(created_at__lt=limit).delete()
    SubscriberImport.objects.filter(created_at__lt=limit).delete()
    _forget_people_without_lists(limit)
    waiting = AddressRequest.objects.filter(handed_out_at__lt=moment - PATIENCE)
    for request in waiting:
        request.handed_out_at = moment
        request.save()
        answer_request.enqueue(request.pk)
    return erased.get(Subscriber._meta.label, 0)


def _forget_people_without_lists(limit):
    """Erase who has no list any more, because they left the rest or an editor removed it."""
    listless = Subscriber.objects.filter(created_at__lt=limit).exclude(
        pk__in=Subscription.objects.filter(left_at=None).values("subscriber")
    )
    for subscriber in listless.filter(subscriptions__left_at__isnull=False).distinct():
        stop_address(subscriber.address, Suppression.UNSUBSCRIBED)
    listless.delete()
