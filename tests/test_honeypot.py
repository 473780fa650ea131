"""Honeypot of every public form: a caught request is shown the form again, with all that was typed."""

import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult

from events.models import Registration
from inventory.form.questions import QUESTIONS
from inventory.models import ContactRequest, Submission
from newsletters.models import AddressRequest
from pages.models import AccessibleVersionRequest, Message, SiteDocument
from publications.models import PublicationFile
from tests.file_samples import PDF
from tests.inventory_flow import begin_address, data_of, soup_of
from tests.inventory_samples import ADDRESS, add_owner, add_project, add_round, default_answers
from tests.redirects import outcome, post
from tests.registration_samples import open_event
from tests.sample_records import add_publication
from visitors.honeypot import TRAP, HoneypotMixin, stamp
from visitors.models import DataRequest

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
MESSAGE = {"name": "Vera Vraag", "organisation": "Gemeente Woerden", "message": "Wij doen iets dergelijks."}


def contact_address():
    project = add_project("Buurttafel", open_for_contact=True)
    add_owner(project, "eigenaar@example.org")
    return f"/inventarisatie/contact/{project.pk}/"


def file_address():
    document = SiteDocument.objects.create(title="Zandloper", file=ContentFile(PDF, "stuk.pdf"))
    add_publication("Zandloper", children={"files": [PublicationFile(document=document)]})
    return f"/toegankelijke-versie/?bestand={document.pk}"


# (function that returns the address of the form, what a person types in it)
FORMS = {
    "begin a submission": (lambda: begin_address(add_round(asks_needs=False)), default_answers("wie")),
    "write to a project": (contact_address, MESSAGE | {"address": ADDRESS}),
    "lost link to a submission": (lambda: "/inventarisatie/link/", {"address": ADDRESS}),
    "lost link to a project": (lambda: "/projecten/beheer/", {"address": ADDRESS}),
    "sign up for the newsletter": (lambda: "/nieuwsbrief/aanmelden/", {"address": ADDRESS}),
    "follow by mail": (lambda: "/nieuwsbrief/volgen/gemeente/woudenberg/", {"address": ADDRESS}),
    "preferences of the newsletter": (lambda: "/nieuwsbrief/voorkeuren/", {"address": ADDRESS}),
    "register for an event": (
        lambda: f"{open_event().url}aanmelden/",
        {"name": "Vera Vraag", "organisation": "Gemeente Woerden", "role": "Adviseur", "address": ADDRESS},
    ),
    "lost link to a registration": (lambda: f"{open_event().url}aanmelden/link/", {"address": ADDRESS}),
    "personal data": (lambda: "/mijn-gegevens/", {"address": ADDRESS}),
    "write to the editors": (
        lambda: "/contact/bericht/",
        {"topic": "tip", "text": "Er is een nieuw boek.", "name": "Vera", "address": ADDRESS},
    ),
    "ask for an accessible version": (file_address, {"need": "Een Word-bestand", "name": "Vera", "address": ADDRESS}),
}


@pytest.fixture(params=list(FORMS))
def form(request, client):
    """(address of a form, what is typed in it, what a browser sends after ten seconds)."""
    address_of, typed = FORMS[request.param]
    address = address_of()
    return address, typed, data_of(client.get(address)) | typed | {"shown": stamp(time.time() - 10)}


def is_kept(response, typed):
    """Return whether the form came back with all that was typed, the trap empty, and a sentence about it."""
    assert soup_of(response).select(".error-summary li")
    shown = data_of(response)
    assert {name: shown[name] for name in typed} == {name: [value] for name, value in typed.items()}
    return shown[TRAP] == [""]


def stored():
    """Return how many rows there are of what the forms make, and of tasks in the queue."""
    models = (Submission, ContactRequest, AddressRequest, DataRequest, AccessibleVersionRequest, Message, Registration)
    return [model.objects.count() for model in (*models, DBTaskResult)]


def test_every_form_with_the_trap_is_tried_here():
    including = [path for path in TEMPLATES.rglob("*.html") if "components/honeypot.html" in path.read_text()]
    assert len(including) == len(FORMS)


def test_the_trap_is_called_like_no_real_field():
    forms, found = [HoneypotMixin], set()
    while forms:
        form = forms.pop()
        forms += form.__subclasses__()
        found |= set(form.base_fields)
    assert TRAP not in found | {question.name for question in QUESTIONS}


def test_whoever_fills_in_the_trap_is_asked_once_more_and_loses_nothing(
    client, form, django_capture_on_commit_callbacks
):
    address, typed, sent = form
    before = stored()
    with django_capture_on_commit_callbacks(execute=True):
        response = post(client, address, sent | {TRAP: "https://www.example.nl"})
    assert is_kept(response, typed)
    assert stored() == before
    assert outcome(client.post(address, data_of(response))) == "sent"


def test_whoever_is_very_fast_is_asked_once_more_and_loses_nothing(client, form, django_capture_on_commit_callbacks):
    address, typed, sent = form
    before = stored()
    with django_capture_on_commit_callbacks(execute=True):
        response = post(client, address, sent | {"shown": stamp()})
    assert is_kept(response, typed)
    assert "Dat ging erg snel" in soup_of(response).select_one(".error-summary").text
    assert stored() == before
    assert outcome(client.post(address, data_of(response) | {"shown": stamp(time.time() - 3)})) == "sent"


def test_a_field_named_website_is_answered_like_any_other(client):
    address, typed = begin_address(add_round(asks_needs=False)), default_answers("wie")
    sent = (
        data_of(client.get(address)) | typed | {"shown": stamp(time.time() - 10), "website": "https://www.example.nl"}
    )
    assert client.post(address, sent).status_code == 302
    assert Submission.objects.get().contact_name == typed["contact_name"]
