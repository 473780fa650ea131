"""Synthetic issues of the newsletter and subscribers."""

import json
import uuid
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from kus_site.sample_data.records import MARK, SHORT_PARAGRAPHS
from newsletters.models import Consent, MailingList, NewsletterIndexPage, NewsletterIssuePage, Subscriber, Subscription
from publications.models import PublicationPage
from visitors.addresses import key_of

ITEMS = (8, 20)  # in an issue, about as many as those of 2016 to 2021 have
RECORDS = 2_000  # that items are about
BATCH = 5_000
UNCONFIRMED, LEFT = 0.02, 0.05  # parts of the subscriptions
WORDING = "Ik wil deze nieuwsbrief ontvangen."


def make_issues(records, count):
    """Write so many issues, three in four items made from a publication. records: a SampleRecords."""
    dutch = PublicationPage.objects.live().filter(locale__language_code="nl")
    known = list(dutch.order_by("-pk").values_list("pk", flat=True)[:RECORDS])

    def build(number):
        page = NewsletterIssuePage()
        page = records.fill(page, number, records.draw_day(until=records.today), SHORT_PARAGRAPHS)
        page.items = json.dumps([_item(records, known) for _place in range(records.random.randint(*ITEMS))])
        return page

    for _pages in records.insert(NewsletterIndexPage, build, count):
        pass


def _item(records, known):
    if known and records.random.random() < 0.75:
        value = {"record": records.random.choice(known), "kicker": "", "heading": "", "text": "", "for_whom": ""}
        return {"type": "record", "id": str(uuid.uuid4()), "value": value | {"text_record": None, "actions": []}}
    value = {"kicker": "", "heading": records.texts.title(), "text": records.texts.paragraphs(1), "actions": []}
    return {"type": "text", "id": str(uuid.uuid4()), "value": value}


def make_subscribers(records, count):
    """Write so many subscribers with their consents, each on one to three lists of the site."""
    lists = list(MailingList.objects.all())
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        with transaction.atomic():
            people = Subscriber.objects.bulk_create(_subscriber(records, number) for number in numbers)
            chosen = [(person, records.choose(lists)) for person in people]
            Subscription.objects.bulk_create(
                _subscription(records, person, each) for person, found in chosen for each in found
            )
            Consent.objects.bulk_create(_consent(person, found) for person, found in chosen)
        records.progress(len(people))


def _subscriber(records, number):
    address = f"{MARK}-{records.stamp}-{number}@example.org"
    day = records.draw_day(until=records.today)
    moment = time(records.random.randint(7, 22), records.random.randint(0, 59))
    created = timezone.make_aware(datetime.combine(day, moment))
    confirmed = None if records.random.random() < UNCONFIRMED else created + timedelta(minutes=5)
    language = "nl" if records.random.random() < 0.97 else "en"
    return Subscriber(
        address=address, address_key=key_of(address), language=language, created_at=created, confirmed_at=confirmed
    )


def _subscription(records, person, mailing_list):
    has_left = person.confirmed_at is not None and records.random.random() < LEFT
    return Subscription(
        subscriber=person,
        mailing_list=mailing_list,
        created_at=person.created_at,
        confirmed_at=None if has_left else person.confirmed_at,
        left_at=person.confirmed_at + timedelta(days=30) if has_left else None,
    )


def _consent(person, lists):
    return Consent(
        subscriber=person,
        given_at=person.created_at,
        confirmed_at=person.confirmed_at,
        wording=WORDING,
        list_names="\n".join(each.name for each in lists),
        source="/nieuwsbrief/",
    )
