"""Rounds, submissions, owners, links and filled in forms for the tests of the inventory."""

import datetime

from django.http import QueryDict
from django.utils import timezone

from inventory.form import choices
from inventory.form.steps import STEPS, list_steps
from inventory.models import (
    ContactRequest,
    InventoryIndexPage,
    InventoryRoundPage,
    Invitation,
    ProjectIndexPage,
    ProjectOwner,
    ProjectPage,
    RoundQuestion,
    Submission,
)
from network.models import Municipality
from tests.sample_records import CONSENT

WOERDEN = "GM0632"

ANSWERS = {
    "wie": {
        "contact_name": "Jan de Boer",
        "contact_address": "jan@example.org",
        "contact_organisation": "Gemeente Woerden",
        "municipality": WOERDEN,
        "reports": "project",
    },
    "project": {
        "title": "Samen eten in Woerden",
        "summary": "Buren koken elke week voor elkaar.",
        "description": "Eerste alinea.\r\n\r\nTweede alinea.",
        "status": "running",
        "starts": "maart 2018",
        "ends": "",
        "website": "https://samen-eten.example",
    },
    "waarover": {
        "audiences": ["doelgroep-inwoners"],
        "laws": ["wmo"],
        "municipalities": ["GM0344"],
        "lead_organisation": "Gemeente Woerden",
        "partners": "Stichting Buurtkok\r\n Bibliotheek \r\n\r\nBibliotheek",
    },
    "leren": {"results": "Een vaste avond werkt.", "wanted": "Een onderzoeker", "open_for_contact": "on"},
}


def posted(values):
    """Return {name: text or list of texts} as a browser sends it."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def a_submission(asking, **fields):
    """Return a draft for a round, not saved."""
    return Submission(round=asking, **fields)


def a_question(label, field_type="singleline", **fields):
    """Return a required question of a round, not saved."""
    return RoundQuestion(label=label, field_type=field_type, **{"required": True, **fields})


def step_of(submission, slug):
    """Return the step with this slug that applies to a submission."""
    return next(step for step in list_steps(submission) if step.slug == slug)


def default_answers(slug):
    """Return what a person would fill in at a step."""
    values = dict(ANSWERS.get(slug, {}))
    if slug == "waarover":
        values |= {"themes": list(choices.current_themes())[:1]}
        values |= {"audiences": list(choices.audience_names())[:1], "laws": list(choices.law_names())[:1]}
    return values


def fill(submission, slug, values=None, **changes):
    """Fill in one step of a submission as a person would, with `changes`; return the form."""
    step = step_of(submission, slug)
    values = {**(default_answers(slug) if values is None else values), **changes}
    empty = step.make_form(submission)
    form = step.make_form(submission, posted({empty.add_prefix(name): value for name, value in values.items()}))
    if form.is_valid():
        step.save(form, submission)
    return form


def fill_partly(submission, slug, values=None, **changes):
    """Leave one step of a submission with what is typed, right or not."""
    step = next(step for step in STEPS if step.slug == slug)
    form = step.make_form(submission)
    values = {**(default_answers(slug) if values is None else values), **changes}
    data = posted({form.add_prefix(name): value for name, value in values.items()})
    step.save_partly(step.make_form(submission, data), submission)


def fill_all(submission):
    """Fill in all steps with fixed questions but the last."""
    for slug in ("wie", "project", "waarover", "leren"):
        form = fill(submission, slug)
        assert form.errors == {}
    return submission


ADDRESS = "jan@example.org"


def add_round(title="Ronde", *, opened_days_ago=10, closes_in_days=20, **fields):
    """Return a published round in Dutch; `closes_in_days` may be negative, or None for one that never closes."""
    now = timezone.now()
    closes_at = None if closes_in_days is None else now + datetime.timedelta(days=closes_in_days)
    page = InventoryRoundPage(
        title=title,
        opens_at=now - datetime.timedelta(days=opened_days_ago),
        closes_at=closes_at,
        **{**CONSENT, **fields},
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
