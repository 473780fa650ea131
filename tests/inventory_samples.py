"""Rounds, submissions, owners and links for the tests of the inventory."""

import datetime

from django.utils import timezone

from inventory.models import (
    ContactRequest,
    InventoryIndexPage,
    InventoryRoundPage,
    Invitation,
    ProjectIndexPage,
    ProjectOwner,
    ProjectPage,
    Submission,
)
from network.models import Municipality

ADDRESS = "jan@example.org"


def add_round(title="Ronde", *, opened_days_ago=10, closes_in_days=20, **fields):
    """Return a published round in Dutch; `closes_in_days` may be negative, or None for one that never closes."""
    now = timezone.now()
    closes_at = None if closes_in_days is None else now + datetime.timedelta(days=closes_in_days)
    page = InventoryRoundPage(
        title=title, opens_at=now - datetime.timedelta(days=opened_days_ago), closes_at=closes_at, **fields
    )
    InventoryIndexPage.objects.get(locale__language_code="nl").add_child(instance=page)
    page.save_revision().publish()
    return page


def add_project(title="Buurttafel", **fields):
    """Return a published project in Dutch, confirmed today unless `confirmed_on` says otherwise."""
    page = ProjectPage(title=title, **{"confirmed_on": timezone.localdate(), **fields})
    ProjectIndexPage.objects.get(locale__language_code="nl").add_child(instance=page)
    page.save_revision().publish()
    return page


def add_owner(project, address=ADDRESS, **fields):
    """Return who answers for a project."""
    return ProjectOwner.objects.create(project=project, address=address, **{"name": "Jan Jansen", **fields})


def add_submission(round_page=None, address=ADDRESS, *, status=Submission.Status.SUBMITTED, **fields):
    """Return a submission by `address`; one that is no draft was sent just now."""
    sent = None if status == Submission.Status.DRAFT else timezone.now()
    return Submission.objects.create(
        round=round_page,
        status=status,
        contact_address=address,
        **{"contact_name": "Jan Jansen", "title": "Buurttafel", "submitted_at": sent, **fields},
    )


def add_invitation(round_page, address=ADDRESS, code="GM0632", **fields):
    """Return an invitation of a municipality, by its CBS code, for a round."""
    municipality = Municipality.objects.get(code=code)
    return Invitation.objects.create(round=round_page, municipality=municipality, address=address, **fields)


def add_contact_request(project, address=ADDRESS, **fields):
    """Return a request for contact with the owner of a project."""
    return ContactRequest.objects.create(
        project=project, address=address, **{"name": "Jan Jansen", "message": "Zullen we praten?", **fields}
    )
