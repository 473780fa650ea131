"""Alerts, and the weekly mail about them, for the tests of following."""

from datetime import timedelta

from django.http import QueryDict
from django.utils import timezone

from network.models import Municipality
from newsletters.alerts.topics import make_topic
from newsletters.alerts.weekly import HOUR, WEEKDAY, start_due_alerts
from newsletters.mailings.sending.tasks import prepare_mailing
from newsletters.models import Alert, AlertTopic, Subscriber
from tests.mailing_samples import send
from tests.sample_records import add_publication
from tests.subscriber_samples import filled_in

FOLLOW = "/nieuwsbrief/volgen/"
FOLLOW_SENT = "/nieuwsbrief/volgen/verzonden/"


def due_moment(weeks=0):
    """Return a moment (aware datetime) just after the alerts of a week are due, `weeks` after the next such moment."""
    local = timezone.localtime()
    days = (WEEKDAY - local.isoweekday()) % 7
    moment = (local + timedelta(days=days + 7 * weeks)).replace(hour=HOUR, minute=1, second=0, microsecond=0)
    return moment if moment > local or weeks else moment + timedelta(days=7)


def a_topic(word="lijst", name="publication", query="", language="nl"):
    """Return the stored AlertTopic of an address."""
    topic = make_topic(word, name, QueryDict(query), language)
    key = {field: getattr(topic, field) for field in ("kind", "name", "query", "language")}
    return AlertTopic.objects.get_or_create(**key, defaults={"label": topic.label, "path": topic.path})[0]


def follow(topic, address="jan@example.org", language="nl", **fields):
    """Return the confirmed Alert of an address on a topic, from now on."""
    now = timezone.now()
    subscriber = Subscriber.objects.with_address(address).first()
    subscriber = subscriber or Subscriber.objects.create(address=address, language=language, confirmed_at=now)
    return Alert.objects.create(
        subscriber=subscriber, topic=topic, **{"confirmed_at": now, "mailed_until": now, **fields}
    )


def publish(title="Nieuwe uitgave", **fields):
    """Publish a publication now, in the municipality of Amersfoort unless told otherwise."""
    towns = fields.pop("municipalities", [a_town()])
    fields.setdefault("first_published_at", timezone.now())
    page = add_publication(title, **fields)
    page.municipalities.set(towns)
    page.save()
    return page


def a_town(slug="amersfoort"):
    """Return a municipality of the demo content."""
    return Municipality.objects.get(slug=slug)


def asked(address="jan@example.org"):
    """Return what a person sends who took ten seconds to fill in the form to follow."""
    return {name: value for name, value in filled_in(address).items() if name in ("address", "shown")}


def run_week(weeks=0):
    """Make and send the alerts of a week as clock and worker would; return the Mailing, or None when there is none."""
    mailing = start_due_alerts(due_moment(weeks))
    if mailing is None:
        return None
    prepare_mailing.call(mailing.pk)
    return send(mailing)
