"""Lists, subscribers and issues for the tests of sending."""

import json

from django.utils import timezone

from newsletters.mailings.actions import create_mailing
from newsletters.mailings.sending.tasks import prepare_mailing, send_batch
from newsletters.models import MailingList, NewsletterIndexPage, NewsletterIssuePage, Subscriber, Subscription
from tests.sample_records import add_page
from visitors.addresses import key_of


def add_issue(title="Proefnummer", **fields):
    """Publish an issue with one item, for nothing is sent that has nothing to read."""
    item = {"type": "text", "value": {"kicker": "", "heading": "Nieuws", "text": "<p>Tekst.</p>", "actions": []}}
    return add_page(NewsletterIndexPage, NewsletterIssuePage(title=title, items=json.dumps([item]), **fields))


def add_list(slug="proef", **fields):
    """Make a mailing list."""
    return MailingList.objects.create(name=slug.capitalize(), slug=slug, **fields)


def add_subscribers(mailing_list, addresses, language="nl"):
    """Put confirmed subscribers on a list; return them. Somebody who is known already is only put on the list."""
    now = timezone.now()
    Subscriber.objects.bulk_create(
        [
            Subscriber(address=address, address_key=key_of(address), language=language, confirmed_at=now)
            for address in addresses
        ],
        ignore_conflicts=True,
    )
    found = list(Subscriber.objects.filter(address_key__in=[key_of(address) for address in addresses]))
    Subscription.objects.bulk_create(
        [Subscription(subscriber=row, mailing_list=mailing_list, confirmed_at=now) for row in found]
    )
    return found


def addresses(number):
    """Return so many different addresses."""
    return [f"lezer{index}@example.org" for index in range(number)]


def prepared_mailing(chosen, *recipients, issue=None, **fields):
    """Return a mailing, ready to be sent to subscribers with these addresses."""
    add_subscribers(chosen, recipients, **fields)
    mailing = create_mailing(issue or add_issue(), [chosen], None)
    prepare_mailing.call(mailing.pk)
    mailing.refresh_from_db()
    return mailing


def send(mailing):
    """Run the tasks of all batches, as a worker would."""
    for batch in mailing.batches.order_by("number"):
        send_batch.call(batch.pk)
    mailing.refresh_from_db()
    return mailing


def delivery_states(mailing):
    """Return {address: state}."""
    return dict(mailing.deliveries.values_list("address", "state"))
