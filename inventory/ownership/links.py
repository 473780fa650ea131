"""The link that makes somebody the owner of a project for whoever holds it."""

from visitors.models import PrivateLink
from visitors.private_links import make_link, revoke_links

OWNER, HANDOVER = "owner", "handover"
# A year, and a month to come late: the yearly question brings a new one.
DAYS_OF_OWNER = 400
DAYS_OF_HANDOVER = 14


def make_owner_link(owner):
    """Return a new token for the private page of the project of a ProjectOwner."""
    return make_link(OWNER, owner.project_id, days=DAYS_OF_OWNER)


def make_handover_link(handover):
    """Return a new token for the page where a colleague takes a project over."""
    return make_link(HANDOVER, handover.pk, days=DAYS_OF_HANDOVER)


def revoke_owner_links(project):
    """End every link to the private page of a project, and forget to whom they were given."""
    revoke_links(OWNER, project.pk)
    PrivateLink.objects.filter(purpose=OWNER, subject=project.pk).update(address="")
