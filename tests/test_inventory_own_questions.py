"""The questions that editors add to a round: every kind of answer, and when a question is asked."""

import itertools
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from playwright.sync_api import expect

from inventory.form.answers import describe
from inventory.form.steps import STEPS, check_whole, list_steps
from inventory.models import RoundQuestion, Submission, SubmissionFile, Visibility
from pages.questions.rules import asked_questions
from tests.inventory_samples import a_question, a_submission, fill, fill_all, fill_partly, posted
from tests.sample_records import add_round, from_now

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[1]
OWN = next(step for step in STEPS if step.slug == "vragen")
CHOICES = "Ja, zeker\nNee\nWeet ik niet"

# kind of answer: (what is typed, what is kept, what is said)
GOOD = {
    "singleline": ("Een woord", "Een woord", "Een woord"),
    "multiline": ("Een\r\ntwee", "Een\ntwee", "Een\ntwee"),
    "number": ("1.500", 1500, "1500"),
    "date": ("31-12-2026", "2026-12-31", "31 december 2026"),
    "dropdown": ("Ja, zeker", "Ja, zeker", "Ja, zeker"),
    "radio": ("Nee", "Nee", "Nee"),
    "checkboxes": (["Ja, zeker", "Nee"], ["Ja, zeker", "Nee"], ["Ja, zeker", "Nee"]),
    "checkbox": ("on", True, None),
}
BAD = {"number": "veel", "date": "ooit", "dropdown": "Misschien", "radio": "Misschien", "checkboxes": ["Misschien"]}
KINDS = [kind for kind, _label in RoundQuestion.FIELD_TYPES]


def round_with(*questions):
    """Publish a round with these questions in this order."""
    for position, question in enumerate(questions):
        question.sort_order = position
    asking = add_round(opens_at=from_now(days=-1))
    asking.questions.set(questions)
    asking.save()
    return type(asking).objects.get(pk=asking.pk)


def said_of(submission, levels=frozenset(Visibility)):
    return {answer.name: answer.value for section in describe(submission, levels) for answer in section.answers}


@pytest.mark.parametrize("kind", GOOD)
def test_every_kind_of_answer_is_kept_shown_again_and_said(kind):
    """Of each kind a question for every combination of who sees it and whether it is required."""
    typed, kept, said = GOOD[kind]
    combinations = list(itertools.product(Visibility, [True, False]))
    labels = [f"{level} {required}".lower() for level, required in combinations]
    asking = round_with(
        *(
            a_question(label, kind, required=required, visibility=level, choices=CHOICES)
            for label, (level, required) in zip(labels, combinations, strict=True)
        )
    )
    names = [label.replace(" ", "_") for label in labels]
    submission = fill_all(a_submission(asking))
    assert fill(submission, "vragen", dict.fromkeys(names, typed)).errors == {}
    submission.save()
    submission = Submission.objects.get()
    assert submission.answers["own"] == dict.fromkeys(names, kept)
    assert check_whole(submission) == []
    for level in Visibility:
        shown = {name: value for name, value in said_of(submission, {level}).items() if name in names}
        assert shown == {f"{level}_{required}": said or gettext("yes") for required in ("true", "false")}
    again = OWN.make_form(submission).as_data()
    assert OWN.make_form(submission, again).is_valid()
    OWN.save_partly(OWN.make_form(submission, again), submission)
    assert submission.answers["own"] == dict.fromkeys(names, kept)


def test_a_required_question_is_asked_for_and_another_may_stay_empty():
    must = [a_question(f"moet {kind}", kind, choices=CHOICES) for kind in KINDS]
    may = [a_question(f"mag {kind}", kind, required=False, choices=CHOICES) for kind in KINDS]
    submission = fill_all(a_submission(round_with(*must, *may)))
    assert list(fill(submission, "vragen", {}).errors) == [f"moet_{kind}" for kind in KINDS]
    assert [step.slug for step, _form in check_whole(submission)] == ["vragen"]


def test_the_error_summary_leads_to_the_field_of_every_kind():
    asking = round_with(*(a_question(f"moet {kind}", kind, choices=CHOICES) for kind in KINDS))
    form = OWN.make_form(a_submission(asking), posted({}))
    page = "".join(
        render_to_string(name, {"form": form})
        for name in ("visitors/components/error_summary.html", "inventory/form/fields.html")
    )
    soup = BeautifulSoup(page, "html.parser")
    targets = [soup.find(id=link["href"].removeprefix("#")) for link in soup.select(".error-summary a")]
    assert len(targets) == len(KINDS)
    assert all(target.name in ("input", "select", "textarea") for target in targets)


def test_a_wrong_answer_is_refused_and_not_lost():
    submission = fill_all(a_submission(round_with(*(a_question(kind, kind, choices=CHOICES) for kind in BAD))))
    assert list(fill(submission, "vragen", BAD).errors) == list(BAD)
    fill_partly(submission, "vragen", BAD)
    assert submission.answers["own"] == BAD
    assert BAD.items() <= said_of(submission).items()
    assert [step.slug for step, _form in check_whole(submission)] == ["vragen"]


@pytest.mark.parametrize("hostile", ["\x00", "<script>alert(1)</script>", "9" * 5000, "a" * 60_000, "🙂\u202e"])
def test_hostile_answers_break_nothing(hostile):
    submission = fill_all(a_submission(round_with(*(a_question(kind, kind, choices=CHOICES) for kind in KINDS))))
    for typed in (hostile, [hostile] * 500):
        fill_partly(submission, "vragen", dict.fromkeys(KINDS, typed))
        submission.save()
        submission = Submission.objects.get(pk=submission.pk)
        said_of(submission)
        assert "\x00" not in str(submission.answers)
        page = render_to_string("inventory/form/fields.html", {"form": OWN.make_form(submission)})
        assert "<script>alert" not in page


def test_a_label_of_markup_is_shown_as_it_is():
    asking = round_with(a_question("Meer < minder & <b>zo</b>?", "singleline", help_text="<script>alert(1)</script>"))
    form = OWN.make_form(a_submission(asking))
    page = render_to_string("inventory/form/fields.html", {"form": form})
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert BeautifulSoup(page, "html.parser").label.get_text().startswith("Meer < minder & <b>zo</b>?")


def test_no_label_can_take_the_name_of_another_field():
    labels = ["Weg", "Actie", "Website", "csrfmiddlewaretoken", "Title", "Shown"]
    form = OWN.make_form(a_submission(round_with(*(a_question(label) for label in labels))))
    assert all(field.html_name.startswith("vraag-") for field in form)


def conditional(kind, value):
    """Return three questions: one that others depend on, one that depends on it, one that depends on that one."""
    return (
        a_question("Eerste", kind, required=False, choices=CHOICES),
        a_question("Tweede", "radio", choices="A\nB", depends_on=" eerste", depends_value=value),
        a_question("Derde", "singleline", depends_on="Tweede", depends_value="B"),
    )


@pytest.mark.parametrize(
    ("kind", "wanted", "met", "unmet"),
    [
        ("dropdown", "nee", "Nee", ["Ja, zeker", ""]),
        ("radio", "Ja, zeker", "Ja, zeker", ["Nee", ""]),
        ("checkboxes", "Nee", ["Ja, zeker", "Nee"], [["Ja, zeker"], []]),
        ("checkbox", "ja", "on", [[]]),
        ("checkbox", "nee", [], ["on"]),
    ],
)
def test_a_question_is_asked_only_after_the_answer_it_waits_for(kind, wanted, met, unmet):
    submission = fill_all(a_submission(round_with(*conditional(kind, wanted))))
    assert list(fill(submission, "vragen", {"eerste": met}).errors) == ["tweede"]
    assert list(fill(submission, "vragen", {"eerste": met, "tweede": "B"}).errors) == ["derde"]
    assert fill(submission, "vragen", {"eerste": met, "tweede": "B", "derde": "Ook dit"}).errors == {}
    assert submission.answers["own"]["derde"] == "Ook dit"
    for answer in unmet:
        form = fill(submission, "vragen", {"eerste": answer, "tweede": "B", "derde": "Ook dit"})
        assert form.errors == {}
        assert set(submission.answers["own"]) == {"eerste"}, "what is not asked is not kept"
        assert not {"tweede", "derde"} & set(said_of(submission))
        assert check_whole(submission) == []


def test_a_wrong_answer_to_a_question_that_is_not_asked_stops_nobody():
    first, _second, _third = conditional("radio", "Nee")
    asking = round_with(first, a_question("Tweede", "number", depends_on="Eerste", depends_value="Nee"))
    submission = fill_all(a_submission(asking))
    assert fill(submission, "vragen", {"eerste": "Ja, zeker", "tweede": "veel"}).errors == {}
    assert submission.answers["own"] == {"eerste": "Ja, zeker"}


def test_a_draft_keeps_what_was_typed_at_a_question_that_is_not_asked_any_more():
    submission = fill_all(a_submission(round_with(*conditional("radio", "Nee"))))
    fill_partly(submission, "vragen", {"eerste": "Ja, zeker", "tweede": "B", "derde": "Ook dit"})
    assert OWN.make_form(submission)["derde"].value() == "Ook dit"
    assert "derde" not in said_of(submission)


def test_what_is_asked_does_not_depend_on_answers_that_come_later():
    """Whatever is answered, a question is asked exactly when the one it waits for is asked and answered so."""
    questions = list(conditional("radio", "Nee"))
    for first, second, third in itertools.product(
        ["Ja, zeker", "Nee", "", None, ["Nee"], 3, True], ["A", "B", ""], ["x", ""]
    ):
        asked = asked_questions(questions, {"eerste": first, "tweede": second, "derde": third})
        assert ("tweede" in asked) == (first in ("Nee", ["Nee"]))
        assert ("derde" in asked) == ("tweede" in asked and second == "B")


def test_without_javascript_a_sentence_says_when_to_answer():
    submission = fill_all(a_submission(round_with(*conditional("radio", "nee"))))
    page = render_to_string("inventory/form/fields.html", {"form": OWN.make_form(submission)})
    soup = BeautifulSoup(page, "html.parser")
    [second, third] = soup.select("[data-if]")
    assert (second["data-if"], second["data-is"]) == ("vraag-eerste", "Nee")
    assert "Nee" in second.select_one(".field-condition").get_text()
    assert "Eerste" in second.select_one(".field-condition").get_text()
    assert (third["data-if"], third["data-is"]) == ("vraag-tweede", "B")
    assert second.select_one(".field-condition")["id"] in second["aria-describedby"]


def test_a_file_counts_as_an_answer_and_a_second_does_not_fit():
    submission = fill_all(a_submission(round_with(a_question("Begroting", "file"))))
    submission.save()
    assert "begroting" in OWN.make_form(submission, posted({})).errors
    SubmissionFile.objects.create(submission=submission, question="begroting", name="begroting.xlsx", size=9)
    assert OWN.make_form(submission, posted({})).is_valid()
    assert check_whole(submission) == []
    assert said_of(submission)["begroting"] == ["begroting.xlsx"]
    files = MultiValueDict({"begroting": [SimpleUploadedFile("begroting.pdf", b"%PDF-1.4")]})
    assert "begroting" in OWN.make_form(submission, posted({}), files).errors


def test_a_default_is_filled_in_but_is_no_answer_yet():
    asking = round_with(a_question("Vorm", "radio", choices="A\nB", default_value="B"))
    submission = fill_all(a_submission(asking))
    assert OWN.make_form(submission)["vorm"].value() == "B"
    assert [step.slug for step, _form in check_whole(submission)] == ["vragen"]


def test_answers_stay_when_an_editor_changes_the_words_of_a_question():
    asking = round_with(a_question("Hoeveel mensen?", "number"))
    submission = fill_all(a_submission(asking))
    fill(submission, "vragen", {"hoeveel_mensen": "12"})
    question = asking.questions.get()
    question.label = "Hoeveel inwoners doen mee?"
    question.save()
    submission.round = type(asking).objects.get(pk=asking.pk)
    assert said_of(submission)["hoeveel_mensen"] == "12"


def test_a_round_without_questions_has_no_step_for_them():
    assert "vragen" not in [step.slug for step in list_steps(fill_all(a_submission(round_with())))]


def test_with_javascript_a_question_is_there_only_while_it_is_asked(chromium):
    submission = a_submission(round_with(*conditional("checkbox", "ja")))
    fields = render_to_string("inventory/form/fields.html", {"form": OWN.make_form(submission)})
    context = chromium.new_context()
    try:
        page = context.new_page()
        page.set_content(f"<form>{fields}</form>")
        page.add_script_tag(content=(ROOT / "static/js/conditions.js").read_text(), type="module")
        second, third = page.locator("[name=vraag-tweede]").first, page.locator("[name=vraag-derde]")
        expect(second).to_be_hidden()
        page.check("[name=vraag-eerste]")
        expect(second).to_be_visible()
        page.check("[name=vraag-tweede][value=B]")
        expect(third).to_be_visible()
        page.uncheck("[name=vraag-eerste]")
        expect(second).to_be_hidden()
        expect(third).to_be_hidden()
    finally:
        context.close()
