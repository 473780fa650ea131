"""The mailing of alerts: one for each week (ISO 8601), begun by the clock; docs/decisions/alerts.md."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from newsletters.mailings.sending.tasks import enqueue_preparation
from newsletters.models import Alert, Mailing, Rendering

# When in the week the mail is made, in the time zone of the site; after an outage it is made as soon as it is over.
WEEKDAY, HOUR = 2, 8  # Tuesday
NAMESPACE = uuid.UUID("0d9f3c1e-6f3c-4b0e-9a57-0f4f5a7f2c11")
# What was sent stays for questions and for sending it again, and is then wiped.
CONTENTS_KEPT = timedelta(days=14)


def start_due_alerts(now):
    """Begin the mailing of alerts of the week of `now` (aware datetime) when it is due; return it, or None.

    Idempotent, also when two clocks do it at once: there is one mailing for each week.
    """
    local = timezone.localtime(now)
    year, week, weekday = local.isocalendar()
    key = week_key(year, week)
    if (weekday, local.hour) < (WEEKDAY, HOUR) or Mailing.objects.filter(kind=Mailing.ALERTS, issue_key=key).exists():
        return None
    if not Alert.objects.deliverable().exists():
        return None
    title = gettext("What people follow, week %(week)d of %(year)d") % {"week": week, "year": year}
    with transaction.atomic():
        mailing, made = Mailing.objects.get_or_create(
            kind=Mailing.ALERTS,
            issue_key=key,
            defaults={"title": title, "state": Mailing.PREPARING, "created_at": now, "touched_at": now},
        )
        if made:
            enqueue_preparation(mailing)
    return mailing if made else None


def week_key(year, week):
    """Return the UUID that stands for the alerts of an ISO week, as the `issue_key` of mailing and deliveries."""
    return uuid.uuid5(NAMESPACE, f"{year}-W{week:02}")


def forget_contents(now):
    """Wipe the contents of alerts that were sent CONTENTS_KEPT before `now` (aware datetime). Idempotent."""
    sent = Rendering.objects.filter(mailing__kind=Mailing.ALERTS, mailing__finished_at__lt=now - CONTENTS_KEPT)
    sent.exclude(html="").update(subject="", html="", text="")
