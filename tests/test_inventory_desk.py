"""The editors' desk in the admin: the queue, the page of a submission, the decisions, and who may come there."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile

from inventory.desk import workflow
from inventory.models import ProjectPage, Submission, SubmissionFile
from network.models import Municipality
from pages.models import Audience, WerkplaatsPage
from tests.desk_samples import a_submission, an_editor, an_open_round, core_answers, steps_of, themes
from tests.sample_records import add_project, text_of
from themes.models import ThemeLink

pytestmark = pytest.mark.django_db

INDEX = "/admin/inventory/submissions/"


@pytest.fixture
def editor(django_user_model):
    """An editor of kUS."""
    return an_editor(django_user_model, first_name="Anna", last_name="de Wit")


@pytest.fixture
def editor_client(client, editor):
    """A client logged in as an editor of kUS."""
    client.force_login(editor)
    return client


def page(client, address):
    """Return a page of the admin as BeautifulSoup."""
    response = client.get(address)
    assert response.status_code == 200, response
    return BeautifulSoup(response.content, "html.parser")


def titles(client, query=""):
    """Return what the queue shows, in its order."""
    return [text_of(link) for link in page(client, f"{INDEX}?{query}").select("table .title-wrapper a")]


def send(client, submission, action, query="", **fields):
    """Send the form of an action as the page has it, filled in further; return the response."""
    address = f"{INDEX}{submission.pk}/{action}/{query}"
    soup = page(client, address)
    form = next(form for form in soup.select("form[method=post]") if form.select("input[name=seen]"))
    data = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    for field in form.select("input[checked]"):
        data.setdefault(field["name"], []).append(field["value"])
    return client.post(address, data | fields, follow=True)


def test_the_queue_begins_with_what_waits_longest(editor_client):
    answered = a_submission("Al aangenomen", status="accepted")
    asked = a_submission("Gevraagd", status="asked-back")
    new = a_submission("Nieuw")
    old = a_submission("Oud", submitted_at=new.submitted_at.replace(year=2020))
    draft = a_submission("Geheim concept", status="draft")
    expected = [*(f"{row.title} ({row.reference})" for row in (old, new, asked, answered)), draft.reference]
    assert titles(editor_client) == expected


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=declined", ["Nee"]),
        ("status=declined&status=submitted", ["Ja", "Nee"]),
        ("handler=mine", ["Nee"]),
        ("handler=nobody", ["Ja"]),
        ("municipality={second}", ["Nee"]),
        ("round={round}", ["Ja"]),
        ("q=PIET", ["Nee"]),
        ("q=nergens", []),
    ],
)
def test_the_queue_can_be_narrowed(editor_client, editor, query, found):
    first, second = Municipality.objects.order_by("code")[:2]
    round_page = an_open_round()
    a_submission("Ja", round=round_page, municipality=first)
    a_submission("Nee", status="declined", handler=editor, municipality=second, contact_name="Piet Pieters")
    shown = titles(editor_client, query.format(second=second.pk, round=round_page.pk))
    assert [title.split(" (")[0] for title in shown] == found


@pytest.mark.parametrize("query", ["status=x", "round=x", "handler=x", "p=9999", "ordering=x", "municipality=%00"])
def test_a_wrong_question_to_the_queue_breaks_nothing(editor_client, query):
    a_submission()
    assert editor_client.get(f"{INDEX}?{query}").status_code in (200, 302, 404)


def test_the_queue_counts_per_state(editor_client):
    a_submission()
    a_submission()
    a_submission(status="declined")
    states = [text_of(link) for link in page(editor_client, INDEX).select("nav a[href*='?status=']")]
    numbers = {"submitted": 2, "declined": 1}
    assert states == [f"{label} ({numbers.get(status, 0)})" for status, label in Submission.Status.choices]


def add_file(submission, name="verslag.pdf", content=b"%PDF-1.4 proef"):
    """Return a file with a submission."""
    return SubmissionFile.objects.create(
        submission=submission,
        question="files",
        file=ContentFile(content, name=name),
        name=name,
        content_type="application/pdf",
        size=len(content),
    )


def test_a_page_shows_every_answer_with_who_sees_it_and_the_history(editor_client):
    submission = a_submission(answers=core_answers(description="<script>alert(1)</script>"))
    add_file(submission)
    soup = page(editor_client, f"{INDEX}{submission.pk}/")
    rows = {text_of(row.th): [text_of(cell) for cell in row.find_all("td")] for row in soup.select("tbody tr")}
    assert ["Buren koken voor elkaar.", "Iedereen"] in rows.values()
    assert [submission.contact_address, "Alleen redacteuren"] in rows.values()
    assert ["<script>alert(1)</script>", "Iedereen"] in rows.values()
    assert soup.select_one(f"a[href='{INDEX}{submission.pk}/file/{submission.files.get().pk}/']")
    assert len(soup.select("ol li strong")) == len(steps_of(submission))


def test_a_draft_shows_nothing_of_what_is_being_written(editor_client):
    draft = a_submission("Geheim concept", status="draft")
    file = add_file(draft)
    response = editor_client.get(f"{INDEX}{draft.pk}/")
    assert "Geheim concept" not in response.content.decode()
    assert draft.contact_address not in response.content.decode()
    assert titles(editor_client, "q=Geheim") == []
    assert editor_client.get(f"{INDEX}{draft.pk}/file/{file.pk}/").status_code == 404


def test_a_file_is_saved_and_never_shown(editor_client):
    submission = a_submission()
    file = add_file(submission, "verslag é.pdf")
    response = editor_client.get(f"{INDEX}{submission.pk}/file/{file.pk}/")
    assert b"".join(response.streaming_content) == b"%PDF-1.4 proef"
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    other = a_submission()
    assert editor_client.get(f"{INDEX}{other.pk}/file/{file.pk}/").status_code == 404


def test_an_editor_accepts_a_submission_on_its_page(editor_client):
    submission = a_submission(answers=core_answers(lead_organisation="Nieuwe club", partners=["Andere club"]))
    file = add_file(submission)
    response = send(editor_client, submission, "accept", organisation_0="new", organisation_1="none", files=[file.pk])
    assert response.redirect_chain[-1][0] == INDEX
    project = ProjectPage.objects.get(title="Soep in de wijk")
    assert project.lead_organisation.name == "Nieuwe club"
    assert project.partners.count() == 0
    assert project.attachments.count() == 1
    buttons = BeautifulSoup(response.content, "html.parser").select(".messages a")
    assert [text_of(link) for link in buttons] == ["Bekijk het project", "Bewerken"]


def test_an_editor_asks_back_and_takes_the_question_back(editor_client):
    submission = a_submission()
    send(editor_client, submission, "ask_back".replace("_", "-"), text="Hoe zit het?")
    send(editor_client, submission, "reopen")
    assert steps_of(submission)[-2:] == ["asked-back", "reopened"]


def test_a_question_without_words_is_not_sent(editor_client):
    submission = a_submission()
    response = send(editor_client, submission, "ask-back", text="  ")
    assert response.status_code == 200
    assert steps_of(submission)[-1] == "submitted"


def test_two_projects_side_by_side_and_only_what_is_ticked_is_taken_over(editor_client):
    project = add_project("Oude soep", summary="Zo was het.", status="running")
    project.save_revision().publish()
    submission = a_submission(project=project)
    soup = page(editor_client, f"{INDEX}{submission.pk}/compare/")
    lines = {text_of(row.th): [text_of(cell) for cell in row.find_all("td")][:3] for row in soup.select("tbody tr")}
    assert lines["Samenvatting"] == ["Zo was het.", "Buren koken voor elkaar.", "Gewijzigd"]
    assert lines["Status"] == ["Lopend", "Lopend", "Gelijk"]
    assert lines["Website"] == ["leeg", "https://soep.example.org/", "Nieuw"]
    send(editor_client, submission, "compare", fields=["summary"], update="1")
    project = ProjectPage.objects.get(pk=project.pk)
    assert (project.title, project.summary) == ("Oude soep", "Buren koken voor elkaar.")


def test_a_submission_can_be_added_to_a_project_found_by_its_title(editor_client):
    project = add_project("Iets heel anders", summary="Blijft.")
    project.save_revision().publish()
    submission = a_submission()
    soup = page(editor_client, f"{INDEX}{submission.pk}/compare/?title=HEEL")
    assert soup.select_one(f"a[href='?project={project.pk}']")
    send(editor_client, submission, "compare", f"?project={project.pk}", merge="1")
    project = ProjectPage.objects.get(pk=project.pk)
    assert (project.summary, project.wanted) == ("Blijft.", "Een kok.")
    assert steps_of(submission)[-1] == "merged"


@pytest.mark.parametrize("project", ["", "x", "99999999999999999999", "²"])
def test_comparing_with_nothing_asks_for_a_project(editor_client, project):
    submission = a_submission()
    address = f"{INDEX}{submission.pk}/compare/?project={project}"
    assert not page(editor_client, address).select("table")
    editor_client.post(address, {"seen": workflow.latest_event(submission), "merge": "1"})
    assert Submission.objects.get(pk=submission.pk).status == "submitted"


def test_what_looks_alike_is_shown_with_the_reason(editor_client):
    submission = a_submission()
    project = add_project(
        "Soep in de wijk samen eten",
        theme_links=[ThemeLink(theme=theme) for theme in themes()[:2]],
        municipalities=[submission.municipality],
        audiences=Audience.objects.all()[:1],
    )
    link = page(editor_client, f"{INDEX}{submission.pk}/").select_one(f"a[href$='compare/?project={project.pk}']")
    assert len(text_of(link.parent)) > len(text_of(link)) + 5


ADDRESSES = [
    "",
    "results/",
    "export/",
    "export/?file=csv",
    "{pk}/",
    "{pk}/accept/",
    "{pk}/compare/",
    "{pk}/ask-back/",
    "{pk}/decline/",
    "{pk}/reopen/",
    "{pk}/take-up/",
    "{pk}/file/{file}/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_editors_of_other_werkplaatsen_come_nowhere_at_the_desk(client, django_user_model, address):
    stranger = django_user_model.objects.create_user("elders", password="geheim-voor-de-test")
    role = Group.objects.filter(name__startswith="Redactie").exclude(name="Redactie kUS").first()
    assert WerkplaatsPage.objects.exists()
    stranger.groups.add(role)
    client.force_login(stranger)
    submission = a_submission()
    address = INDEX + address.format(pk=submission.pk, file=add_file(submission).pk)
    for response in (client.get(address), client.post(address, {"seen": 1, "text": "x"})):
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/")
        assert "inventory" not in response["Location"]
    submission.refresh_from_db()
    assert (submission.status, submission.handler) == ("submitted", None)
    assert "Inzendingen" not in client.get("/admin/").content.decode()


def test_looking_changes_nothing(editor_client):
    submission = a_submission()
    for address in ADDRESSES:
        editor_client.get(INDEX + address.format(pk=submission.pk, file=0))
    submission.refresh_from_db()
    assert (submission.status, submission.handler) == ("submitted", None)
    assert steps_of(submission) == ["begun", "submitted"]
