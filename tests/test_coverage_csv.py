"""The overview as a file: every cell of the matrix, the same numbers, nothing that a spreadsheet runs."""

import csv
import io

import pytest
from django.utils import timezone

from inventory.models import Need, ProjectPage
from network.models import Municipality
from tests.coverage_samples import add_agenda, add_counted, add_theme, add_town
from tests.sample_records import add_round, from_now, settle, text_of, visit

URL = "/projecten/overzicht/"


@pytest.fixture(scope="module")
def cleared(module_transaction):
    """Delete all projects and municipalities, once."""
    ProjectPage.objects.all().delete()
    Municipality.objects.all().delete()
    settle()


@pytest.fixture(autouse=True)
def few(cleared, db):
    """Only the projects and municipalities of the test."""


@pytest.fixture
def agenda(few):
    return add_agenda("Proefagenda 2090", 2090)


def read(client, path=URL, **query):
    """Return the file as a list of lines, the head first."""
    response = client.get(f"{path}overzicht.csv", query)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def test_every_cell_of_the_matrix_is_a_line_with_the_same_number(client, agenda):
    themes = [add_theme(agenda, "Wonen"), add_theme(agenda, "Zorg")]
    towns = [add_town("Proefstad"), add_town("Proefdorp")]
    for theme, town, count in ((themes[0], towns[0], 3), (themes[1], towns[1], 1)):
        for _number in range(count):
            add_counted(themes=[theme], towns=[town])
    lines = read(client)
    found = {(line[0], line[2]): line[5] for line in lines[1:] if line[1] == "Proefagenda 2090"}
    matrix = {}
    soup = visit(client, URL)
    columns = [text_of(cell) for cell in soup.select(".matrix thead tr")[0].find_all("th")][1:]
    for row in soup.select(".matrix tbody tr"):
        for column, cell in zip(columns, row.find_all("td"), strict=False):
            matrix[text_of(row.th), column] = "" if "q" in cell["class"] else text_of(cell).split()[0].rstrip("!")
    assert found == {
        ("Wonen", "Proefstad"): "3",
        ("Wonen", "Proefdorp"): "",
        ("Zorg", "Proefstad"): "",
        ("Zorg", "Proefdorp"): "1",
    }
    assert found.items() <= matrix.items()


def test_the_columns_of_the_statuses_add_up(client, agenda):
    theme, town = add_theme(agenda, "Wonen"), add_town("Proefstad")
    for status in ("idea", "running", "running", "unknown"):
        add_counted(themes=[theme], towns=[town], status=status)
    head, *lines = read(client)
    [line] = [line for line in lines if line[0] == "Wonen"]
    assert len(head) == len(line)
    assert [int(cell) for cell in line[5:12]] == [4, 1, 0, 2, 0, 0, 1]
    assert line[3] == town.code


def test_an_empty_cell_says_why_and_how_urgent(client, agenda):
    theme, town = add_theme(agenda, "Wonen"), add_town("Proefstad")
    asked = add_round(opens_at=from_now(days=-60))
    Need.objects.create(municipality=town, theme=theme, urgency=2, round=asked, reported_on=timezone.localdate())
    [line] = [line for line in read(client) if line[0] == "Wonen"]
    assert line[5:] == ["0"] * 7 + ["2", "niets gemeld"]


def test_without_an_answer_the_numbers_are_empty_and_the_remark_says_why(client, agenda):
    add_theme(agenda, "Wonen")
    add_town("Proefstad")
    [line] = [line for line in read(client) if line[0] == "Wonen"]
    assert line[5:] == [""] * 7 + ["", "de gemeente heeft nog nooit geantwoord"]


def test_all_municipalities_are_in_the_file_however_the_page_is_paged(client, agenda):
    add_theme(agenda, "Wonen")
    for number in range(45):
        add_town(f"Plaats {number:02}")
    assert len({line[2] for line in read(client, page="2")[1:]}) == 45


def test_filters_hold_for_the_file(client, agenda):
    theme, town = add_theme(agenda, "Wonen"), add_town("Proefstad", province="Noord")
    other = add_town("Elders", province="Zuid")
    add_counted(themes=[theme], towns=[town], status="idea", date="2018")
    add_counted(themes=[theme], towns=[other], status="running", date="2018")
    assert {line[2] for line in read(client, provincie="Noord")[1:]} == {"Proefstad"}
    for query, count in (({"status": "idea"}, 1), ({"status": "idea", "provincie": "Zuid"}, 0), ({"rijen": "jaar"}, 2)):
        assert sum(int(line[5]) for line in read(client, **query)[1:] if line[5]) == count, query


def test_no_cell_is_a_formula(client, agenda):
    theme, town = add_theme(agenda, '=HYPERLINK("http://example.org")'), add_town("@SUM(1)")
    add_counted(themes=[theme], towns=[town])
    cells = [cell for line in read(client) for cell in line]
    assert [cell for cell in cells if cell[:1] in "=+@" and cell] == []
    assert any("HYPERLINK" in cell for cell in cells)


def test_the_english_file_speaks_english(client, agenda):
    add_theme(agenda, "Wonen")
    add_town("Proefstad")
    assert read(client)[0] != read(client, f"/en{URL}")[0]
    assert read(client, f"/en{URL}")[0][2] == "Municipality"
