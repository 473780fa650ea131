"""Projects as open data: whole, described for machines, and without a word about people."""

import csv
import io
import json
import zlib

import pytest
from django.core import mail
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef
from rdflib.compare import isomorphic

from inventory.models import ContactRequest, ProjectAnswer, ProjectPage, ProjectPartner, SubmissionEvent, SubmissionFile
from inventory.open_data.fields import list_fields
from network.models import Municipality, Organisation
from pages.actions import VISIT
from pages.fuzzy_date import parse
from pages.models import ActionLink, Audience, Law, Subject, SubjectLink
from tests.inventory_samples import add_contact_request, add_invitation, add_owner, add_round, add_submission
from tests.sample_records import add_project, body_of, settle
from themes.models import ThemeLink, ThemePage
from visitors.spreadsheet_cells import safe_cell

pytestmark = pytest.mark.django_db

FOLDER = "/projecten/open-data/"
FILES = ["projecten.csv", "projecten.csv-metadata.json", "projecten.json", "catalogus.jsonld", "catalogus.ttl"]


def fetch(client, name, prefix="", **headers):
    """Return the text of a file of the open data."""
    response = client.get(f"{prefix}{FOLDER}{name}", headers=headers)
    assert response.status_code == 200
    return response.getvalue().decode()


def rows(client):
    """Return the records of the CSV file by identifier."""
    return {row["id"]: row for row in csv.DictReader(io.StringIO(fetch(client, "projecten.csv"), newline=""))}


def records(client):
    """Return the records of the JSON file by identifier."""
    return {record["id"]: record for record in json.loads(fetch(client, "projecten.json"))["projects"]}


@pytest.fixture(scope="module", autouse=True)
def written(module_transaction):
    """Publish a project of which everything is known, once; every test starts from there."""
    theme = ThemePage.objects.filter(locale__language_code="nl").first()
    page = add_project(
        "Eettafel | =Zuid",
        summary='Met "aanhalingstekens",\nen een regel.',
        status="running",
        date="2018-03 - 2020",
        confirmed_on="2026-10-01",
        wanted="Mail jan@example.org of bel ons",
        open_for_contact=True,
        body=body_of("<h2>Aanleiding</h2><p>Samen &amp; lekker<br/>eten</p>"),
        lead_organisation=Organisation.objects.get(slug="gemeente-woerden"),
        audiences=Audience.objects.filter(slug__in=["wijkteams", "inwoners"]),
        laws=Law.objects.filter(slug="wmo"),
        municipalities=Municipality.objects.filter(code__in=["GM0632", "GM0344"]),
        theme_links=[ThemeLink(theme=theme)],
        subject_links=[SubjectLink(subject=Subject.objects.get(slug=slug)) for slug in ("armoede", "wonen")],
        partners=[ProjectPartner(organisation=Organisation.objects.get(slug="movisie"))],
        action_links=[ActionLink(kind=VISIT, url="https://eettafel.example/")],
    )
    ProjectAnswer.objects.create(project=page, question="bereik", label="Hoeveel?", value="=40", visibility="everyone")
    settle()
    return page.pk


@pytest.fixture
def project(written):
    """A project of which everything is known."""
    return ProjectPage.objects.get(pk=written)


def test_a_project_is_whole_in_json(client, project):
    record = records(client)[str(project.translation_key)]
    theme = project.theme_links.first().theme
    assert record == {
        "id": str(project.translation_key),
        "url": project.full_url,
        "language": "nl",
        "title": "Eettafel | =Zuid",
        "summary": 'Met "aanhalingstekens",\nen een regel.',
        "description": "Aanleiding\nSamen & lekker\neten",
        "status": "running",
        "period": "2018-03/2020",
        "starts": "2018-03",
        "ends": "2020",
        "themes": [theme.title],
        "theme_ids": [str(theme.translation_key)],
        "audiences": ["inwoners", "wijkteams"],
        "laws": ["wmo"],
        "municipalities": ["GM0344", "GM0632"],
        "lead_organisation": project.lead_organisation.name,
        "partners": [Organisation.objects.get(slug="movisie").name],
        "website": "https://eettafel.example/",
        "wanted": "Mail […] of bel ons",
        "open_for_contact": True,
        "round": "",
        "answers": [{"question": "bereik", "label": "Hoeveel?", "answer": "=40"}],
        "confirmed_on": "2026-10-01",
        "up_to_date": True,
        "published_on": record["published_on"],
        "changed_on": record["changed_on"],
        "subjects": ["armoede", "wonen"],
    }


def test_csv_and_json_say_the_same(client, project):
    table, objects = rows(client), records(client)
    assert len(table) == ProjectPage.objects.live().filter(locale__language_code="nl").count()
    assert table.keys() == objects.keys()
    for key, record in objects.items():
        row = table[key]
        assert list(row) == [field.name for field in list_fields()] == list(record)
        for name in ("url", "status", "period", "starts", "confirmed_on", "summary"):
            assert row[name] == record[name]
        for name in ("theme_ids", "laws", "municipalities", "audiences"):
            assert row[name] == "|".join(record[name])
        assert row["up_to_date"] == ("true" if record["up_to_date"] else "false")


def test_no_spreadsheet_runs_a_cell(client, project):
    project.title = "=HYPERLINK(1)"
    project.summary = "\t@SUM(1)"
    project.save_revision().publish()
    row = rows(client)[str(project.translation_key)]
    assert row["title"] == "'=HYPERLINK(1)"
    assert row["summary"].startswith("'")
    assert all(not value.lstrip().startswith(("=", "+", "-", "@")) for value in row.values())


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "\t=1", "\r1", "\n=1", "  =1", "@SUM(A1)", "\ufeff=1", "＝1", "\0=1"]
)
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["gewoon", "a=1", "", "'=1", 12, -3.5, True, "1-2"])
def test_other_cells_stay_as_they_are(value):
    assert safe_cell(value) is value or safe_cell(value) == value


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2018", ("2018", "2018", "2018")),
        ("najaar 2018", ("2018-23", "2018", "2018")),
        ("vanaf 2019-05", ("2019-05/..", "2019-05", "")),
        ("verwacht 2030", ("2030?", "", "")),
        (None, ("", "", "")),
    ],
)
def test_the_period_says_no_more_than_is_known(client, project, date, expected):
    project.date = parse(date) if date else None
    project.save_revision().publish()
    record = records(client)[str(project.translation_key)]
    assert (record["period"], record["starts"], record["ends"]) == expected


def test_a_translated_project_is_there_once_in_dutch(client, project):
    from wagtail.models import Locale

    english = project.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title = "Dinner table"
    english.save_revision().publish()
    assert records(client)[str(project.translation_key)]["language"] == "nl"
    project.unpublish()
    english.refresh_from_db()
    assert records(client)[str(project.translation_key)]["title"] == "Dinner table"


def test_what_is_not_published_is_not_there(client, project):
    project.unpublish()
    assert str(project.translation_key) not in fetch(client, "projecten.csv") + fetch(client, "projecten.json")


def test_no_file_and_no_page_tells_of_people(client, project, administrator):
    canary = "kanarie"
    address = f"{canary}@kanarie.example"
    people = {"name": f"{canary} naam", "organisation": f"{canary} organisatie"}
    project_round = add_round("Ronde")
    add_owner(project, address, **people)
    add_contact_request(project, address, message=f"{canary} bericht", own_project=project, **people)
    add_invitation(project_round, address, name=people["name"])
    submission = add_submission(
        project_round,
        address,
        contact_name=people["name"],
        contact_organisation=people["organisation"],
        project=project,
        answers={"own": {"vraag": f"{canary} antwoord"}},
        consent_wording=f"{canary} toestemming",
    )
    SubmissionFile.objects.create(
        submission=submission, question="files", file=f"{canary}.pdf", name=f"{canary}.pdf", content_type="x/y", size=1
    )
    SubmissionEvent.objects.create(submission=submission, kind="asked-back", text=f"{canary} vraag", user=administrator)
    administrator.first_name, administrator.email = canary, address
    administrator.save()
    project.owner = administrator
    project.wanted = f"Schrijf naar {address}, of kom langs"
    project.save_revision(user=administrator).publish()
    for visibility in ("network", "editors"):
        ProjectAnswer.objects.create(
            project=project, question=visibility, label=canary, value=canary, visibility=visibility
        )
    ContactRequest.objects.update(state="agreed")
    for name in FILES:
        assert canary not in fetch(client, name).lower(), name
    project.wanted = ""
    project.save_revision(user=administrator).publish()
    pages = ["/projecten/", project.url, FOLDER, "/projecten/feed/", "/sitemap.xml", "/zoeken/?q=eettafel", "/oai/"]
    pages += ["/gemeenten/woerden/", "/projecten/overzicht/", f"/zoeken/?q={canary}x", "/inventarisatie/"]
    for page in pages:
        body = client.get(page).content.decode().lower().replace(f"{canary}x", "")
        assert canary not in body, page
    assert mail.outbox == []


def test_the_catalogue_reads_the_same_as_json_ld_and_as_turtle(client, project):
    turtle = Graph().parse(data=fetch(client, "catalogus.ttl"), format="turtle")
    json_ld = Graph().parse(data=fetch(client, "catalogus.jsonld"), format="json-ld")
    assert isomorphic(turtle, json_ld)
    [dataset] = turtle.subjects(RDF.type, DCAT.Dataset)
    [catalogue] = turtle.subjects(RDF.type, DCAT.Catalog)
    assert (catalogue, DCAT.dataset, dataset) in turtle
    for wanted in ("title", "description", "publisher", "identifier", "accessRights", "license", "creator", "modified"):
        assert turtle.value(dataset, DCTERMS[wanted]), wanted
    assert turtle.value(dataset, DCAT.theme)
    assert turtle.value(dataset, DCAT.contactPoint)
    assert {text.language for text in turtle.objects(dataset, DCTERMS.title)} == {"nl", "en"}
    files = list(turtle.objects(dataset, DCAT.distribution))
    assert len(files) == 2
    for file in files:
        assert (file, RDF.type, DCAT.Distribution) in turtle
        address = turtle.value(file, DCAT.downloadURL)
        response = client.get("/" + address.split("/", 3)[3])
        assert response.status_code == 200
        media_type = response["Content-Type"].split(";")[0]
        assert turtle.value(file, DCAT.mediaType) == URIRef(
            f"https://www.iana.org/assignments/media-types/{media_type}"
        )
        assert turtle.value(file, DCTERMS.license)


def test_odd_names_do_not_break_the_catalogue(client, home):
    from pages.models import SiteSettings

    own = SiteSettings.for_site(home.get_site())
    own.organisation_name, own.contact_email = 'Kennis "\\ plat\tform\n<x>', "wij@kus.example"
    own.save()
    turtle = Graph().parse(data=fetch(client, "catalogus.ttl"), format="turtle")
    assert isomorphic(turtle, Graph().parse(data=fetch(client, "catalogus.jsonld"), format="json-ld"))
    assert 'Kennis "\\ plat\tform\n<x>' in [str(value) for value in turtle.objects()]


def test_the_columns_are_described_in_their_order(client, project):
    metadata = json.loads(fetch(client, "projecten.csv-metadata.json"))
    columns = metadata["tableSchema"]["columns"]
    header = fetch(client, "projecten.csv").splitlines()[0].split(",")
    assert [column["titles"] for column in columns] == header
    row = rows(client)[str(project.translation_key)]
    for column in columns:
        assert {text["@language"] for text in column["dc:description"]} == {"nl", "en"}
        value = row[column["name"]]
        if column["datatype"] == "json" and value:
            json.loads(value)
        if column.get("separator"):
            assert "||" not in value
    link = client.get(FOLDER + "projecten.csv")["Link"]
    assert "projecten.csv-metadata.json" in link


@pytest.mark.parametrize("name", FILES)
def test_who_has_a_file_gets_it_again_only_when_something_changed(client, project, name):
    first = client.get(FOLDER + name)
    first.getvalue()
    asked = {"If-None-Match": first["ETag"]}
    assert client.get(FOLDER + name, headers=asked).status_code == 304
    assert client.get(FOLDER + name, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    assert client.head(FOLDER + name)["ETag"] == first["ETag"]
    project.save_revision().publish()
    assert client.get(FOLDER + name, headers=asked).status_code == 200


@pytest.mark.parametrize("name", FILES)
def test_pages_of_other_sites_may_fetch_the_files(client, name):
    response = client.get(FOLDER + name, headers={"Origin": "https://elders.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    asked = client.options(FOLDER + name, headers={"Access-Control-Request-Headers": "if-none-match"})
    assert asked.status_code == 204
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]
    assert client.post(FOLDER + name).status_code == 405


def test_a_large_file_travels_compressed(client, project):
    response = client.get(FOLDER + "projecten.csv", headers={"Accept-Encoding": "gzip"})
    text = zlib.decompress(response.getvalue(), wbits=31).decode()
    assert text == fetch(client, "projecten.csv")
    assert "Accept-Encoding" in response["Vary"]


def test_the_files_are_the_same_in_every_language(client, project):
    for name in FILES:
        assert fetch(client, name) == fetch(client, name, prefix="/en")


def test_the_page_explains_licence_and_fields_and_is_found_by_machines(client, project):
    page = client.get(FOLDER).content.decode()
    assert "https://creativecommons.org/licenses/by/4.0/" in page
    assert all(f"<code>{field.name}</code>" in page for field in list_fields())
    assert '"Dataset"' in page
    assert 'type="text/turtle"' in page
    assert client.get("/en" + FOLDER).status_code == 200
