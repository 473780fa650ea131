"""What the inboxes of the admin have in common: readers send, editors answer, and the clock deletes."""

from datetime import timedelta

from django.db.models import Q

DAYS_AFTER_ANSWER, DAYS_AT_MOST = 90, 365


def forget_answered(model, moment):
    """Delete the rows of `model` (with `created_at` and `handled_at`) whose time is over at `moment` (aware datetime).

    That is DAYS_AFTER_ANSWER after they were handled, and DAYS_AT_MOST after they came.
    """
    answered = Q(handled_at__lt=moment - timedelta(days=DAYS_AFTER_ANSWER))
    old = Q(created_at__lt=moment - timedelta(days=DAYS_AT_MOST))
    model.objects.filter(answered | old).delete()
