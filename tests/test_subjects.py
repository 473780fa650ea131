"""Subjects: a vocabulary without circles, chosen and suggested in the editor, with a page of its own for readers."""

import json
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import expect

from events.models import EventPage
from inventory.models import ProjectPage
from pages.landing import NEWEST
from pages.models import ArticlePage, Subject, SubjectLink
from pages.record_types import record_types
from pages.subjects import read_tree, subjects_of, suggest_subjects
from publications.models import PublicationPage
from tests.bulk_rows import copy_pages
from tests.page_samples import find_sample
from tests.sample_records import add_project, add_publication
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db


def a_subject(slug):
    return Subject.objects.get(slug=slug)


def put_on(record, *subjects):
    """Give a record these subjects and publish it."""
    record.subject_links.set([SubjectLink(subject=subject) for subject in subjects])
    record.save_revision().publish()


def test_every_record_of_the_content_has_its_subjects():
    without = [page.title for model in record_types() for page in model.objects.live().filter(subject_links=None)]
    # Records of types that only the tests have are no content.
    assert [title for title in without if "test" not in title.lower()] == []


def test_no_subject_is_broader_than_itself_even_through_others():
    top, middle, bottom = (Subject.objects.create(name=name, slug=name) for name in ("een", "twee", "drie"))
    middle.broader.add(top)
    bottom.broader.add(middle)
    for add, term in ((top.broader.add, bottom), (top.broader.add, top), (bottom.narrower.add, top)):
        with pytest.raises(ValidationError, match="zichzelf"), transaction.atomic():
            add(term)
    top.broader.set([])
    bottom.broader.set([top])


def test_the_editor_is_told_of_a_circle_and_loses_nothing(administrator_client):
    poverty, debts = a_subject("bestaanszekerheid"), a_subject("schulden")
    data = {"name": "Anders", "slug": poverty.slug, "position": 1, "synonyms": "een\ntwee", "broader": [debts.pk]}
    address = reverse("wagtailsnippets_pages_subject:edit", args=[poverty.pk])
    response = administrator_client.post(address, data)
    assert response.status_code == 200
    assert "zichzelf" in response.content.decode()
    assert "Anders" in response.content.decode()
    assert administrator_client.post(address, data | {"broader": []}).status_code == 302
    assert Subject.objects.get(pk=poverty.pk).names == ["Anders", "een", "twee"]


def test_an_import_with_a_circle_is_refused_with_the_field(tmp_path, capsys):
    for own, other in (("een", "twee"), ("twee", "een")):
        text = f"---\ntype: subject\nid: onderwerp-{own}\nname: {own}\nbroader: [onderwerp-{other}]\n---\n"
        (tmp_path / f"onderwerp-{own}.md").write_text(text)
    with pytest.raises(CommandError):
        call_command("import_content", str(tmp_path), verbosity=0)
    assert "broader" in capsys.readouterr().err
    assert not Subject.objects.filter(name="een").exists()


@pytest.mark.parametrize(
    ("title", "text", "slug"),
    [
        ("Mantelzorgers in de knel", "", "mantelzorg"),
        ("Hulp bij NAH", "", "niet-aangeboren-hersenletsel"),
        ("Een avond", "Over armoedebestrijding in Zeist.", "armoede"),
        ("Een avond", "Mensen met problematische schulden", "schulden"),
        ("Een avond", '{"blocks": [{"text": "Kinderen groeien op in de wijk"}]}', "jeugd"),
    ],
)
def test_subjects_are_suggested_by_names_synonyms_and_parts_of_compounds(title, text, slug):
    assert slug in [subject.slug for subject in suggest_subjects(title, text)]


def test_the_title_counts_most_and_nothing_gives_nothing():
    assert suggest_subjects("Dementie", "armoede armoede")[0].slug == "dementie"
    assert suggest_subjects("", "") == []
    assert suggest_subjects("Xyzzy plugh", "") == []


def test_suggestions_are_for_who_writes_records(client, administrator_client, django_user_model):
    address = reverse("suggest_subjects")
    answer = administrator_client.post(address, {"title": "Dementie thuis"}).json()["subjects"]
    assert answer[0]["id"] == a_subject("dementie").pk
    assert answer[0]["edit_url"]
    assert administrator_client.get(address).status_code == 405
    client.force_login(django_user_model.objects.create_user("lezer", password="x"))
    assert client.post(address, {"title": "Dementie thuis"}).status_code == 302


def test_suggestions_cost_no_query_per_subject(administrator_client):
    suggest_subjects("Dementie", "")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        suggest_subjects("Armoede en schulden", "wonen " * 100)
    assert len(queries) == 0


def test_the_page_of_a_subject_has_what_it_is_and_its_records_by_kind(client):
    subject, below = a_subject("zorg-en-ondersteuning"), a_subject("respijtzorg")
    publication, project = find_sample(PublicationPage), find_sample(ProjectPage)
    put_on(publication, subject)
    put_on(project, below)
    hidden = find_sample(ArticlePage)
    put_on(hidden, subject)
    hidden.unpublish()
    text = client.get(subject.get_absolute_url()).content.decode()
    assert subject.definition in text
    assert publication.title in text
    assert project.title in text
    assert hidden.title not in text
    assert f'href="{a_subject("dementie").get_absolute_url()}"' in text
    assert (
        f'href="{subject.get_absolute_url()}"' in client.get(a_subject("dementie").get_absolute_url()).content.decode()
    )


def test_a_group_with_more_than_is_shown_leads_to_the_listing_on_the_subject(client):
    subject = Subject.objects.create(name="Proef", slug="proef")
    book = add_publication("Boek")
    put_on(book, subject)
    copy_pages(book, NEWEST)
    put_on(add_project("Het project"), subject)
    page = BeautifulSoup(client.get(subject.get_absolute_url()).content, "html.parser")
    [link] = page.select("p.more a")
    assert (link["href"], link.text) == ("/publicaties/?onderwerp=proef", "Alle 4 publicaties over “Proef”")
    assert f"{NEWEST + 1}" in BeautifulSoup(client.get(link["href"]).content, "html.parser").select_one("main").text


def test_the_next_meeting_on_a_subject_stands_first(client):
    event = find_sample(EventPage)
    put_on(event, a_subject("respijtzorg"))
    address = a_subject("mantelzorg").get_absolute_url()
    assert "Volgende bijeenkomst" not in client.get(address).content.decode()
    begin = timezone.now() + timedelta(days=3)
    session = event.sessions.first()
    session.start, session.end, session.time_known = begin, begin + timedelta(hours=2), True
    event.sessions.set([session])
    event.status = "confirmed"
    event.save_revision().publish()
    assert "Volgende bijeenkomst" in client.get(address).content.decode()


def test_all_subjects_stand_below_what_is_broader(client):
    text = client.get("/onderwerpen/").content.decode()
    for subject in Subject.objects.all():
        assert f'href="{subject.get_absolute_url()}"' in text
    assert client.get("/onderwerpen/bestaat-niet/").status_code == 404


def test_english_pages_have_english_names(client):
    text = client.get("/en/onderwerpen/armoede/").content.decode()
    assert "Poverty" in text
    assert "Not having enough money" in text


def test_the_tree_goes_down_through_several_levels():
    tree = read_tree()
    below = {tree.subjects[key].slug for key in tree.with_narrower(a_subject("zorg-en-ondersteuning").pk)}
    assert {"zorg-en-ondersteuning", "informele-zorg", "mantelzorg", "respijtzorg"} <= below
    assert "armoede" not in below


def test_a_record_names_its_subjects_for_readers_and_machines(client):
    page, subject = find_sample(PublicationPage), a_subject("dementie")
    put_on(page, subject, subject)
    assert subjects_of(PublicationPage.objects.get(pk=page.pk)) == [subject]
    text = client.get(page.url).content.decode()
    assert text.count(f'href="{subject.get_absolute_url()}"') == 1
    nodes = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', text, re.DOTALL)[1])["@graph"]
    terms = [term for node in nodes for term in node.get("about", []) if term["@type"] == "DefinedTerm"]
    assert [(term["name"], term["url"].endswith("/onderwerpen/dementie/")) for term in terms] == [("Dementie", True)]
    feed = client.get(f"{page.get_parent().url}feed/").content.decode()
    assert 'term="Dementie"' in feed


def test_search_finds_a_record_by_the_words_of_its_subject(client):
    page = find_sample(PublicationPage)
    put_on(
        page,
        Subject.objects.create(name="Zwerfjongeren", slug="zwerfjongeren", synonyms="thuisloze jeugd\nkamergenoot"),
    )
    with translation.override("nl"):
        assert page.title in client.get("/zoeken/", {"q": "kamergenoot"}).content.decode()


FIND_ARTICLE = "from pages.models import ArticlePage; result = ArticlePage.objects.live().first().pk"
READ_SUBJECTS = """
from pages.models import ArticlePage
page = ArticlePage.objects.get(pk={}).get_latest_revision_as_object()
result = [link.subject.slug for link in page.subject_links.all()]
"""


def test_a_press_adds_what_is_suggested_while_typing(editor_page, running_site):
    number = running_site.run(FIND_ARTICLE)
    editor_page.goto(f"/admin/pages/{number}/edit/")
    editor_page.wait_for_load_state("networkidle")
    editor_page.fill("[name=title]", "Een avond over dementie")
    button = editor_page.get_by_role("button", name="Voeg het onderwerp Dementie toe")
    button.click()
    row = editor_page.locator("[name^=subject_links-][name$=-subject]").last
    expect(row.locator("xpath=ancestor::*[contains(@class, 'chooser')][1]")).to_contain_text(
        re.compile(r"^\s*Dementie")
    )
    expect(button).to_have_count(0)
    editor_page.get_by_role("button", name="Bewaar concept").click()
    # The editor saves by itself too: whichever request brings it, it is kept.
    wait_until(lambda: "dementie" in running_site.run(READ_SUBJECTS.format(number)))
