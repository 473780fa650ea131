"""The overview in the browser: counts by status in their cells, what empty cells mean, filters, links and pages."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from inventory.models import Invitation, Need, Submission
from network.models import Municipality
from pages import cache_version
from pages.models import Law
from tests.coverage_samples import add_agenda, add_counted, add_theme, add_town, clear_inventory
from tests.sample_records import add_round, from_now, settle, text_of, visit

pytestmark = pytest.mark.engine

URL = "/projecten/overzicht/"


@pytest.fixture(scope="module", autouse=True)
def cleared(module_transaction):
    """Take all projects, rounds and municipalities away, once; every test starts from there."""
    clear_inventory()
    settle()


@pytest.fixture(autouse=True)
def few(cleared, db):
    """Only the projects, rounds and municipalities of the test."""


@pytest.fixture
def theme(few):
    return add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")


def read(client, address=URL, **query):
    """Return the page as BeautifulSoup."""
    response = client.get(address, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def columns(soup):
    return [text_of(cell) for cell in soup.select(".matrix thead tr:first-child th:not(:first-child)")]


def cells(soup):
    """Return {row: {column: the <td>}} of the matrix."""
    found = {}
    for table in soup.select(".matrix table"):
        names = [text_of(cell) for cell in table.thead.tr.find_all("th")[1:]]
        for row in table.select("tr"):
            if row.td and row.find("th", scope="row"):
                found.setdefault(text_of(row.th), {}).update(zip(names, row.find_all("td"), strict=True))
    return found


def notices(soup):
    return [text_of(notice) for notice in soup.select(".notice")]


def test_a_cell_counts_its_projects_by_status(client, theme):
    town, other = add_town("Proefstad"), add_town("Proefdorp")
    for status in ("running", "running", "idea"):
        add_counted(themes=[theme], towns=[town], status=status)
    cell = cells(read(client))["Wonen"]["Proefstad"]
    assert text_of(cell.a).split()[0] == "3"
    assert text_of(cell.small) == "1 idee, 2 lopend"
    assert other.name in columns(read(client))


def test_the_shade_grows_with_the_number(client, theme):
    towns = [add_town(f"Plaats {number}") for number in range(3)]
    for town, count in zip(towns, [1, 2, 4], strict=True):
        for _number in range(count):
            add_counted(themes=[theme], towns=[town])
    row = cells(read(client))["Wonen"]
    assert [row[town.name]["class"] for town in towns] == [["h1"], ["h2"], ["h3"]]


def test_a_cell_leads_to_as_many_projects_as_it_counts(client, theme):
    town = add_town("Proefstad")
    old = add_theme(add_agenda("Proefagenda 2080", 2080), "Vroeger wonen")
    theme.mappings.create(relation="continues", other=old)
    theme.save()
    for status, own in (("running", theme), ("idea", theme), ("running", old)):
        add_counted(themes=[own], towns=[town], status=status)
    add_counted(themes=[theme], towns=[town], confirmed_on=timezone.localdate() - timedelta(days=800))
    add_counted(themes=[theme], towns=[add_town("Proefdorp")])
    for query, count in (({}, 3), ({"status": "running"}, 2), ({"alles": "1"}, 4)):
        cell = cells(read(client, **query))["Wonen"]["Proefstad"]
        listed = visit(client, cell.a["href"])
        assert text_of(cell.a).split()[0] == str(count), query
        assert len(listed.select(".results .cards > li")) == count, query
        assert not notices(listed)


def test_unconfirmed_projects_are_left_out_and_the_page_says_so(client, theme):
    town = add_town("Proefstad")
    limit = timezone.localdate() - timedelta(days=457)
    add_counted(themes=[theme], towns=[town], confirmed_on=limit + timedelta(days=1))
    add_counted(themes=[theme], towns=[town], confirmed_on=limit)
    add_counted(themes=[theme], towns=[town], confirmed_on=False)
    soup = read(client)
    assert text_of(cells(soup)["Wonen"]["Proefstad"].a)[0] == "1"
    link = soup.find("a", href=lambda href: href and "bevestigd=nee" in href)
    assert "2" in text_of(link.parent)
    assert len(visit(client, link["href"]).select(".results .cards > li")) == 2
    assert text_of(cells(read(client, alles="1"))["Wonen"]["Proefstad"].a)[0] == "3"


def test_a_project_in_two_municipalities_is_one_project(client, theme):
    add_counted(themes=[theme], towns=[add_town("Proefstad"), add_town("Proefdorp")])
    add_counted(themes=[theme], towns=[add_town("Ver weg", province="Elders")])
    for query, sentence in (({}, "2 projecten tellen mee."), ({"provincie": "Proefland"}, "1 project telt mee.")):
        assert sentence in text_of(read(client, **query)), query


def test_what_has_no_place_or_theme_is_counted_too(client, theme):
    add_town("Proefstad")
    add_counted(themes=[theme])
    add_counted(towns=[Municipality.objects.get()])
    soup = read(client)
    rows = cells(soup)
    nowhere = columns(soup)[-1]
    assert nowhere != "Proefstad"
    assert text_of(rows["Wonen"][nowhere])[0] == "1"
    no_theme = list(rows)[-1]
    assert text_of(rows[no_theme]["Proefstad"])[0] == "1"


def test_empty_cells_tell_nothing_reported_from_no_answer(client, theme):
    answered, silent, never, unasked = (add_town(name) for name in ("Antwoord", "Stil", "Nooit", "Niet gevraagd"))
    asked = add_round(opens_at=from_now(days=-60))
    asked.invited_municipalities = [answered, silent]
    asked.save()
    Invitation.objects.create(round=asked, municipality=never, address="a@example.org", invited_at=from_now(days=-59))
    Invitation.objects.create(round=asked, municipality=unasked, address="b@example.org")
    for town, days in ((answered, -10), (silent, -700)):
        Submission.objects.create(municipality=town, status="accepted", submitted_at=from_now(days=days))
    Submission.objects.create(round=asked, municipality=never, status="draft")
    row = cells(read(client))["Wonen"]
    assert row["Antwoord"]["class"] == ["n"]
    assert row["Stil"]["class"] == row["Nooit"]["class"] == row["Niet gevraagd"]["class"] == ["q"]
    words = {name: text_of(cell) for name, cell in row.items()}
    assert str(from_now(days=-700).year) in words["Stil"]
    assert len(set(words.values())) == 4


def test_without_an_answer_a_cell_is_empty_and_says_why_in_the_table_in_words_and_on_paper(client, theme):
    answered, unasked = add_town("Antwoord"), add_town("Niet gevraagd")
    asked = add_round(opens_at=from_now(days=-60))
    asked.invited_municipalities = [answered]
    asked.save()
    Submission.objects.create(municipality=answered, status="accepted", submitted_at=from_now(days=-10))
    rows = [[text_of(cell) for cell in row.select("th, td")] for row in read(client, vorm="tabel").select("tbody tr")]
    assert [row[1:] for row in rows if row[0] == "Wonen"] == [
        ["Antwoord", "0", "Niets gemeld"],
        ["Niet gevraagd", "–", "De gemeente is niet gevraagd"],
    ]
    row = cells(read(client))["Wonen"]
    assert row[answered.name].find(class_="printed") is None
    assert text_of(row[unasked.name].find(class_="printed")) == "niet gevraagd"


@pytest.fixture
def lopik(few):
    """A municipality that an open round asked."""
    town = add_town("Lopik")
    asked = add_round(opens_at=from_now(days=-60), closes_at=from_now(days=60))
    asked.invited_municipalities = [town]
    asked.save()
    return town


def report(town, *, confirmed=False, **fields):
    """Send something on behalf of a municipality."""
    return Submission.objects.create(
        municipality=town,
        submitted_at=timezone.now(),
        address_confirmed_at=timezone.now() if confirmed else None,
        **{"status": "submitted", "answers": {"reports": "no-project"}, **fields},
    )


def words_of(client, town):
    """Return (class of an empty cell of a municipality, its words, the word in the head of its column)."""
    # A row that was written by itself invalidates no page.
    cache_version.invalidate_on_commit()
    soup = read(client)
    cell = cells(soup)["Wonen"][town.name]
    heads = dict(zip(columns(soup), soup.select(".matrix thead tr:nth-child(2) td"), strict=True))
    reason = cell.find(class_="printed")
    if reason:
        reason.extract()
    return cell["class"], text_of(cell), text_of(heads[town.name])


def test_what_anybody_sends_is_no_answer_until_an_editor_accepts_it(client, theme, lopik):
    silent = words_of(client, lopik)
    reports = [report(lopik) for _number in range(9)]
    css, words, head = words_of(client, lopik)
    assert css == ["q"]
    assert "gemeld, wacht op de redactie" in words
    assert head == "wacht op de redactie"
    Submission.objects.update(status="declined")
    assert words_of(client, lopik) == silent
    Submission.objects.filter(pk=reports[0].pk).update(status="accepted")
    css, words, _head = words_of(client, lopik)
    assert css == ["n"]
    assert "niets gemeld" in words


def test_nothing_to_report_from_a_confirmed_address_is_an_answer_at_once(client, theme, lopik):
    report(lopik, confirmed=True)
    css, words, _head = words_of(client, lopik)
    assert css == ["n"]
    assert "niets gemeld" in words


def test_a_project_that_waits_for_the_editors_is_not_called_nothing(client, theme, lopik):
    report(lopik, confirmed=True, answers={"reports": "project"})
    css, words, _head = words_of(client, lopik)
    assert css == ["q"]
    assert "gemeld, wacht op de redactie" in words


@pytest.mark.parametrize("status", ["declined", "withdrawn", "draft"])
def test_what_was_declined_withdrawn_or_never_sent_does_not_count_from_a_confirmed_address_either(
    client, theme, lopik, status
):
    silent = words_of(client, lopik)
    report(lopik, confirmed=True, status=status)
    assert words_of(client, lopik) == silent


def test_who_the_newest_round_did_not_ask_was_not_asked(client, theme, lopik):
    before = add_round(opens_at=from_now(days=-600), closes_at=from_now(days=-500))
    other = add_town("Elders")
    before.invited_municipalities = [lopik, other]
    before.save()
    assert words_of(client, lopik)[1:] == ("de gemeente heeft nog nooit geantwoord", "nooit")
    assert words_of(client, other)[1:] == ("de gemeente is niet gevraagd", "niet gevraagd")


def test_a_round_that_names_nobody_asks_everybody(client, theme):
    add_town("Proefstad")
    before = text_of(cells(read(client))["Wonen"]["Proefstad"])
    add_round(opens_at=from_now(days=-60))
    after = text_of(cells(read(client))["Wonen"]["Proefstad"])
    assert before != after


def test_an_answer_in_the_form_of_a_need_counts_as_an_answer(client, theme):
    town = add_town("Proefstad")
    asked = add_round(opens_at=from_now(days=-60))
    Need.objects.create(municipality=town, theme=theme, round=asked, reported_on=timezone.localdate())
    assert cells(read(client))["Wonen"]["Proefstad"]["class"] == ["n"]


@pytest.mark.parametrize("rows", ["doelgroep", "wet", "jaar"])
def test_other_rows(client, theme, rows):
    town, law = add_town("Proefstad"), Law.objects.first()
    add_counted(themes=[theme], towns=[town], laws=[law], date="2018")
    found = cells(read(client, rijen=rows))
    filled = [name for name, row in found.items() if row["Proefstad"].get("class", [""])[0].startswith("h")]
    assert len(filled) == 1
    expected = {"wet": law.name, "jaar": "2018"}
    assert filled[0] == expected.get(rows, filled[0])
    link = found[filled[0]]["Proefstad"].a
    if rows != "doelgroep":
        assert len(visit(client, link["href"]).select(".results .cards > li")) == 1


def test_region_and_province_choose_the_columns(client, theme):
    add_town("Noordstad", "Proefgroep", province="Noord")
    add_town("Zuidstad", province="Zuid")
    assert columns(read(client, regio="proefgroep")) == ["Noordstad"]
    assert columns(read(client, provincie="Zuid")) == ["Zuidstad"]


def test_round_year_and_status_choose_the_projects(client, theme):
    town, asked = add_town("Proefstad"), add_round()
    add_counted(themes=[theme], towns=[town], round=asked, date="2018", status="idea")
    add_counted(themes=[theme], towns=[town], date="2019", status="running")
    for query in ({"ronde": asked.slug}, {"jaar": "2018"}, {"status": "idea"}):
        assert text_of(cells(read(client, **query))["Wonen"]["Proefstad"].a)[0] == "1", query


def test_many_municipalities_come_in_pages_unless_all_are_asked(client, theme):
    for number in range(45):
        add_town(f"Plaats {number:02}")
    first = read(client)
    assert len(columns(first)) == 40
    sentence = first.find(string=lambda text: "Dit zijn gemeente" in text)
    assert sentence.strip() == "Dit zijn gemeente 1 tot en met 40 van 45."
    assert len(columns(visit(client, sentence.parent.a["href"]))) == 45
    assert columns(read(client, page="2")) == [f"Plaats {number}" for number in range(40, 45)]
    assert len(columns(read(client, gemeenten="alle"))) == 45


def test_municipalities_that_do_not_fit_beside_each_other_go_on_in_a_table_with_the_same_rows(client, theme):
    towns = [add_town(f"Plaats {number:02}") for number in range(26)]
    add_counted(themes=[theme], towns=[towns[25]])
    add_counted(themes=[theme])
    soup = read(client)
    tables = soup.select(".matrix table")
    names = [town.name for town in towns]
    heads = [[text_of(cell) for cell in table.thead.tr.find_all("th")[1:]] for table in tables]
    assert heads == [names[:13], [*names[13:], "Zonder gemeente"]]
    assert len({text_of(table.caption) for table in tables}) == 2
    rows = [[text_of(cell) for cell in table.select('th[scope="row"]')] for table in tables]
    assert rows[0] == rows[1]
    wonen = cells(soup)["Wonen"]
    assert [text_of(wonen[name])[0] for name in ("Plaats 25", "Zonder gemeente")] == ["1", "1"]


def test_a_former_municipality_is_there_as_long_as_projects_name_it(client, theme):
    yesterday = timezone.localdate() - timedelta(days=1)
    town, gone = add_town("Oudstad"), add_town("Vergeten")
    Municipality.objects.filter(pk__in=[town.pk, gone.pk]).update(valid_to=yesterday)
    add_counted(themes=[theme], towns=[town])
    assert [name.split()[0] for name in columns(read(client))] == ["Oudstad"]


@pytest.mark.parametrize(
    "query",
    [
        {"rijen": "onzin"},
        {"regio": "<script>alert(1)</script>"},
        {"status": "x" * 5000},
        {"jaar": "99999999999999999999"},
        {"alles": "nee"},
        {"page": "-1"},
        {"page": "1e9"},
        {"vorm": "pdf"},
        {"ronde": "' or 1=1 --"},
    ],
    ids=lambda query: next(iter(query.items()))[1][:20],
)
def test_values_that_do_not_fit_are_ignored_and_named(client, theme, query):
    add_counted(themes=[theme], towns=[add_town("Proefstad")])
    soup = read(client, **query)
    assert len(notices(soup)) == 1
    assert cells(soup)["Wonen"]["Proefstad"].a
    assert not soup.find("script", string=lambda text: text and "alert" in text)
    assert client.get(f"{URL}overzicht.csv", query).status_code == 200


def test_titles_and_names_are_text(client, few):
    theme = add_theme(add_agenda("<b>Agenda</b>", 2090), "<i>Wonen</i> & zorg")
    add_counted(themes=[theme], towns=[add_town("<u>Stad</u>")])
    soup = read(client)
    assert "<i>Wonen</i> & zorg" in cells(soup)
    assert columns(soup) == ["<u>Stad</u>"]


def test_the_table_in_words_says_the_same(client, theme):
    town, empty = add_town("Proefstad"), add_town("Leegdorp")
    add_counted(themes=[theme], towns=[town], status="idea")
    rows = [[text_of(cell) for cell in row.find_all(["th", "td"])] for row in read(client, vorm="tabel").select("tr")]
    own = {row[1]: row for row in rows if row[0] == "Wonen"}
    assert own[town.name][2] == "1"
    assert "1" in own[town.name][3]
    assert own[empty.name][2] == "–"
    assert own[empty.name][3]


def test_the_page_of_a_municipality_stands_beside_its_region(client, theme):
    town, near, far = add_town("Hier", "Proefgroep"), add_town("Naast", "Proefgroep"), add_town("Ver")
    add_counted(themes=[theme], towns=[town, near])
    add_counted(themes=[theme], towns=[near])
    add_counted(themes=[theme], towns=[far])
    soup = read(client, f"{URL}{town.slug}/")
    [row] = [row for row in soup.select("tbody tr") if text_of(row.th) == "Wonen"]
    assert [text_of(cell)[0] for cell in row.find_all("td")[:2]] == ["1", "2"]
    assert "Proefgroep" in text_of(soup.find("caption"))
    assert client.get(f"{URL}bestaat-niet/").status_code == 404


def test_in_english_all_words_are_english_and_dutch_titles_say_so(client, theme):
    add_counted(themes=[theme], towns=[add_town("Proefstad")])
    soup = read(client, f"/en{URL}")
    assert soup.html["lang"] == "en"
    [title] = [cell for cell in soup.select(".matrix th a") if text_of(cell) == "Wonen"]
    assert title["lang"] == "nl"
    assert title["href"].startswith("/en/")


def test_machines_read_a_dataset_with_its_file(client, theme):
    soup = read(client)
    nodes = json.loads(soup.find("script", type="application/ld+json").string)["@graph"]
    [data] = [node for node in nodes if node["@type"] == "Dataset"]
    address = data["distribution"][0]["contentUrl"]
    assert client.get(address[address.index("/projecten") :]).headers["Content-Type"].startswith("text/csv")
