"""Editors make a round: questions that nobody could answer are refused, and what they made can be seen beforehand."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from inventory.models import InventoryIndexPage, InventoryRoundPage, RoundQuestion, Submission
from inventory.rounds.invitations import NotOpen, send_invitations
from pages.questions.rules import find_faults
from tests.inventory_samples import a_question
from tests.sample_records import add_round, from_now, text_of, visit

pytestmark = pytest.mark.django_db


def save_round(client, *questions, publish=True, **changes):
    """Save a new round with questions given as {field: value} in the editor; return the response.

    `changes` are other fields of the round.
    """
    parent = InventoryIndexPage.objects.get(locale__language_code="nl")
    rows = [
        {"field_type": "singleline", "visibility": "editors", "ORDER": str(place), **row}
        for place, row in enumerate(questions, start=1)
    ]
    data = nested_form_data(
        {
            "title": "Nieuwe ronde",
            "slug": "nieuwe-ronde",
            "opens_at": "2026-01-01 09:00",
            "body": streamfield([]),
            "asks_needs": "on",
            "keep_days": "365",
            "remind_days": "14",
            "consent_text": rich_text("<p>Wij bewaren uw naam.</p>"),
            "consent_version": "2026-1",
            "questions": inline_formset(rows),
            **{name: inline_formset([]) for name in ("action_links", "attachments", "related_records")},
            "teaser_placements": inline_formset([]),
            "comments": inline_formset([]),
            **changes,
        }
    )
    if publish:
        data["action-publish"] = "action-publish"
    return client.post(reverse("wagtailadmin_pages:add", args=["inventory", "inventoryroundpage", parent.pk]), data)


def faults_of(response):
    """Return {name of the field in its row: sentence} of what was refused."""
    formset = response.context["form"].formsets["questions"]
    return {name: str(error) for form in formset.forms for name, [error] in form.errors.items()}


def choice(**fields):
    return {"label": "Is er subsidie?", "field_type": "radio", "choices": "Ja\nNee", **fields}


def test_a_round_with_questions_is_published(administrator_client):
    response = save_round(
        administrator_client,
        {"label": "Van wie?", "depends_on": "is er subsidie?", "depends_value": "ja", "ORDER": "2"},
        choice(ORDER="1"),
    )
    assert response.status_code == 302
    page = InventoryRoundPage.objects.get(slug="nieuwe-ronde")
    assert [question.clean_name for question in page.questions.all()] == ["is_er_subsidie", "van_wie"]
    assert page.live


NO_CONSENT = [
    {"consent_text": rich_text("")},
    {"consent_text": rich_text("<p>&nbsp; </p>")},
    {"consent_version": ""},
    {"consent_version": " "},
]


@pytest.mark.parametrize("changes", NO_CONSENT)
@pytest.mark.usefixtures("kept_contexts")
def test_a_round_is_not_published_without_a_consent_text_and_its_version(administrator_client, changes):
    response = save_round(administrator_client, **changes)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == list(changes)
    assert not InventoryRoundPage.objects.filter(slug="nieuwe-ronde").exists()


@pytest.mark.parametrize("changes", NO_CONSENT)
def test_a_draft_of_a_round_may_wait_for_its_consent_text(administrator_client, changes):
    assert save_round(administrator_client, publish=False, **changes).status_code == 302
    assert not InventoryRoundPage.objects.get(slug="nieuwe-ronde").live


def test_a_round_that_does_not_open_needs_no_consent_text(administrator_client):
    nothing = {"consent_text": rich_text(""), "consent_version": ""}
    assert save_round(administrator_client, opens_at="", **nothing).status_code == 302
    assert InventoryRoundPage.objects.get(slug="nieuwe-ronde").live


@pytest.mark.parametrize("changes", [{"consent_text": ""}, {"consent_text": "<p> </p>"}, {"consent_version": ""}])
def test_a_round_without_consent_text_or_version_does_not_open_however_it_came(client, changes):
    asking = add_round(opens_at=from_now(days=-1), closes_at=from_now(days=1), **changes)
    begin = reverse("inventory-form-begin", args=[asking.slug])
    assert not visit(client, asking).select_one(f"a[href='{begin}']")
    assert client.get(begin).status_code == 403
    assert client.post(begin, {}, follow=True).status_code == 403
    assert not Submission.objects.exists()
    assert asking not in InventoryRoundPage.objects.open_at(timezone.now())
    with pytest.raises(NotOpen):
        send_invitations(asking)


@pytest.mark.parametrize(
    ("questions", "field"),
    [
        ([{"label": "Wijk"}, {"label": " wijk "}], "label"),
        ([{"label": "Wat is het?"}, {"label": "Wat is het"}], "label"),
        ([{"label": "???"}], "label"),
        ([choice(choices="")], "choices"),
        ([choice(choices="Ja")], "choices"),
        ([choice(choices="Ja\nNee\nja")], "choices"),
        ([choice(choices="Ja\n" + "x" * 300)], "choices"),
        ([{"label": "Begroting", "field_type": "file", "visibility": "everyone"}], "visibility"),
        ([choice(default_value="Misschien")], "default_value"),
        ([{"label": "Hoeveel?", "field_type": "number", "default_value": "veel"}], "default_value"),
        ([{"label": "Akkoord", "field_type": "checkbox", "default_value": "soms"}], "default_value"),
        ([{"label": "Van wie?", "depends_on": "Is er subsidie?", "depends_value": "Ja"}, choice()], "depends_on"),
        ([{"label": "Van wie?", "depends_on": "Van wie?", "depends_value": "Ja"}], "depends_on"),
        ([choice(), {"label": "Van wie?", "depends_on": "Is er geld?", "depends_value": "Ja"}], "depends_on"),
        ([choice(), {"label": "Van wie?", "depends_value": "Ja"}], "depends_on"),
        ([choice(), {"label": "Van wie?", "depends_on": "Is er subsidie?"}], "depends_value"),
        ([choice(), {"label": "Van wie?", "depends_on": "Is er subsidie?", "depends_value": "Soms"}], "depends_value"),
        (
            [
                {"label": "Wijk"},
                {"label": "Van wie?", "depends_on": "Wijk", "depends_value": "Noord"},
            ],
            "depends_on",
        ),
        (
            [
                {"label": "Akkoord", "field_type": "checkbox"},
                {"label": "Van wie?", "depends_on": "Akkoord", "depends_value": "Noord"},
            ],
            "depends_value",
        ),
    ],
)
def test_questions_that_nobody_could_answer_have_a_fault_at_one_field(questions, field):
    faults = find_faults([a_question(**question) for question in questions])
    assert {name for _question, name, _sentence in faults} == {field}
    assert all(sentence.endswith(".") for _question, _name, sentence in faults)


def test_questions_that_fit_together_have_no_faults():
    tick = a_question("Mag het?", "checkbox", default_value="ja")
    after_tick = a_question("Waarom niet?", depends_on="mag het?", depends_value="Nee")
    several = a_question("Hoe?", "checkboxes", choices="Thuis\nOnline", default_value="Thuis\nOnline")
    after_one = a_question("Waar?", "dropdown", choices="A\nB", depends_on="Hoe?", depends_value="online")
    assert find_faults([tick, after_tick, several, after_one, a_question("Wanneer?", "date")]) == []


@pytest.mark.parametrize("publish", [True, False])
@pytest.mark.usefixtures("kept_contexts")
def test_a_fault_is_shown_at_its_field_and_nothing_is_saved(administrator_client, publish):
    response = save_round(
        administrator_client,
        {"label": "Van wie?", "depends_on": "Is er subsidie?", "depends_value": "Ja"},
        choice(choices="Ja"),
        publish=publish,
    )
    assert response.status_code == 200
    faults = faults_of(response)
    assert set(faults) == {"depends_on", "choices"}
    shown = BeautifulSoup(response.content, "html.parser").select(".error-message")
    assert {text_of(error) for error in shown} >= set(faults.values())
    assert not InventoryRoundPage.objects.filter(slug="nieuwe-ronde").exists()


def test_a_question_that_is_taken_away_no_longer_counts(administrator_client):
    response = save_round(administrator_client, {"label": "Wijk"}, {"label": "Wijk", "DELETE": "1"})
    assert response.status_code == 302


def test_a_change_of_words_keeps_the_name_under_which_answers_are_kept(administrator_client):
    save_round(administrator_client, {"label": "Hoeveel mensen?"})
    question = RoundQuestion.objects.get(round__slug="nieuwe-ronde")
    question.label = "Hoeveel inwoners?"
    question.save()
    assert question.clean_name == "hoeveel_mensen"


def test_the_editor_shows_how_many_submissions_there_are(administrator_client):
    asking = add_round()
    edit = reverse("wagtailadmin_pages:edit", args=[asking.pk])
    assert b"round-answers" not in administrator_client.get(edit).content
    for status in ("draft", "submitted", "submitted"):
        Submission.objects.create(round=asking, status=status)
    Submission.objects.create(round=add_round(), status="submitted")
    soup = BeautifulSoup(administrator_client.get(edit).content, "html.parser")
    assert text_of(soup.select_one(".round-answers")).split()[1::2] == ["1", "2"]


@pytest.mark.parametrize("saved", [True, False])
def test_the_form_can_be_seen_before_anybody_else_does(home, saved):
    asking = InventoryRoundPage(title="Nog niet open", locale=home.locale, consent_text="<p>Wij bewaren uw naam.</p>")
    asking.questions = [a_question("Is er subsidie?", "radio", choices="Ja\nNee"), a_question("Begroting", "file")]
    if saved:
        questions = list(asking.questions.all())
        asking = add_round("Nog niet open", consent_text=asking.consent_text)
        asking.questions = questions
    response = asking.make_preview_request(preview_mode="form")
    soup = BeautifulSoup(response.content, "html.parser")
    titles = [text_of(heading).split(". ")[0] for heading in soup.main.find_all("h2")]
    assert titles == ["1", "2", "3", "4", "5", "6", "7"]
    assert soup.select_one("input[name=contact_name]")
    assert "Is er subsidie?" in text_of(soup.main)
    assert "Wij bewaren uw naam." in text_of(soup.main)
    assert not soup.main.select("button[type=submit], input[type=submit]")
    ids = [element["id"] for element in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_the_page_of_a_round_says_what_is_asked_and_who_sees_it(client):
    asking = add_round(opens_at=from_now(days=-1))
    asking.questions = [
        a_question("Is er subsidie?", "radio", choices="Ja\nNee", visibility="network"),
        a_question("Van wie?", depends_on="Is er subsidie?", depends_value="Ja", required=False),
    ]
    asking.save()
    soup = visit(client, asking)
    steps = soup.select(".asked-step")
    assert len(steps) == 6
    own = [text_of(line) for line in steps[4].select("li")]
    assert len(own) == 2
    assert "‘Ja’" in own[1] or "“Ja”" in own[1]
    asking.asks_needs = False
    asking.questions = []
    asking.save()
    assert len(visit(client, asking).select(".asked-step")) == 4


@pytest.mark.parametrize(
    ("opens", "closes", "is_open"),
    [(-1, 1, True), (-1, None, True), (1, 2, False), (-2, -1, False), (None, None, False)],
)
def test_only_an_open_round_has_the_button_to_report(client, opens, closes, is_open):
    moments = [None if days is None else from_now(days=days) for days in (opens, closes)]
    asking = add_round(opens_at=moments[0], closes_at=moments[1])
    button = visit(client, asking).select_one(f"a[href='{reverse('inventory-form-begin', args=[asking.slug])}']")
    assert bool(button) == is_open
    if button:
        assert client.get(button["href"]).status_code == 200
