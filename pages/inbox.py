"""What the inboxes of the admin have in common: readers send, editors get mail and answer, and the clock deletes."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from wagtail.permissions import policy_registry

from pages.models.site_settings import letter_sender
from visitors.letters import send_letter
from visitors.mail_queue import is_permanent
from visitors.task_queue import RETRY_DELAYS

DAYS_AFTER_ANSWER, DAYS_AT_MOST = 90, 365


def forget_answered(model, moment):
    """Delete the rows of `model` (with `created_at` and `handled_at`) whose time is over at `moment` (aware datetime).

    That is DAYS_AFTER_ANSWER after they were handled, and DAYS_AT_MOST after they came.
    """
    answered = Q(handled_at__lt=moment - timedelta(days=DAYS_AFTER_ANSWER))
    old = Q(created_at__lt=moment - timedelta(days=DAYS_AT_MOST))
    model.objects.filter(answered | old).delete()


def editors_addresses(model):
    """Return the addresses (list of text) to which is mailed what readers send that is kept in rows of `model`.

    That of the site settings, else settings.CONTACT_EMAIL, else those of all who may change such rows.
    """
    if address := letter_sender().reply_to or settings.CONTACT_EMAIL:
        return [address]
    editors = policy_registry.get_by_type(model).users_with_permission("change").filter(is_active=True)
    return sorted(set(editors.exclude(email="").values_list("email", flat=True)))


def mail_editors(task, row, template, context, failures, addresses):
    """Mail a letter about `row`, which has the `address` of a reader, to each of `addresses` (None: editors_addresses).

    task: the task that does so, taking (primary key, failures, addresses). Addresses that fail are retried by it after
    each of RETRY_DELAYS, except where the mail server refuses them; then the OSError is raised, for the log.
    """
    later, refused = [], None
    for address in editors_addresses(type(row)) if addresses is None else addresses:
        try:
            send_letter(template, address, settings.LANGUAGE_CODE, context, reply_to=row.address)
        except OSError as error:
            if failures == len(RETRY_DELAYS) or is_permanent(error):
                refused = error
            else:
                later.append(address)
    if later:
        task.using(run_after=timezone.now() + RETRY_DELAYS[failures]).enqueue(row.pk, failures + 1, later)
    if refused:
        raise refused
