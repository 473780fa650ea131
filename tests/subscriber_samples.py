"""People on lists, and what a browser sends, for the tests of the newsletter."""

import time

from bs4 import BeautifulSoup
from django.utils import timezone

from newsletters.models import AddressChange, AddressRequest, Consent, MailingList, Subscriber, Subscription
from newsletters.subscribers.subscriptions import process_address_request, send_change_confirmation
from visitors.honeypot import stamp

SIGN_UP = "/nieuwsbrief/aanmelden/"
SENT = "/nieuwsbrief/aanmelden/verzonden/"


def a_list(slug="platformnieuws"):
    """Return a list of the demo content."""
    return MailingList.objects.get(slug=slug)


def filled_in(address="jan@example.org", lists=("platformnieuws",), **changes):
    """Return what a person sends who took ten seconds to fill in the form."""
    return {
        "address": address,
        "lists": [a_list(slug).pk for slug in lists],
        "language": "nl",
        "shown": stamp(time.time() - 10),
    } | changes


def soup_of(response):
    """Return the page of a response as BeautifulSoup."""
    return BeautifulSoup(response.content, "html.parser")


def do_tasks():
    """Do what the worker does with the requests that wait."""
    for pk in AddressRequest.objects.values_list("pk", flat=True):
        process_address_request.func(pk)
    for pk in AddressChange.objects.values_list("pk", flat=True):
        send_change_confirmation.func(pk)


def subscribe(address="jan@example.org", lists=("platformnieuws",), *, confirmed=True, language="nl"):
    """Return a Subscriber on lists, confirmed or waiting for it."""
    now = timezone.now()
    moment = now if confirmed else None
    person = Subscriber.objects.create(address=address, language=language, confirmed_at=moment)
    for slug in lists:
        Subscription.objects.create(subscriber=person, mailing_list=a_list(slug), confirmed_at=moment)
    Consent.objects.create(
        subscriber=person,
        confirmed_at=moment,
        wording="Ja, graag.",
        list_names="\n".join(a_list(slug).name for slug in lists),
        source=SIGN_UP,
    )
    return person


def lists_of(address):
    """Return the slugs of the lists whose mail an address gets."""
    found = Subscription.objects.active().filter(subscriber__in=Subscriber.objects.with_address(address))
    return sorted(found.values_list("mailing_list__slug", flat=True))


def link_in(mail):
    """Return the path of the link in a mail: the first line that begins with http."""
    [address, *_others] = [line for line in mail.body.splitlines() if line.startswith("http")]
    return "/" + address.split("/", 3)[3]
