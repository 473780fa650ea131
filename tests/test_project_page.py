"""The page of a project: how it stands, what it looks for, who sees which answer, and never a person."""

import json

import pytest
from django.utils import timezone

from inventory.models import ProjectPage, ProjectPartner
from network.models import Municipality, Organisation
from tests.owner_samples import add_answers, add_owned, days_ago
from tests.sample_records import add_project, text_of, visit

pytestmark = pytest.mark.django_db


def node_of(soup):
    """Return the node of the project in the structured data."""
    graph = json.loads(soup.select_one('script[type="application/ld+json"]').string)["@graph"]
    [node] = [node for node in graph if node["@type"] == "Project"]
    return node


def test_a_project_that_nobody_confirmed_for_fifteen_months_says_so(client):
    kept, lapsed = add_project(confirmed_on=days_ago(456)), add_project(confirmed_on=days_ago(457))
    assert not visit(client, kept).select("main .notice")
    [notice] = visit(client, lapsed).select("main .notice")
    assert str(days_ago(457).year) in notice.text


def test_the_page_shows_what_the_project_looks_for(client):
    project = add_project(confirmed_on=timezone.localdate(), wanted="Een gemeente die meedoet.")
    assert "Een gemeente die meedoet." in text_of(visit(client, project).select_one("section[aria-labelledby=wanted]"))


def test_readers_see_the_answers_for_everyone_only(client):
    project = add_project()
    add_answers(project)
    text = visit(client, project).main.text
    assert "antwoord voor everyone" in text
    assert "antwoord voor network" not in text
    assert "antwoord voor editors" not in text


def test_editors_who_are_logged_in_see_the_answers_for_the_network(client, administrator_client):
    project = add_project()
    add_answers(project)
    text = visit(administrator_client, project).main.text
    assert "antwoord voor network" in text
    assert "antwoord voor editors" not in text


def test_what_an_editor_saw_is_not_kept_for_readers(administrator_client):
    from django.test import Client

    project = add_project()
    add_answers(project)
    visit(administrator_client, project)
    assert "antwoord voor network" not in visit(Client(), project).main.text


def test_the_owner_is_never_named(client):
    owner = add_owned()
    response = client.get(owner.project.url)
    page = response.content.decode()
    assert owner.name not in page
    assert owner.address not in page


def test_the_english_page_shows_the_answers_of_the_original(client):
    from wagtail.models import Locale

    project = add_project()
    add_answers(project)
    english = project.copy_for_translation(Locale.objects.get(language_code="en"))
    english.save_revision().publish()
    english = ProjectPage.objects.get(pk=english.pk)
    assert "antwoord voor everyone" in visit(client, english).main.text


def test_machines_read_who_where_and_since_when(client):
    lead = Organisation.objects.first()
    project = add_project("Proefproject", date="2024-02/2026-03", lead_organisation=lead)
    project.municipalities.set(Municipality.objects.filter(slug="woerden"))
    partner = Organisation.objects.exclude(pk=lead.pk).first()
    project.partners.add(ProjectPartner(organisation=partner))
    project.save()
    node = node_of(visit(client, project))
    assert (node["foundingDate"], node["dissolutionDate"]) == ("2024-02", "2026-03")
    assert node["parentOrganization"]["name"] == lead.name
    assert [member["name"] for member in node["member"]] == [partner.name]
    assert node["areaServed"] == [{"@type": "AdministrativeArea", "name": "Woerden", "identifier": "GM0632"}]


def test_similar_projects_are_named_with_the_reason(client):
    first = add_project("Eetclub voor eenzame ouderen in de buurt", confirmed_on=timezone.localdate())
    second = add_project("Eetclub voor eenzame jongeren in de buurt", confirmed_on=timezone.localdate())
    section = visit(client, first).select_one("section[aria-labelledby=similar]")
    assert second.title in section.text
    assert section.select("li .meta")
