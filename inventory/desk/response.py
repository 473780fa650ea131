"""Who was asked in a round, and who answered: per municipality and organisation, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from inventory.desk.organisations import comparable
from inventory.models import InventoryRoundPage, Invitation, Submission

ANSWERED, BEGUN, NONE = "answered", "begun", "none"


@dataclass
class ResponseRow:
    """One municipality or organisation. The moments are aware datetimes or None."""

    name: str
    kind: str
    code: str = ""
    is_asked: bool = False
    invitations: int = 0
    invited_at: datetime | None = None
    reminded_at: datetime | None = None
    sent: int = 0
    drafts: int = 0
    last_at: datetime | None = None

    @property
    def state(self):
        """Answered, begun or none."""
        return ANSWERED if self.sent else BEGUN if self.drafts else NONE

    @property
    def state_label(self):
        """The state in words."""
        return {
            ANSWERED: gettext("Answered"),
            BEGUN: gettext("Begun, not sent"),
            NONE: gettext("No answer"),
        }[self.state]


def unanswered(invitations):
    """Keep the Invitations whose municipality or organisation did not answer in the round, nor who has their address.

    What was withdrawn is no answer; a round counts with its translations.
    """
    answered = list(_of_answering_organisations(invitations))
    sent = _answers().filter(round__translation_key=OuterRef("round__translation_key"))
    by_municipality = sent.filter(municipality=OuterRef("municipality"))
    by_address = sent.filter(contact_key=OuterRef("address_key"))
    return invitations.exclude(Exists(by_municipality)).exclude(Exists(by_address)).exclude(pk__in=answered)


def _of_answering_organisations(invitations):
    """Yield the primary keys of the Invitations whose organisation, as submitters write its name, answered."""
    asked = invitations.exclude(organisation=None).order_by()
    asked = list(asked.values_list("pk", "round__translation_key", "organisation__name"))
    sent = _answers().filter(round__translation_key__in={key for _pk, key, _name in asked})
    pairs = sent.order_by().values_list("round__translation_key", "contact_organisation").distinct() if asked else ()
    answered = {(key, comparable(name)) for key, name in pairs}
    return (pk for pk, key, name in asked if (key, comparable(name)) in answered)


def _answers():
    return Submission.objects.sent().exclude(status=Submission.Status.WITHDRAWN)


def list_response(round_page):
    """Return a ResponseRow for whoever was asked or answered in a round: municipalities, organisations, the rest."""
    rounds = InventoryRoundPage.objects.filter(translation_key=round_page.translation_key)
    table = _Table()
    for municipality in round_page.invited_municipalities.all():
        table.of_municipality(municipality).is_asked = True
    for organisation in round_page.invited_organisations.all():
        table.of_organisation(organisation).is_asked = True
    holders = defaultdict(list)
    for invitation in Invitation.objects.filter(round__in=rounds).select_related("municipality", "organisation"):
        row = table.add_invitation(invitation)
        holders[invitation.address_key].append(row)
    submissions = Submission.objects.filter(round__in=rounds).exclude(status=Submission.Status.WITHDRAWN)
    # Answers can be long, and nothing of them is told here.
    for submission in submissions.select_related("municipality").defer("answers", "consent_wording"):
        table.add_submission(submission, holders)
    return table.in_order()


class _Table:
    def __init__(self):
        self.rows = {}
        self.by_name = {}

    def of_municipality(self, municipality):
        row = ResponseRow(municipality.name, gettext("Municipality"), municipality.code)
        return self.rows.setdefault(("municipality", municipality.pk), row)

    def of_organisation(self, organisation):
        row = ResponseRow(organisation.name, gettext("Organisation"))
        row = self.rows.setdefault(("organisation", organisation.pk), row)
        self.by_name[comparable(organisation.name)] = row
        return row

    def add_invitation(self, invitation):
        asked = invitation.municipality
        row = self.of_municipality(asked) if asked else self.of_organisation(invitation.organisation)
        row.is_asked = True
        row.invitations += 1
        row.invited_at = _later(row.invited_at, invitation.invited_at)
        row.reminded_at = _later(row.reminded_at, invitation.reminded_at)
        return row

    def add_submission(self, submission, holders):
        """Count a submission for its municipality, for whose address it is, and for the organisation of its name."""
        rows = list(holders.get(submission.contact_key, ())) if submission.contact_key else []
        rows.append(self.by_name.get(comparable(submission.contact_organisation)))
        if submission.municipality_id:
            rows.append(self.of_municipality(submission.municipality))
        rows = [row for row in rows if row is not None]
        if not rows:
            label = gettext("Not for one municipality")
            rows = [self.rows.setdefault(("rest", 0), ResponseRow(label, "–"))]
        for row in {id(row): row for row in rows}.values():
            if submission.submitted_at:
                row.sent += 1
            else:
                row.drafts += 1
            row.last_at = _later(row.last_at, submission.submitted_at or submission.changed_at)

    def in_order(self):
        kinds = {"municipality": 0, "organisation": 1, "rest": 2}
        return [self.rows[key] for key in sorted(self.rows, key=lambda key: (kinds[key[0]], self.rows[key].name))]


def _later(first, second):
    return max(filter(None, (first, second)), default=None)
