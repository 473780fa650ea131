"""The history of a project for its owner: what happened and when, without names of editors."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry

from inventory.models import SubmissionEvent

MOST = 30
# What owners and editors do with a project besides its text; registered as log actions for Wagtail's history too.
ACTIONS = {
    "inventory.confirm": _("The owner confirmed that it is right"),
    "inventory.end": _("The owner reported the end"),
    "inventory.renew_links": _("All private links were ended and a new one was mailed"),
    "inventory.hand_over": _("Somebody else became the owner"),
    "inventory.set_owner": _("Editors entered who the owner is"),
    "inventory.leave": _("The owner stopped and was erased"),
}
OF_THE_SITE = {
    "wagtail.publish": _("Put on the site"),
    "wagtail.unpublish": _("Taken off the site"),
}


@dataclass(frozen=True)
class Step:
    """One entry of the history: `moment` (aware datetime) and `text`."""

    moment: datetime
    text: str


def describe_history(project):
    """Return the newest 30 Steps of a project and its submissions, newest first, in two queries."""
    names = ACTIONS | OF_THE_SITE
    entries = PageLogEntry.objects.filter(page=project.pk, action__in=names).order_by("-timestamp")[:MOST]
    steps = [Step(entry.timestamp, names[entry.action]) for entry in entries]
    events = SubmissionEvent.objects.filter(submission__project=project).select_related("submission")
    for event in events.order_by("-moment")[:MOST]:
        steps.append(Step(event.moment, f"{event.submission.reference}: {event.get_kind_display().lower()}"))
    return sorted(steps, key=lambda step: step.moment, reverse=True)[:MOST]
