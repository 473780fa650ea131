"""A filled in form of the inventory, for the tests."""

from django.http import QueryDict

from inventory.filling import choices
from inventory.filling.steps import STEPS, list_steps
from inventory.models import RoundQuestion, Submission

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
