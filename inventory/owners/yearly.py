"""The yearly question to owners whether their project is still right, with one reminder. A scheduled job."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from inventory.models import Handover, ProjectOwner, ProjectPage
from inventory.owners import actions
from inventory.owners.access import DAYS_OF_HANDOVER
from visitors.mail_queue import is_permanent
from visitors.task_queue import LOST_AFTER

YEAR = timedelta(days=365)
REMIND_AFTER = timedelta(days=30)
SETTLING_IN = timedelta(days=30)
# People per minute, so that no start of the year floods our mail server.
MOST_AT_ONCE = 20
OVER = (ProjectPage.Status.FINISHED, ProjectPage.Status.STOPPED)

logger = logging.getLogger(__name__)


def due_for_question(moment):
    """Return the ProjectOwners to ask at `moment` (aware datetime): a year after confirmation and the last question.

    Not asked are owners of projects that are over or unpublished, and owners of less than a month.
    """
    owners = _owners_of_lapsing(moment).filter(since__lte=moment - SETTLING_IN)
    owners = owners.exclude(project__confirmed_on=None, since__gt=moment - YEAR)
    return owners.filter(Q(asked_at=None) | Q(asked_at__lte=moment - YEAR))


def due_for_reminder(moment):
    """Return the ProjectOwners asked a month before `moment` who neither answered nor were reminded."""
    owners = _owners_of_lapsing(moment).filter(asked_at__lte=moment - REMIND_AFTER, asked_at__gt=moment - YEAR)
    owners = owners.filter(Q(answered_at=None) | Q(answered_at__lte=F("asked_at")))
    return owners.filter(Q(reminded_at=None) | Q(reminded_at__lte=F("asked_at")))


def _owners_of_lapsing(moment):
    """Return the owners of projects on the site that are not over and that nobody confirmed in the last year."""
    owners = ProjectOwner.objects.filter(project__live=True).exclude(project__status__in=OVER)
    return owners.exclude(project__confirmed_on__gt=timezone.localdate(moment) - YEAR)


def ask_yearly(moment):
    """Mail what is due at `moment` (aware datetime): one mail per person for all their projects, at most 20 people."""
    room = MOST_AT_ONCE - _mail(due_for_question, moment, "asked_at", MOST_AT_ONCE)
    if room > 0:
        _mail(due_for_reminder, moment, "reminded_at", room, is_reminder=True)


def _mail(due, moment, field, most, **how):
    """Mail at most `most` people whose projects are `due`; return how many were tried, `most` when the mail server
    fails.
    """
    keys = list(due(moment).order_by("address_key").values_list("address_key", flat=True).distinct()[:most])
    for key in keys:
        owners, before = _claim(due, moment, field, key)
        try:
            if owners:
                actions.mail_question(owners, **how)
        except OSError as error:
            if is_permanent(error):
                logger.warning("The mail server refused to ask the owner of project %s.", owners[0].project_id)
                continue
            for pk, value in before.items():
                ProjectOwner.objects.filter(pk=pk).update(**{field: value})
            logger.warning("The mail server does not work; owners of projects are asked a minute later.")
            return most
    return len(keys)


@transaction.atomic
def _claim(due, moment, field, key):
    """Store that the projects of one person are asked about, before the mail is sent: at most once.

    A mail lost in a crash is made up for by the reminder. Return the ProjectOwners and {primary key: earlier value}.
    """
    owners = list(due(moment).filter(address_key=key).select_related("project").select_for_update(of=("self",)))
    before = {owner.pk: getattr(owner, field) for owner in owners}
    ProjectOwner.objects.filter(pk__in=before).update(**{field: moment})
    return owners, before


def expire_handovers(moment):
    """Delete expired questions to colleagues, and mail accepted handovers whose task was lost. A scheduled job."""
    Handover.objects.filter(accepted_at=None, created_at__lt=moment - timedelta(days=DAYS_OF_HANDOVER)).delete()
    for pk in Handover.objects.filter(accepted_at__lt=moment - LOST_AFTER).values_list("pk", flat=True):
        actions.tell_both.func(pk)
