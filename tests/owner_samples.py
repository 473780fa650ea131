"""Projects with an owner, and what their private pages send, for the tests of the inventory."""

from datetime import timedelta

from django.utils import timezone

from inventory.models import ProjectAnswer, ProjectOwner, Visibility
from inventory.owners.access import make_owner_link
from tests.sample_records import add_project

ASK = "/projecten/beheer/"


def days_ago(number):
    """Return the date so many days before today."""
    return timezone.localdate() - timedelta(days=number)


def add_owned(title="Buurthuis op wielen", *, address="anna@example.org", confirmed=10, **fields):
    """Publish a project that was confirmed so many days ago, and return its ProjectOwner (since two years)."""
    confirmed_on = None if confirmed is None else days_ago(confirmed)
    project = add_project(title, confirmed_on=confirmed_on, open_for_contact=True, **fields)
    return ProjectOwner.objects.create(
        project=project,
        name="Anna Bos",
        address=address,
        organisation="Welzijn Woerden",
        since=timezone.now() - timedelta(days=730),
    )


def private(owner, page=""):
    """Return the address of a private page of an owner, with a new link."""
    return f"{ASK}{make_owner_link(owner)}/{page and f'{page}/'}"


def add_answers(project):
    """Give a project an answer for everyone, one for the network and one for editors."""
    for position, visibility in enumerate(Visibility.values):
        ProjectAnswer.objects.create(
            project=project,
            question=f"vraag-{visibility}",
            label=f"Vraag {position}",
            value=f"antwoord voor {visibility}",
            visibility=visibility,
            position=position,
        )


def links_in(mail):
    """Return the paths of the private links in a mail, in their order."""
    found = [word for word in mail.body.split() if "/projecten/beheer/" in word]
    return ["/" + address.split("/", 3)[3] for address in found]
