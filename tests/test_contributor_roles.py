"""Whatever somebody did for a publication, every consumer of the record names them: a walk over roles and consumers."""

import json
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from network.models import Organisation, Person
from publications.models import Contributor, PublicationIndexPage, PublicationKind, PublicationPage
from tests.sample_records import add_page, text_of

pytestmark = pytest.mark.django_db

ROLES = Contributor.Role.values


@pytest.fixture
def page(db):
    """A published book to which somebody contributed in each role, named after it."""
    kind = PublicationKind.objects.filter(schema_type="Book").first()
    people = {role: Person.objects.create(given_name="Kwiebe", family_name=f"Zwaluw{role}") for role in ROLES}
    rows = [Contributor(person=person, role=role) for role, person in people.items()]
    return add_page(PublicationIndexPage, PublicationPage(title="Alle rollen", kind=kind), contributors=rows)


@pytest.fixture
def consumers(client, page):
    """{name: text} of everything that is made of the page."""

    def get(address):
        response = client.get(address)
        assert response.status_code == 200
        return response.content.decode()

    soup = BeautifulSoup(get(page.url), "html.parser")
    graph = json.loads(soup.find("script", type="application/ld+json").string)["@graph"]
    return {
        "page": text_of(soup.find(class_="library-record")),
        "reference": text_of(soup.find(id="cite-apa")),
        "JSON-LD": json.dumps(next(node for node in graph if node["@type"] == "Book")),
        "Dublin Core": " ".join(
            tag["content"] for tag in soup.select("meta[name='DC.creator'], meta[name='DC.contributor']")
        ),
        "feed": get("/publicaties/feed/"),
        **{ending: get(f"{page.url}citation.{ending}") for ending in ("bib", "ris", "json")},
    }


def test_every_role_reaches_every_consumer(consumers):
    missing = [(role, name) for role in ROLES for name, text in consumers.items() if f"Zwaluw{role}" not in text]
    assert missing == []


def test_exports_say_who_did_what(consumers):
    """In CSL-JSON and BibTeX by the field, in RIS by a word where it has no tag."""
    item = json.loads(consumers["json"])[0]
    variables = {role: [key for key, value in item.items() if f"Zwaluw{role}" in str(value)] for role in ROLES}
    assert [len(found) for found in variables.values()] == [1] * len(ROLES)
    assert len({found[0] for found in variables.values()}) == len(ROLES)
    for role, [variable] in variables.items():
        assert f"{variable} = {{Zwaluw{role}, Kwiebe}}" in consumers["bib"]
    labelled = [role for role in ROLES if role not in ("author", "editor", "translator")]
    for role in labelled:
        assert f"N1  - {Contributor.Role(role).label}: Zwaluw{role}, Kwiebe" in consumers["ris"]


@pytest.mark.parametrize("role", ROLES)
def test_search_and_their_own_page_lead_to_it(client, page, role):
    person = Person.objects.get(family_name=f"Zwaluw{role}")
    assert page.title in text_of(BeautifulSoup(client.get(person.get_absolute_url()).content, "html.parser").main)
    found = client.get(f"{reverse('search')}?q={quote(person.family_name)}").content.decode()
    assert page.url in found


@pytest.mark.parametrize("role", ROLES)
def test_an_organisation_can_have_any_role(client, role):
    kind = PublicationKind.objects.filter(schema_type="Book").first()
    rows = [Contributor(organisation=Organisation.objects.create(name="Stichting Kwikstaart & Co."), role=role)]
    page = add_page(PublicationIndexPage, PublicationPage(title="Van ons", kind=kind), contributors=rows)
    for ending, written in (("bib", r"Kwikstaart \& Co."), ("ris", "Kwikstaart & Co."), ("json", "Kwikstaart & Co.")):
        assert written in client.get(f"{page.url}citation.{ending}").content.decode()
    assert "Kwikstaart & Co." in text_of(BeautifulSoup(client.get(page.url).content, "html.parser").find(id="cite-apa"))
