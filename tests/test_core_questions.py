"""A core question is declared once: every place that asks, shows, publishes or exports it follows."""

import csv
import io
import json

import pytest
from django.utils import timezone

from inventory.desk import workflow
from inventory.desk.decisions import compare
from inventory.desk.exports import SubmissionTable
from inventory.desk.submitted_values import SubmittedValues
from inventory.form.answers import describe
from inventory.form.project_parts import TextPart
from inventory.form.question_type import Column, OpenData, Question
from inventory.form.questions import LEARN, QUESTIONS
from inventory.form.start import start_update
from inventory.models import ProjectPage, Submission
from pages.questions.fields import TextField
from tests.inventory_flow import soup_of
from tests.inventory_samples import add_round, fill, fill_all

pytestmark = pytest.mark.django_db

# A column that every ProjectPage has, and that no question fills.
NAME = "search_description"


@pytest.fixture
def question():
    """One declaration more."""
    new = Question(
        NAME,
        LEARN,
        TextField(label="Wat kost het?", help_text="In euro's.", required=False),
        part=TextPart(NAME, "Kosten"),
        column=Column(),
        open_data=OpenData("Wat het kost.", column=NAME),
    )
    QUESTIONS.append(new)
    yield new
    QUESTIONS.remove(new)


@pytest.fixture
def sent(question):
    """A submission in which the new question is answered."""
    submission = fill_all(Submission(round=add_round()))
    fill(submission, LEARN, **{NAME: "1.000 euro"})
    submission.status, submission.submitted_at = Submission.Status.SUBMITTED, timezone.now()
    submission.save()
    return submission


def test_the_page_of_the_round_and_the_form_ask_it(client, question):
    page = add_round()
    assert "Wat kost het?" in soup_of(client.get(page.url)).text
    form = fill(fill_all(Submission(round=page)), LEARN, **{NAME: "x" * 6_000})
    assert list(form.fields)[-1] == NAME
    assert form[NAME].help_text == "In euro's."
    assert "1000" in form.errors[NAME][0], "how much too long it is"


def test_the_summary_and_the_desk_show_it(sent, administrator):
    section = next(section for section in describe(sent) if section.step_slug == LEARN)
    assert [answer.value for answer in section.answers if answer.label == "Wat kost het?"] == ["1.000 euro"]
    page = workflow.accept_as_new(sent, administrator)
    ProjectPage.objects.filter(pk=page.pk).update(**{NAME: "Niets"})
    line = next(line for line in compare(SubmittedValues(sent), ProjectPage.objects.get(pk=page.pk)) if line.is_changed)
    assert (line.label, line.current, line.sent) == ("Kosten", ["Niets"], ["1.000 euro"])


def test_the_project_holds_it_and_an_update_begins_with_it(sent, administrator):
    page = ProjectPage.objects.get(pk=workflow.accept_as_new(sent, administrator).pk)
    assert getattr(page, NAME) == "1.000 euro"
    ProjectPage.objects.filter(pk=page.pk).update(**{NAME: "2.000 euro"})
    page.refresh_from_db()
    assert start_update(page, page.project_owner).answers[NAME] == "2.000 euro"


def test_exports_and_open_data_have_a_column_for_it(client, sent, administrator):
    table = SubmissionTable(Submission.objects.filter(pk=sent.pk))
    [row] = table.rows()
    assert dict(zip(table.headings(), row, strict=True))["Kosten"] == "1.000 euro"
    page = workflow.accept_as_new(sent, administrator)
    text = client.get("/projecten/open-data/projecten.csv").getvalue().decode()
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert list(rows[str(page.translation_key)])[-1] == NAME, "published fields keep their places"
    assert rows[str(page.translation_key)][NAME] == "1.000 euro"
    described = json.loads(client.get("/projecten/open-data/projecten.csv-metadata.json").text)
    assert described["tableSchema"]["columns"][-1]["dc:description"][0]["@value"] == "Wat het kost."
