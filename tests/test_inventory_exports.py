"""The submissions as CSV, XLSX, ODS and JSON, opened with readers that are not ours."""

import csv
import io
import json
import tracemalloc
from datetime import datetime

import pytest
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow
from openpyxl import load_workbook

from inventory.models import RoundQuestion
from tests.desk_samples import a_submission, an_editor, an_open_round, core_answers
from visitors.spreadsheets import TYPES, table_response, write_ods, write_xlsx

INDEX = "/admin/inventory/submissions/"
FORMULAS = [
    "=1+1",
    "+31 6 12345678",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    " =1+1",
    '=HYPERLINK("https://kwaad.example.org/"; "x")',
]
PLAIN = [
    "Gewoon",
    "1 + 1 = 2",
    "a;b\nc \"d\" <e> & 'f'",
    "één  twee",
    "",
    "x" * 40_000,
    "\x00\x08\ud800\uffff!",
    "'s Middags",
]

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def content_of(response):
    """Return all bytes of a response."""
    return b"".join(response.streaming_content)


def read(file_format, content):
    """Return the rows of a file, headings included, as lists of values."""
    if file_format == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    if file_format == "xlsx":
        book = load_workbook(io.BytesIO(content))
        assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)
        return [list(row) for row in book.active.iter_rows(values_only=True)]
    if file_format == "json":
        rows = json.loads(content)
        return [list(rows[0]), *(list(row.values()) for row in rows)]
    table = load(io.BytesIO(content)).spreadsheet.getElementsByType(Table)[0]
    return [
        [read_ods_cell(cell) for cell in row.getElementsByType(TableCell)] for row in table.getElementsByType(TableRow)
    ]


def read_ods_cell(cell):
    """Return the value of a cell as its kind says."""
    assert cell.getAttribute("formula") is None
    kind = cell.getAttribute("valuetype")
    if kind == "float":
        return float(cell.getAttribute("value"))
    if kind == "boolean":
        return cell.getAttribute("booleanvalue") == "true"
    if kind == "date":
        return datetime.fromisoformat(cell.getAttribute("datevalue"))
    return "\n".join(text_of(part) for part in cell.childNodes)


def text_of(node):
    """Return the text of a paragraph with all its spaces."""
    if node.nodeType == node.TEXT_NODE:
        return node.data
    if node.qname[1] == "s":
        return " " * int(node.getAttribute("c"))
    return "".join(text_of(child) for child in node.childNodes)


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_no_spreadsheet_calculates_what_a_visitor_typed(file_format, text):
    content = content_of(table_response(file_format, "proef", ["kop", text], [[text, ["x", text]], [[text], "y"]]))
    for row in read(file_format, content):
        for cell in row:
            assert not str(cell or "").lstrip(" ").startswith(SIGNS)


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize("file_format", sorted(TYPES))
def test_other_text_comes_out_as_it_went_in(file_format, text):
    if file_format == "json":
        text = text.replace("\ud800", "")
    content = content_of(table_response(file_format, "proef", ["kop", "x"], [[text, "x"]]))
    value = read(file_format, content)[1][0]
    kept = "".join(letter for letter in text if letter not in "\x00\x08\ud800\uffff")[:32_766]
    assert (value or "") == (text if file_format == "json" else kept)


@pytest.mark.parametrize("file_format", sorted(TYPES))
def test_numbers_stay_numbers_and_days_days(file_format):
    from django.utils import timezone

    moment = timezone.make_aware(datetime(2026, 7, 1, 9, 30))
    content = content_of(table_response(file_format, "proef", list("abcde"), [[12, -3.5, True, moment.date(), moment]]))
    row = read(file_format, content)[1]
    if file_format == "csv":
        assert row == ["12", "-3.5", "1", "2026-07-01", "2026-07-01 09:30:00"]
    elif file_format == "json":
        assert row == [12, -3.5, True, "2026-07-01", "2026-07-01T09:30:00+02:00"]
    else:
        day, instant = row[3:]
        assert row[:3] == [12, -3.5, True]
        assert (day.year, day.month, day.day) == (2026, 7, 1)
        assert instant == datetime(2026, 7, 1, 9, 30)


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_many_rows_do_not_fill_the_memory(write, tmp_path):
    rows = ([f"rij {number}", number, "een wat langere tekst " * 5] for number in range(4_000))
    with (tmp_path / "veel").open("w+b") as file:
        tracemalloc.start()
        write(file, ["naam", "nummer", "tekst"], rows)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 4_000_000


@pytest.fixture
def editor_client(client, django_user_model):
    """A client logged in as an editor of kUS."""
    client.force_login(an_editor(django_user_model))
    return client


def export(client, query):
    """Return the rows of the CSV of the queue as dicts."""
    response = client.get(f"{INDEX}export/?file=csv&{query}")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    headings, *rows = read("csv", content_of(response))
    return [dict(zip(headings, row, strict=True)) for row in rows]


@pytest.mark.django_db
def test_the_file_has_what_the_queue_shows_on_all_pages_and_no_drafts(editor_client):
    for number in range(60):
        a_submission(f"Nummer {number}")
    a_submission("Afgewezen", status="declined")
    a_submission("Concept", status="draft")
    assert len(export(editor_client, "")) == 61
    assert [row["Titel"] for row in export(editor_client, "status=declined&p=1")] == ["Afgewezen"]
    assert [row["Titel"] for row in export(editor_client, "q=nummer 7")] == ["Nummer 7"]
    assert export(editor_client, "status=draft") == []


@pytest.mark.django_db
def test_people_are_in_it_only_when_asked_for(editor_client):
    submission = a_submission(contact_organisation="Canarieclub")
    canaries = ("Jan Jansen", submission.contact_address, "Canarieclub")
    for file_format in TYPES:
        content = content_of(editor_client.get(f"{INDEX}export/?file={file_format}"))
        assert not any(canary in str(read(file_format, content)) for canary in canaries)
    [row] = export(editor_client, "people=on")
    assert set(canaries) <= set(row.values())


@pytest.mark.django_db
def test_own_questions_are_columns_of_their_own(editor_client):
    round_page = an_open_round()
    round_page.questions.add(RoundQuestion(label="Hoeveel mensen?", field_type="number"))
    round_page.questions.add(RoundQuestion(label="Titel", field_type="singleline"))
    round_page.save()
    names = [question.clean_name for question in round_page.questions.all()]
    a_submission("Met", round=round_page, answers=core_answers(own={names[0]: 12, names[1]: "=1"}))
    a_submission("Zonder")
    rows = {row["Titel"]: row for row in export(editor_client, "")}
    assert (rows["Met"]["Hoeveel mensen?"], rows["Met"]["Titel (2)"]) == ("12", "'=1")
    assert rows["Zonder"]["Hoeveel mensen?"] == ""
    [row] = export(editor_client, f"round={round_page.pk}")
    assert row["Titel"] == "Met"


@pytest.mark.django_db
def test_answers_of_any_shape_can_be_exported(editor_client):
    weird = core_answers(summary=["x"], themes="geen lijst", needs=["x", {}], own="y", status=[], partners=[None, 3])
    a_submission("Raar", answers=weird)
    for file_format in TYPES:
        response = editor_client.get(f"{INDEX}export/?file={file_format}")
        assert len(read(file_format, content_of(response))) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["exe", "", "../x"])
def test_an_unknown_kind_of_file_brings_the_form(editor_client, kind):
    response = editor_client.get(f"{INDEX}export/", {"file": kind})
    assert response.status_code == 200
    assert b"<form" in response.content
