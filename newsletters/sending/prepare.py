"""From lists to recipients: renderings, batches and one delivery for each address. Can be killed and begun again."""

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from newsletters.mail.rendering import render_mail
from newsletters.models import Batch, Delivery, Mailing, Rendering, Subscriber, Subscription
from newsletters.models.subscriber import fingerprint_of


def find_recipients(lists, issue_key):
    """Return the queryset of subscribers that an issue would go to, each with `list_id`: their first of `lists`.

    Who has a delivery of the issue already, in whatever mailing or language, is left out.
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
    """Makes the deliveries of one mailing."""

    def __init__(self, mailing):
        self.mailing = mailing
        self.lists = list(mailing.lists.all())
        self.renderings = {(made.mailing_list_id, made.language): made for made in mailing.renderings.all()}

    def run(self):
        """Make what is missing; return whether all is there, False when somebody stopped it meanwhile."""
        last = 0
        while True:
            found = self.next_chunk(last)
            missing = {(row.list_id, row.language) for row in found} - set(self.renderings)
            for list_id, language in sorted(missing):
                self.render(list_id, language)
            with transaction.atomic():
                # Of two preparations at the same time the second waits here, and then finds nothing to do.
                mailing = Mailing.objects.select_for_update().get(pk=self.mailing.pk)
                if mailing.state != Mailing.PREPARING:
                    return False
                Mailing.objects.filter(pk=mailing.pk).update(touched_at=timezone.now())
                if not found:
                    return True
                self.store(self.without_known(found))
            last = found[-1].pk

    def next_chunk(self, last):
        size = 10 * settings.MAILING["batch_size"]
        recipients = find_recipients(self.lists, self.mailing.issue_key)
        return list(recipients.filter(pk__gt=last).order_by("pk")[:size])

    def render(self, list_id, language):
        """Render once for a list and language, and keep it."""
        chosen = next(found for found in self.lists if found.pk == list_id)
        mail = render_mail(self.mailing.issue, chosen, language)
        self.renderings[list_id, language], _made = Rendering.objects.get_or_create(
            mailing=self.mailing,
            mailing_list=chosen,
            language=language,
            defaults={"subject": mail.subject, "html": mail.html, "text": mail.text},
        )

    def without_known(self, found):
        """Leave out, under the lock, who got a delivery since, also under an earlier sign-up of the same address."""
        keys = {row.pk: fingerprint_of(row.address) for row in found}
        had = set(
            Delivery.objects.filter(issue_key=self.mailing.issue_key, address_key__in=keys.values()).values_list(
                "address_key", flat=True
            )
        )
        return [(row, keys[row.pk]) for row in found if keys[row.pk] not in had]

    def store(self, recipients):
        """Put the recipients, pairs of subscriber and fingerprint, in new batches."""
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
                        rendering=self.renderings[row.list_id, row.language],
                        subscriber=row,
                        issue_key=self.mailing.issue_key,
                        address=row.address,
                        address_key=key,
                    )
                    for row, key in recipients[start : start + size]
                ],
                # Another mailing of the same issue may be preparing at this moment.
                ignore_conflicts=True,
            )
