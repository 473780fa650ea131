"""What the inventory stores about an email address, for the page where a person sees, corrects and erases it."""

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.form.access import is_unsent
from inventory.models import ContactRequest, Handover, Invitation, ProjectOwner, Submission
from inventory.retention import (
    DAYS_OF_CONTACT,
    DAYS_OF_DRAFT,
    forget_handovers,
    forget_links_to,
    forget_owner,
    forget_sender,
    period_of,
)
from pages.deadlines import last_day
from visitors.addresses import key_of
from visitors.personal_data import Editable, Held, PersonalDataSource
from visitors.private_links import make_link

DAYS_OF_LINK = 7


class InventoryData(PersonalDataSource):
    """Submissions, owned projects, handovers, invitations and requests for contact of an address."""

    name = "inventory"
    heading = _("Inventory of projects")
    order = 20

    def find(self, address):
        """Return one Held per submission, owned project, handover, invitation and request for contact."""
        return [
            *[_submission(each) for each in self._submissions(address)],
            *[_owner(each) for each in self._owners(address)],
            *[_handover(each) for each in self._handovers(address)],
            *[_invitation(each) for each in self._invitations(address)],
            *[_contact(each) for each in self._requests(address)],
        ]

    def _submissions(self, address):
        found = Submission.objects.with_address(address).filter(anonymised_at=None)
        return found.select_related("round", "municipality").prefetch_related("files", "events").order_by("pk")

    def _owners(self, address):
        return ProjectOwner.objects.with_address(address).select_related("project").order_by("pk")

    def _handovers(self, address):
        return Handover.objects.filter(address_key=key_of(address)).select_related("project").order_by("pk")

    def _invitations(self, address):
        found = Invitation.objects.filter(address_key=key_of(address))
        return found.select_related("round", "municipality", "organisation").order_by("pk")

    def _requests(self, address):
        return ContactRequest.objects.with_address(address).select_related("project").order_by("pk")

    def correct(self, address, key, values):
        """Save a corrected name or organisation."""
        kind, _dash, pk = key.partition("-")
        rows = {
            "submission": self._submissions,
            "owner": self._owners,
            "handover": self._handovers,
            "invitation": self._invitations,
            "contact": self._requests,
        }[kind](address)
        row = rows.get(pk=pk)
        prefix = "contact_" if kind == "submission" else ""
        for name, value in values.items():
            setattr(row, f"{prefix}{name}", value)
        row.save()

    def open(self, address, key):
        """Return the path of the form of a submission, or of the owner's page of a project, with a new link."""
        kind, _dash, pk = key.partition("-")
        if kind == "submission":
            name, purpose, subject = "inventory-submission", "submission", int(pk)
        else:
            name, purpose, subject = "project-owner", "owner", self._owners(address).get(pk=pk).project_id
        return reverse(name, args=[make_link(purpose, subject, days=DAYS_OF_LINK, address=address)])

    @transaction.atomic
    def erase(self, address):
        """Delete what nobody decided upon, anonymise what was decided, delete the rest.

        Public projects stay, without an owner; so does what was accepted or declined, without its sender.
        """
        for submission in self._submissions(address):
            forget_sender(submission)
        for owner in self._owners(address):
            forget_owner(owner)
        forget_handovers(self._handovers(address))
        for purposes, rows in (
            (["invitation"], self._invitations(address)),
            (["contact-confirm", "contact-answer"], self._requests(address)),
        ):
            for purpose in purposes:
                forget_links_to(purpose, [row.pk for row in rows])
            rows.delete()


def _submission(submission):
    said = [event.text for event in submission.events.all() if event.text]
    rows = [
        (gettext("Reference"), submission.reference),
        (gettext("State"), submission.get_status_display()),
        (gettext("Begun at"), _moment(submission.created_at)),
        (gettext("Municipality"), submission.municipality or "-"),
    ]
    if submission.submitted_at:
        rows.append((gettext("Sent at"), _moment(submission.submitted_at)))
    if submission.consented_at:
        rows.append((gettext("Agreed to"), f"{_moment(submission.consented_at)}: {submission.consent_wording}"))
    if files := [each.name for each in submission.files.all()]:
        rows.append((gettext("Files"), "\n".join(files)))
    if said:
        rows.append((gettext("Messages"), "\n".join(said)))
    editable = (
        Editable("name", gettext("Name"), submission.contact_name),
        Editable("organisation", gettext("Organisation"), submission.contact_organisation, 200),
    )
    return Held(
        f"submission-{submission.pk}",
        submission.title or gettext("Report without a title"),
        tuple(rows),
        editable,
        _how_long(submission),
        gettext("Open the form"),
        {
            **{str(label): str(value) for label, value in rows},
            **{each.label: each.value for each in editable},
            "answers": submission.answers,
            "earlier": [event.snapshot for event in submission.events.all() if event.snapshot],
        },
    )


def _how_long(submission):
    if is_unsent(submission):
        return gettext("Until %(days)s days after you last changed it.") % {"days": DAYS_OF_DRAFT}
    period = period_of(submission.round)
    if period.is_from_closing:
        values = {"days": period.days, "day": date_format(last_day(submission.round.closes_at))}
        return gettext("Until %(days)s days after the round closes, on %(day)s.") % values
    return gettext("Until %(days)s days after it was decided upon.") % {"days": period.days}


def _owner(owner):
    return Held(
        f"owner-{owner.pk}",
        gettext("Owner of “%(project)s”") % {"project": owner.project.title},
        ((gettext("Since"), _moment(owner.since)),),
        (
            Editable("name", gettext("Name"), owner.name),
            Editable("organisation", gettext("Organisation"), owner.organisation, 200),
        ),
        gettext("Until a year after the project ended, or after you no longer answer."),
        gettext("Open the page of the project"),
    )


def _handover(handover):
    return Held(
        f"handover-{handover.pk}",
        gettext("Question to take over “%(project)s”") % {"project": handover.project.title},
        ((gettext("Asked at"), _moment(handover.created_at)),),
        (Editable("name", gettext("Name"), handover.name),),
        gettext("Until you answer, and 14 days at most."),
    )


def _invitation(invitation):
    return Held(
        f"invitation-{invitation.pk}",
        gettext("Invitation for “%(round)s”") % {"round": invitation.round.title},
        ((gettext("On behalf of"), invitation), (gettext("Entered at"), _moment(invitation.created_at))),
        (Editable("name", gettext("Name"), invitation.name),),
        gettext("Until %(days)s days after the round closes.") % {"days": invitation.round.keep_days},
    )


def _contact(request):
    return Held(
        f"contact-{request.pk}",
        gettext("Message about “%(project)s”") % {"project": request.project.title},
        (
            (gettext("Sent at"), _moment(request.created_at)),
            (gettext("State"), request.get_state_display()),
            (gettext("Message"), request.message),
        ),
        (
            Editable("name", gettext("Name"), request.name),
            Editable("organisation", gettext("Organisation"), request.organisation, 200),
        ),
        gettext("%(days)s days.") % {"days": DAYS_OF_CONTACT},
    )


def _moment(value):
    return date_format(localtime(value), "j F Y H:i")
