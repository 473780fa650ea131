"""What is wrong with an issue before it is sent."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

STOPS, WARNS = "stops", "warns"


@dataclass(frozen=True)
class Finding:
    """One thing to look at: `severity` (STOPS or WARNS), a sentence, the heading of the item and where to mend it."""

    severity: str
    text: str
    item: str = ""
    edit_url: str = ""


def check_issue(issue, sending_at):
    """Return the Findings of an issue that would be sent at `sending_at` (aware datetime), in the order of its items."""
    findings = []
    for child in issue.items:
        record = child.value["record"] if child.block_type == "record" else None
        if record and not record.live:
            text = gettext("“%(title)s” is a draft: publish it first.") % {"title": record.title}
            findings.append(Finding(STOPS, text, record.title, edit_url_of(issue, child)))
    return findings


def edit_url_of(issue, child):
    """Return the address of one item in the editor."""
    return f"{reverse('wagtailadmin_pages:edit', args=[issue.pk])}#block-{child.id}-section"
