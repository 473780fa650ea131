"""Publications entered from RIS, BibTeX and CSL-JSON in the admin: a preview, then drafts; nothing is published."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kus_site.roles import KUS_ROLE, create_roles
from network.models import Organisation, Person
from publications.bibliography.reading import MOST_ENTRIES
from publications.entering import MOST_AT_ONCE
from publications.models import PublicationIndexPage, PublicationPage
from tests.sample_records import add_publication

pytestmark = pytest.mark.django_db

ENTER = "/admin/publications/enter/"
RECORD = """TY  - RPRT
TI  - Wonen in de wijk van morgen
AU  - van der Proef, Anna
AU  - Stichting Nieuw
PB  - Stichting Nieuw
PY  - 2018
DO  - 10.1000/proef
UR  - https://example.org/wonen
SN  - 978-90-469-0000-1
KW  - Onbestaand onderwerp
ER  -
"""


@pytest.fixture
def editor_client(client, django_user_model):
    """A client logged in as editor of kUS."""
    editor = django_user_model.objects.create_user("kus", password="geheim-voor-de-test")
    editor.groups.add(Group.objects.get(name=KUS_ROLE))
    client.force_login(editor)
    return client


def listing():
    return PublicationIndexPage.objects.get(locale__language_code="nl")


def send(client, text="", **data):
    response = client.post(ENTER, {"text": text, "listing": listing().pk, **data})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def make(client, text, rows):
    return send(client, text, make="1", row=rows)


def rows_of(soup):
    return [" ".join(row.text.split()) for row in soup.select("#entries tbody tr")]


def ticked(soup):
    return [box["value"] for box in soup.select("input[name=row][checked]")]


def drafts():
    return PublicationPage.objects.filter(live=False).order_by("pk")


def test_a_preview_says_what_will_be_made_and_makes_nothing(editor_client):
    before = (PublicationPage.objects.count(), Person.objects.count(), Organisation.objects.count())
    soup = send(editor_client, RECORD)
    [row] = rows_of(soup)
    for words in (
        "Wonen in de wijk van morgen",
        "Rapport, 2018",
        "DOI 10.1000/proef",
        "Anna van der Proef",
        "Stichting Nieuw",
    ):
        assert words in row
    assert "Onbestaand onderwerp" in row
    # The ISBN has a wrong check digit.
    assert "978-90-469-0000-1" in row
    assert ticked(soup) == ["1"]
    assert soup.select_one("textarea[name=text]").text.strip() == RECORD.strip()
    assert (PublicationPage.objects.count(), Person.objects.count(), Organisation.objects.count()) == before


def test_what_is_ticked_becomes_a_draft_once(editor_client):
    soup = make(editor_client, RECORD, ["1"])
    [draft] = drafts()
    assert soup.select_one(f"#entries a[href='/admin/pages/{draft.pk}/edit/']")
    assert (draft.title, str(draft.date), draft.doi, draft.isbn) == (
        "Wonen in de wijk van morgen",
        "2018",
        "10.1000/proef",
        "",
    )
    assert [str(each) for each in draft.contributors.all()] == ["Anna van der Proef", "Stichting Nieuw"]
    assert draft.publisher == Organisation.objects.get(name="Stichting Nieuw")
    assert [each.url for each in draft.action_links.all()] == ["https://example.org/wonen"]
    assert draft.kind.schema_type == "Report"
    assert draft.owner.username == "kus"
    assert draft.latest_revision.user.username == "kus"
    assert editor_client.get(f"/admin/pages/{draft.pk}/edit/").status_code == 200
    again = make(editor_client, RECORD, ["1"])
    assert "Al aanwezig" in rows_of(again)[0]
    assert ticked(again) == []
    assert [each.pk for each in drafts()] == [draft.pk]
    assert Person.objects.filter(family_name="Proef").count() == 1


def test_a_draft_can_be_completed_and_published(editor_client):
    make(editor_client, RECORD, ["1"])
    [draft] = drafts()
    draft.summary = "Een samenvatting."
    draft.full_clean()
    draft.save_revision().publish()
    assert editor_client.get(draft.url).status_code == 200


def test_only_what_is_ticked_is_made_and_a_refused_row_spoils_no_other(editor_client):
    long_name = "N" * 150
    text = RECORD + f"TY  - BOOK\nTI  - Tweede\nAU  - {long_name}, X\nER  - \nTY  - BOOK\nTI  - Derde boek\nER  - \n"
    text += "TY  - BOOK\nTI  - Vierde boek\nER  - \nTY  - BOOK\nPY  - 2018\nER  - \n"
    soup = make(editor_client, text, ["2", "3", "5"])
    assert [draft.title for draft in drafts()] == ["Derde boek"]
    rows = rows_of(soup)
    assert "Gemaakt" in rows[2]
    assert "100" in rows[1]
    assert "Kan niet" in rows[4]
    assert not Person.objects.filter(family_name=long_name).exists()


@pytest.mark.parametrize(
    ("fields", "reason", "is_firm"),
    [
        ({"doi": "10.1000/PROEF"}, "dezelfde DOI", True),
        ({"isbn": "9789046900000"}, "hetzelfde ISBN", False),
        ({"title": "Wonen in de wijk van morgen!", "date": "2018"}, "dezelfde titel en hetzelfde jaar", True),
        ({"title": "Wonen in de wijken van morgen", "date": "2019"}, "bijna dezelfde titel", False),
    ],
)
def test_what_is_there_already_is_suspected_with_the_reason(editor_client, fields, reason, is_firm):
    page = add_publication(**fields)
    text = RECORD.replace("978-90-469-0000-1", "978-90-469-0000-0")
    soup = send(editor_client, text if "isbn" in fields else text.replace("SN  - 978-90-469-0000-0\n", ""))
    [row] = rows_of(soup)
    assert reason in row
    assert ticked(soup) == []
    assert ("Al aanwezig" in row) == is_firm
    assert soup.select_one(f"#entries a[href='/admin/pages/{page.pk}/edit/']")


@pytest.mark.parametrize(
    "fields", [{"title": "Heel iets anders"}, {"title": "Wonen in de wijk van morgen", "date": "2010"}]
)
def test_other_publications_are_not_suspected(editor_client, fields):
    add_publication(**fields)
    assert ticked(send(editor_client, RECORD)) == ["1"]


def test_people_are_found_by_name_and_by_initials(editor_client):
    known = Person.objects.create(given_name="Anna", particle="van der", family_name="Proef")
    make(editor_client, RECORD.replace("Proef, Anna", "Proef, A."), ["1"])
    [draft] = drafts()
    assert draft.contributors.first().person == known


def test_two_records_in_one_text_are_told_apart(editor_client):
    soup = send(editor_client, RECORD + RECORD)
    assert ticked(soup) == ["1"]
    make(editor_client, RECORD + RECORD, ["1", "2"])
    assert drafts().count() == 1


def test_a_doi_alone_asks_for_a_title_and_calls_nobody(editor_client):
    soup = send(editor_client, "https://doi.org/10.1000/alleen")
    assert "citation.doi.org" in soup.text
    assert soup.select_one("textarea[name=text]").text.strip() == "https://doi.org/10.1000/alleen"
    send(editor_client, "https://doi.org/10.1000/alleen", title="Met titel", make="1", row=["1"])
    [draft] = drafts()
    assert (draft.title, draft.doi, draft.kind) == ("Met titel", "10.1000/alleen", None)
    assert editor_client.get(f"/admin/pages/{draft.pk}/edit/").status_code == 200


@pytest.mark.parametrize("name", ["lijst.ris", "verkeerd.pdf"])
def test_a_file_is_read_by_what_is_in_it(editor_client, name):
    file = SimpleUploadedFile(name, RECORD.replace("morgen", "café").encode("cp1252"))
    soup = send(editor_client, file=file)
    assert "Wonen in de wijk van café" in rows_of(soup)[0]
    # The next step finds what the file held in the text.
    assert "café" in soup.select_one("textarea[name=text]").text


def test_what_is_refused_stays_in_the_form(editor_client):
    soup = send(editor_client, "Zomaar iets", title="Titel")
    assert "geen RIS, BibTeX of CSL-JSON" in soup.text
    assert soup.select_one("textarea[name=text]").text.strip() == "Zomaar iets"
    file = SimpleUploadedFile("kapot.json", b'[{"title": "x"')
    soup = send(editor_client, file=file)
    assert "kapot" in soup.text
    assert '[{"title": "x"' in soup.select_one("textarea[name=text]").text
    assert "geen tekst" in send(editor_client, file=SimpleUploadedFile("x.ris", bytes(range(256)) * 99)).text


def test_markup_in_titles_is_shown_as_text(editor_client):
    soup = send(editor_client, RECORD.replace("morgen", "<script>alert(1)</script>"))
    assert "<script>alert(1)</script>" in rows_of(soup)[0]
    assert not [each for each in soup.select("script") if each.text == "alert(1)"]


def test_a_long_list_costs_no_more_queries_and_is_made_in_turns(editor_client):
    items = [
        {"type": "book", "title": f"Boek nummer {number}", "author": [{"family": f"Naam{number}", "given": "A."}]}
        for number in range(MOST_ENTRIES)
    ]
    send(editor_client, json.dumps(items[:2]))
    with CaptureQueriesContext(
        connection,
    ) as few:
        send(editor_client, json.dumps(items[:2]))
    with CaptureQueriesContext(connection) as many:
        soup = send(editor_client, json.dumps(items))
    assert len(many) <= len(few)
    assert len(ticked(soup)) == MOST_ENTRIES
    chosen = [str(number) for number in range(1, MOST_AT_ONCE + 3)]
    soup = make(editor_client, json.dumps(items[: MOST_AT_ONCE + 2]), chosen)
    assert drafts().count() == MOST_AT_ONCE
    assert len(ticked(soup)) == 2


def test_who_may_add_publications_sees_it_and_others_do_not(client, django_user_model):
    create_roles()
    outsider = django_user_model.objects.create_user("buiten", password="geheim-voor-de-test")
    role = Group.objects.create(name="Alleen binnen")
    role.permissions.add(*Group.objects.get(name=KUS_ROLE).permissions.filter(codename="access_admin"))
    outsider.groups.add(role)
    client.force_login(outsider)
    assert client.get(ENTER).status_code == 302
    member = django_user_model.objects.create_user("lid", password="geheim-voor-de-test")
    member.groups.add(Group.objects.filter(name__startswith="Redactie").exclude(name=KUS_ROLE).first())
    client.force_login(member)
    assert client.get(ENTER).status_code == 200
    assert ENTER in client.get("/admin/").content.decode()
    soup = make(client, RECORD, ["1"])
    [draft] = drafts()
    assert soup.select_one(f"#entries a[href='/admin/pages/{draft.pk}/edit/']")
    assert client.get(f"/admin/pages/{draft.pk}/edit/").status_code == 200


def test_the_list_of_publications_leads_to_it(editor_client):
    assert ENTER in editor_client.get(f"/admin/pages/{listing().pk}/").content.decode()


def test_a_forged_form_is_refused(django_user_model, administrator):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(administrator)
    assert strict.post(ENTER, {"text": RECORD}).status_code == 403
