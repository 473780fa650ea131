"""Following a topic: request, confirmation (double opt-in), stopping. The request is processed like a sign-up.

Who only follows is on no list and gets no newsletter; who stops the last topic and is on no list is erased.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from newsletters.alerts import letters
from newsletters.models import Alert, AlertTopic, Consent, Subscriber, Suppression
from newsletters.subscribers.stops import resume_subscriber
from newsletters.subscribers.suppressions import suppress_address, unsuppress_address
from pages.models import IndexedRecord

# Topics of one subscriber.
MOST_ALERTS = 50
# How long the look-back of an event is waited for.
OVER = timedelta(days=120)


def topic_fields(topic):
    """Return the fields of an AlertTopic as a dict of JSON values, for AddressRequest.topic."""
    return {name: getattr(topic, name) for name in ("kind", "name", "query", "language", "label", "path")}


def prepare_follow(request):
    """Store what an AddressRequest of kind FOLLOW asks, to be confirmed; return (function that mails, its arguments).

    Idempotent. The mail is the same for everybody but who follows the topic already, or follows too many.
    """
    key = {name: request.topic[name] for name in ("kind", "name", "query", "language")}
    labels = {name: request.topic[name] for name in ("label", "path")}
    topic, _made = AlertTopic.objects.get_or_create(**key, defaults=labels)
    subscriber = Subscriber.objects.with_address(request.address).first() or Subscriber(address=request.address)
    if subscriber.confirmed_at is None:
        # Restarts the period for confirmation, like that of the new link.
        subscriber.language, subscriber.created_at = request.language, timezone.now()
        subscriber.save()
    alert = subscriber.alerts.filter(topic=topic).first()
    if alert and alert.confirmed_at and not subscriber.stopped_at:
        return letters.send_already_following, subscriber, topic.label
    if alert is None and subscriber.alerts.count() >= MOST_ALERTS:
        return letters.send_too_many, subscriber, MOST_ALERTS
    consent, _made = Consent.objects.get_or_create(
        subscriber=subscriber,
        given_at=request.created_at,
        source=request.source,
        defaults={"wording": request.wording, "list_names": topic.label},
    )
    if alert is None:
        alert = Alert(subscriber=subscriber, topic=topic)
    alert.created_at, alert.consent = timezone.now(), consent
    alert.save()
    return letters.send_confirmation, subscriber, alert


@transaction.atomic
def confirm(alert):
    """Confirm an Alert, and undo a stop of its subscriber; return whether that changed anything. Idempotent.

    Lists that wait for their own confirmation go on waiting.
    """
    subscriber = Subscriber.objects.select_for_update().get(pk=alert.subscriber_id)
    alert.refresh_from_db()
    if alert.confirmed_at and not subscriber.stopped_at:
        return False
    now = timezone.now()
    if subscriber.stopped_at:
        resume_subscriber(subscriber)
    if alert.confirmed_at is None:
        alert.confirmed_at = alert.mailed_until = now
        alert.save()
    Consent.objects.filter(pk=alert.consent_id, confirmed_at=None).update(confirmed_at=now)
    Subscriber.objects.filter(pk=subscriber.pk, confirmed_at=None).update(confirmed_at=now)
    unsuppress_address(subscriber.address)
    return True


@transaction.atomic
def stop(subscriber, alert_pk=None):
    """Stop the alert of a subscriber with this primary key, or all for None; return whether there was one.

    A subscriber who then follows nothing and is on no list is erased.
    """
    chosen = subscriber.alerts.all() if alert_pk is None else subscriber.alerts.filter(pk=alert_pk)
    consents = list(chosen.values_list("consent", flat=True))
    stopped, _kinds = chosen.delete()
    # What was agreed to about a topic says what somebody searched for; it goes with the alert.
    Consent.objects.filter(pk__in=consents).delete()
    if stopped:
        erase_if_nothing_left(subscriber)
    return bool(stopped)


def erase_if_nothing_left(subscriber):
    """Erase a subscriber who is on no list and follows nothing; return whether that happened.

    Only the fingerprint of the address stays on the suppression list.
    """
    if subscriber.subscriptions.filter(left_at=None).exists() or subscriber.alerts.exists():
        return False
    suppress_address(subscriber.address, Suppression.UNSUBSCRIBED)
    return True


def forget_pending(limit):
    """Delete alerts that wait for confirmation since before `limit` (aware datetime), and topics nobody follows."""
    Alert.objects.filter(confirmed_at=None, created_at__lt=limit).delete()
    AlertTopic.objects.filter(alerts=None).delete()


def forget_over(moment):
    """Stop the alerts on single records that are over since OVER before `moment` (aware datetime), or are gone.

    A look-back that comes later still is told to who follows the agenda.
    """
    names = set(AlertTopic.objects.filter(kind=AlertTopic.RECORD).values_list("name", flat=True))
    if not names:
        return
    rows = IndexedRecord.objects.filter(page__translation_key__in=names, ends_at__lt=moment - OVER)
    over = {str(key) for key in rows.values_list("page__translation_key", flat=True)}
    there = Page.objects.filter(translation_key__in=names).values_list("translation_key", flat=True)
    over |= names - {str(key) for key in there}
    alerts = Alert.objects.filter(topic__kind=AlertTopic.RECORD, topic__name__in=over).select_related("subscriber")
    for alert in alerts:
        stop(alert.subscriber, alert.pk)


def follows(subscriber):
    """Return the confirmed Alerts of a subscriber with their topics, in the order in which they were asked for."""
    return subscriber.alerts.active().select_related("topic")
