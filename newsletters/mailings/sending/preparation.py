"""Prepares a mailing: renderings, batches and one Delivery per address. Resumable after a crash."""

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from newsletters.mailings.mail.rendering import render_mail
from newsletters.models import Batch, Delivery, Mailing, Rendering, Subscriber, Subscription
from newsletters.models.subscriber import fingerprint_of


def find_recipients(lists, issue_key):
    """Return the queryset of Subscribers of `lists`, annotated with `list_id`: the first of `lists` they are on.

    Excludes subscribers with a Delivery of the issue `issue_key` (translation key, UUID) in any mailing or language.
    """
    subscriptions = Subscription.objects.deliverable().filter(mailing_list__in=lists, subscriber=OuterRef("pk"))
    first = subscriptions.order_by("mailing_list__position", "mailing_list__name", "mailing_list_id")
    had = Delivery.objects.filter(issue_key=issue_key, subscriber=OuterRef("pk"))
    return (
        Subscriber.objects.filter(Exists(subscriptions))
        .exclude(Exists(had))
        .annotate(list_id=Subquery(first.values("mailing_list_id")[:1]))
    )


class Preparation:
    """Creates the deliveries of one mailing, in chunks of one transaction each."""

    def __init__(self, mailing):
        self.mailing = mailing
        self.lists = list(mailing.lists.all())
        self.renderings = {(made.mailing_list_id, made.language): made for made in mailing.renderings.all()}

    def run(self):
        """Create what is missing.

        Return True when complete, False when the mailing was paused or cancelled meanwhile.
        """
        last = 0
        while True:
            found = self.next_chunk(last)
            self.render_missing(found)
            with transaction.atomic():
                # Serialises concurrent preparations: the second waits here, then finds nothing to do.
                mailing = Mailing.objects.select_for_update().get(pk=self.mailing.pk)
                if mailing.state != Mailing.PREPARING:
                    return False
                Mailing.objects.filter(pk=mailing.pk).update(touched_at=timezone.now())
                if not found:
                    return True
                self.store(self.exclude_delivered(found))
            last = found[-1].pk

    def next_chunk(self, last):
        size = 10 * settings.MAILING["batch_size"]
        return list(self.find_recipients().filter(pk__gt=last).order_by("pk")[:size])

    def find_recipients(self):
        """Return the queryset of Subscribers who have no Delivery yet."""
        return find_recipients(self.lists, self.mailing.issue_key)

    def render_missing(self, found):
        """Render the issue for the lists and languages of Subscribers for which it was not rendered yet."""
        missing = {(row.list_id, row.language) for row in found} - set(self.renderings)
        for list_id, language in sorted(missing):
            self.render(list_id, language)

    def render(self, list_id, language):
        """Render the issue for a list and language and store the Rendering. Idempotent."""
        chosen = next(found for found in self.lists if found.pk == list_id)
        mail = render_mail(self.mailing.issue, chosen, language)
        self.renderings[list_id, language], _made = Rendering.objects.get_or_create(
            mailing=self.mailing,
            mailing_list=chosen,
            language=language,
            defaults={"subject": mail.subject, "html": mail.html, "text": mail.text},
        )

    def rendering_of(self, subscriber):
        """Return the Rendering for a Subscriber that find_recipients() returned."""
        return self.renderings[subscriber.list_id, subscriber.language]

    def exclude_delivered(self, found):
        """Return [(subscriber, fingerprint)] without addresses that have a Delivery by now. Call it under the lock."""
        keys = {row.pk: fingerprint_of(row.address) for row in found}
        had = set(
            Delivery.objects.filter(issue_key=self.mailing.issue_key, address_key__in=keys.values()).values_list(
                "address_key", flat=True
            )
        )
        return [(row, keys[row.pk]) for row in found if keys[row.pk] not in had]

    def store(self, recipients):
        """Create batches with deliveries for recipients: [(subscriber, fingerprint)]."""
        size = settings.MAILING["batch_size"]
        number = self.mailing.batches.count()
        for start in range(0, len(recipients), size):
            number += 1
            batch = Batch.objects.create(mailing=self.mailing, number=number)
            Delivery.objects.bulk_create(
                [
                    Delivery(
                        mailing=self.mailing,
                        batch=batch,
                        rendering=self.rendering_of(row),
                        subscriber=row,
                        issue_key=self.mailing.issue_key,
                        address=row.address,
                        address_key=key,
                    )
                    for row, key in recipients[start : start + size]
                ],
                # Another mailing of the same issue may be in preparation.
                ignore_conflicts=True,
            )
