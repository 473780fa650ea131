"""Submissions as they lie on the editors' desk, and the people that handle them."""

import itertools

from django.contrib.auth.models import Group
from django.utils import timezone

from inventory.models import Invitation, ProjectPage, Submission, SubmissionEvent
from kus_site.roles import KUS_ROLE
from network.models import Municipality
from pages.models import ActionLink, Audience, Law
from tests.sample_records import add_project, add_round, body_of, from_now
from themes.models import ThemeLink, ThemePage

numbers = itertools.count(1)


def an_editor(django_user_model, name="anna", **fields):
    """Return an editor of kUS."""
    editor = django_user_model.objects.create_user(name, f"{name}@example.org", "geheim-voor-de-test", **fields)
    editor.groups.add(Group.objects.get(name=KUS_ROLE))
    return editor


def an_open_round(**fields):
    """Return a round that opened yesterday."""
    return add_round(**{"opens_at": from_now(days=-1), "closes_at": from_now(days=30), **fields})


def themes():
    """Return the Dutch themes of the demo content in a fixed order."""
    return list(ThemePage.objects.live().filter(locale__language_code="nl").order_by("path"))


def core_answers(**changes):
    """Return the answers to all fixed questions."""
    municipality = Municipality.objects.order_by("code").first()
    return {
        "reports": "project",
        "summary": "Buren koken voor elkaar.",
        "description": "Elke week een maaltijd.\n\nIn drie wijken <tegelijk>.",
        "status": "running",
        "starts": "2018-03",
        "ends": "",
        "website": "https://soep.example.org/",
        "lead_organisation": "Stichting De Pan",
        "partners": ["Buurtteam Zuid"],
        "themes": [str(theme.translation_key) for theme in themes()[:2]],
        "audiences": [Audience.objects.first().slug],
        "laws": [Law.objects.first().slug],
        "municipalities": [municipality.code],
        "results": "Begin klein.",
        "wanted": "Een kok.",
        "open_for_contact": True,
        "needs": [],
    } | changes


def a_submission(title="Soep in de wijk", *, answers=None, status="submitted", **fields):
    """Return a Submission from a confirmed address, sent a day ago unless it is a draft, with its history."""
    sent_at = None if status == "draft" else from_now(days=-1)
    submission = Submission.objects.create(
        **{
            "title": title,
            "answers": core_answers() if answers is None else answers,
            "status": status,
            "contact_name": "Jan Jansen",
            "contact_address": f"jan{next(numbers)}@example.org",
            "contact_organisation": "Buurtteam Zuid",
            "municipality": Municipality.objects.order_by("code").first(),
            "address_confirmed_at": sent_at or from_now(days=-1),
            "submitted_at": sent_at,
            **fields,
        }
    )
    submission.add_event(SubmissionEvent.Kind.BEGUN)
    if sent_at:
        submission.add_event(SubmissionEvent.Kind.SUBMITTED)
    if status not in ("draft", "unconfirmed", "submitted"):
        submission.add_event(status)
    return submission


def steps_of(submission):
    """Return the kinds of steps in the history of a submission."""
    return list(submission.events.values_list("kind", flat=True))


def today():
    """Return the day in Amsterdam."""
    return timezone.localdate()


def a_project(**fields):
    """Return a published project with something in most of its fields."""
    page = add_project(
        "Oude soep",
        **{"summary": "Zo was het.", "status": "idea", "wanted": "Pannen.", "body": body_of("<p>Ooit.</p>"), **fields},
        theme_links=[ThemeLink(theme=themes()[2])],
        action_links=[ActionLink(kind="watch", url="https://film.example.org/")],
    )
    page.save_revision().publish()
    return ProjectPage.objects.get(pk=page.pk)


def place(number=0):
    """Return a municipality that exists today."""
    return Municipality.objects.filter(merged_into=None).order_by("code")[number]


def invite(round_page, address="jan@example.org", *, sent_days_ago=3, **fields):
    """Return an invitation, sent some days ago (None: never)."""
    sent = None if sent_days_ago is None else from_now(days=-sent_days_ago)
    fields = fields if "organisation" in fields else {"municipality": place(), **fields}
    return Invitation.objects.create(round=round_page, address=address, invited_at=sent, **fields)
