"""Older text never overwrites newer: two tabs, Back and Reload, in every form that edits what is stored."""

import pytest
from django.forms import CharField, Form
from django.http import QueryDict

from inventory.desk import workflow
from inventory.models import Submission, SubmissionEvent
from newsletters.subscribers.tokens import preferences_token
from tests.inventory_flow import a_draft, data_of, soup_of
from tests.inventory_samples import ADDRESS, add_round, add_submission
from tests.owner_samples import add_owned, private
from tests.redirects import follow, outcome, post
from tests.subscriber_samples import a_list, lists_of, subscribe
from visitors import edit_conflicts
from visitors.data_requests import PURPOSE
from visitors.private_links import make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def tabs(client):
    """(draft, address of a step, what two tabs hold of it)."""
    draft, address = a_draft()
    step = f"{address}project/"
    return draft, step, data_of(client.get(step)), data_of(client.get(step))


def summary_of(draft):
    return Submission.objects.get(pk=draft.pk).answers["summary"]


def sides(page, field):
    """Return the kept and the typed text of a conflict, as the page shows them."""
    fieldset = soup_of(page).select_one(f"#id_{field}_conflict")
    return [each.get_text("\n", strip=True) for each in fieldset.select(".conflict-text")] if fieldset else None


def test_an_older_tab_overwrites_nothing_and_shows_both(client, tabs):
    draft, step, first, second = tabs
    assert outcome(client.post(step, first | {"summary": "Uit het eerste tabblad."})) == "sent"
    page = post(client, step, second | {"summary": "Uit het tweede tabblad."})
    assert summary_of(draft) == "Uit het eerste tabblad."
    assert sides(page, "summary") == ["Uit het eerste tabblad.", "Uit het tweede tabblad."]
    shown = soup_of(page)
    assert shown.select_one("textarea[name=summary]").text.strip() == "Uit het tweede tabblad."
    assert "iets nieuwers bewaard" in shown.select_one("#error-summary").text
    assert "laatst opgeslagen" in shown.select_one("#id_summary_conflict").text
    # What is the same in both is asked nothing about.
    assert [found["id"] for found in shown.select("fieldset.conflict")] == ["id_summary_conflict"]
    # Every link of the summary, and every description, is there.
    assert all(shown.find(id=link["href"][1:]) for link in shown.select("#error-summary a"))
    assert all(shown.find(id=found["aria-describedby"]) for found in shown.select(".conflict input"))
    assert not shown.select(".conflict input[checked]")


@pytest.mark.parametrize(
    ("choice", "typed", "expected"),
    [
        ("kept", "Uit het tweede tabblad.", "Uit het eerste tabblad."),
        ("mine", "Uit het tweede tabblad.", "Uit het tweede tabblad."),
        ("mine", "Beide: eerste en tweede.", "Beide: eerste en tweede."),
    ],
)
def test_the_person_chooses_or_merges(client, tabs, choice, typed, expected):
    draft, step, first, second = tabs
    client.post(step, first | {"summary": "Uit het eerste tabblad."})
    response = client.post(step, second | {"summary": "Uit het tweede tabblad."})
    address = response["Location"].partition("#")[0]
    shown = data_of(client.get(address))
    # Without a choice it is asked again, and nothing is saved.
    again = follow(client, client.post(address, shown))
    assert summary_of(draft) == "Uit het eerste tabblad."
    assert sides(again, "summary") == ["Uit het eerste tabblad.", "Uit het tweede tabblad."]
    sent = data_of(again) | {"choose-summary": choice, "summary": typed}
    assert outcome(client.post(address, sent)) == "sent"
    assert summary_of(draft) == expected


def test_one_choice_of_two_is_remembered(client, tabs):
    draft, step, first, second = tabs
    client.post(step, first | {"summary": "Eerste.", "description": "Een."})
    page = post(client, step, second | {"summary": "Tweede.", "description": "Twee."})
    page = post(client, step, data_of(page) | {"choose-summary": "mine"})
    assert [found["value"] for found in soup_of(page).select(".conflict input[checked]")] == ["mine"]
    assert summary_of(draft) == "Eerste."


def test_what_was_saved_while_choosing_is_asked_about_anew(client, tabs):
    draft, step, first, second = tabs
    client.post(step, first | {"summary": "Eerste."})
    page = post(client, step, second | {"summary": "Tweede."})
    client.post(step, data_of(client.get(step)) | {"summary": "Derde."})
    page = post(client, step, data_of(page) | {"choose-summary": "mine"})
    assert summary_of(draft) == "Derde."
    assert sides(page, "summary") == ["Derde.", "Tweede."]


def test_the_same_sent_again_says_nothing(client, tabs):
    draft, step, first, second = tabs
    sent = {"summary": "Hetzelfde.", "starts": "3-2018"}
    assert client.post(step, first | sent)["Location"] == client.post(step, first | sent)["Location"]
    assert client.post(step, second | sent | {"starts": "maart 2018"})["Location"].endswith("/waarover/")
    assert summary_of(draft) == "Hetzelfde."


def test_a_refused_step_that_is_sent_again_after_newer_text_overwrites_nothing(client, tabs):
    draft, step, first, _second = tabs
    refused = first | {"summary": "Ouder.", "website": "geen adres"}
    assert outcome(client.post(step, refused)) == "refused"
    client.post(step, data_of(client.get(step)) | {"summary": "Nieuwer.", "website": ""})
    # Back and Reload of a browser that kept the POST.
    assert outcome(client.post(step, refused)) == "refused"
    assert summary_of(draft) == "Nieuwer."


def test_what_is_refused_for_another_reason_is_no_conflict(client, tabs):
    draft, step, first, _second = tabs
    address = client.post(step, first | {"summary": "Getypt.", "website": "geen adres"})["Location"].partition("#")[0]
    page = client.get(address)
    assert not soup_of(page).select(".conflict")
    assert outcome(client.post(address, data_of(page) | {"website": ""})) == "sent"
    assert summary_of(draft) == "Getypt."


@pytest.mark.parametrize("action", ["terug", "later"])
def test_previous_and_later_overwrite_nothing_either(client, tabs, action):
    draft, step, first, second = tabs
    client.post(step, first | {"summary": "Eerste."})
    assert outcome(client.post(step, second | {"summary": "Tweede.", "actie": action})) == "refused"
    assert summary_of(draft) == "Eerste."


def test_choices_are_shown_in_words(client):
    draft, address = a_draft()
    step = f"{address}waarover/"
    first, second = data_of(client.get(step)), data_of(client.get(step))
    client.post(step, first | {"lead_organisation": "Gemeente Vianen", "laws": []})
    page = post(client, step, second | {"lead_organisation": "Gemeente Woerden"})
    kept, typed = sides(page, "laws")
    assert kept == "Leeg"
    assert typed
    assert typed not in draft.answers["laws"]


def test_what_is_typed_is_escaped_on_both_sides(client, tabs):
    _draft, step, first, second = tabs
    client.post(step, first | {"summary": "<script>alert(1)</script>"})
    page = post(client, step, second | {"summary": "<img src=x onerror=alert(2)>"})
    assert sides(page, "summary") == ["<script>alert(1)</script>", "<img src=x onerror=alert(2)>"]


def test_preferences(client):
    person = subscribe(lists=["platformnieuws", "landelijk"])
    link = f"/nieuwsbrief/voorkeuren/{preferences_token(person.pk)}/"
    tab = data_of(client.get(link))
    assert outcome(client.post(link, tab | {"keuze-lists": [str(a_list("landelijk").pk)]})) == "sent"
    sent = tab | {"keuze-lists": [str(a_list("platformnieuws").pk)], "keuze-language": "en"}
    page = post(client, link, sent)
    assert lists_of(person.address) == ["landelijk"]
    assert sides(page, "keuze-lists")
    chosen = data_of(page) | {"choose-keuze-lists": "kept", "choose-keuze-language": "mine"}
    assert outcome(client.post(link, chosen)) == "sent"
    assert lists_of(person.address) == ["landelijk"]
    person.refresh_from_db()
    assert person.language == "en"


def test_the_end_of_a_project(client):
    owner = add_owned(date="2024-02")
    address = private(owner, "afgelopen")
    tab = data_of(client.get(address))
    assert outcome(client.post(address, tab | {"status": "finished", "month": "maart 2026"})) == "sent"
    page = post(client, address, tab | {"status": "stopped", "month": "april 2026"})
    owner.project.refresh_from_db()
    assert owner.project.status == "finished"
    assert sides(page, "month") == ["maart 2026", "april 2026"]
    assert client.post(address, tab | {"status": "finished", "month": "3-2026"})["Location"].endswith("?afgelopen")


def test_the_answer_to_a_question(client, administrator):
    draft, address = a_draft()
    Submission.objects.filter(pk=draft.pk).update(status=Submission.Status.SUBMITTED)
    workflow.ask_back(Submission.objects.get(pk=draft.pk), administrator, "Welke wijk?")
    first, second = data_of(client.get(address)), data_of(client.get(address))
    assert outcome(client.post(address, first | {"antwoord": "Schilderskwartier"})) == "sent"
    assert outcome(client.post(address, second | {"antwoord": "Schilderskwartier"})) == "sent"
    page = soup_of(post(client, address, second | {"antwoord": "Molenvliet"}))
    assert "Molenvliet" in page.select_one("#not-sent").parent.text
    assert "Schilderskwartier" in page.main.text
    assert draft.events.filter(kind=SubmissionEvent.Kind.ANSWERED).count() == 1
    # Another question, which the older answer is not meant for.
    workflow.ask_back(Submission.objects.get(pk=draft.pk), administrator, "En welke straat?")
    asked_again = post(client, address, second | {"antwoord": "Molenvliet"})
    assert draft.events.filter(kind=SubmissionEvent.Kind.ANSWERED).count() == 1
    shown = data_of(asked_again)
    assert shown["antwoord"] == ["Molenvliet"]
    assert outcome(client.post(address, shown)) == "sent"


def test_a_correction_of_personal_data(client):
    submission = add_submission(add_round(), address=ADDRESS, title="Wijkrestaurant")
    path = f"/mijn-gegevens/{make_link(PURPOSE, address=ADDRESS, days=7)}/"
    tab = data_of(client.get(path))
    assert outcome(client.post(f"{path}verbeteren/", tab | {"name": "Jan Eerst"})) == "sent"
    response = client.post(f"{path}verbeteren/", tab | {"name": "Jan Later"})
    submission.refresh_from_db()
    assert submission.contact_name == "Jan Eerst"
    page = follow(client, response)
    fieldset = soup_of(page).select_one("fieldset.conflict")
    assert [each.text.strip() for each in fieldset.select(".conflict-text")] == ["Jan Eerst", "Jan Later"]
    assert outcome(client.post(f"{path}verbeteren/", data_of(page) | {"choose-name": "mine"})) == "sent"
    submission.refresh_from_db()
    assert submission.contact_name == "Jan Later"


def test_a_correction_that_is_too_long_comes_back(client):
    submission = add_submission(add_round(), address=ADDRESS, title="Wijkrestaurant")
    path = f"/mijn-gegevens/{make_link(PURPOSE, address=ADDRESS, days=7)}/"
    page = post(client, f"{path}verbeteren/", data_of(client.get(path)) | {"name": "x" * 500})
    assert data_of(page)["name"] == ["x" * 500]
    submission.refresh_from_db()
    assert len(submission.contact_name) < 500


class Letter(Form):
    text = CharField(required=False)


def typed(text, version, **others):
    data = QueryDict(mutable=True)
    data.update({"text": text, "version": version, **others})
    return Letter(data)


@pytest.mark.parametrize("version", ["onzin", "", "0" * 5000])
def test_a_version_that_was_made_up_overwrites_nothing(version):
    stored = Letter(initial={"text": "Bewaard"})
    assert list(edit_conflicts.find_conflicts(typed("Getypt", version), stored)) == ["text"]
    assert edit_conflicts.resolve(typed("Getypt", version), stored) is None


def test_a_text_that_was_changed_back_is_no_conflict():
    version = edit_conflicts.version_of(Letter(initial={"text": "Een\r\ntwee"}))
    stored = Letter(initial={"text": "Een\ntwee "})
    assert edit_conflicts.find_conflicts(typed("Drie", version), stored) == {}
