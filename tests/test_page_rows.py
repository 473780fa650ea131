"""The rows that a page shows are fetched once, kept while nothing changes, and never those of another moment."""

import pytest
from django.test import RequestFactory
from wagtail.fields import StreamField

from events.models import EventPage, Speaker
from network.models import Municipality, Person
from pages.models import Audience, Law, Subject, SubjectLink, WerkplaatsPage
from pages.page_context import give_locales
from pages.page_rows import fetch_rows, fill_facts
from tests.page_samples import list_page_types
from tests.sample_records import add_event, from_now


@pytest.fixture
def person(db):
    return Person.objects.create(given_name="Anna", family_name="Bergsma", slug="anna-bergsma")


@pytest.fixture
def event(person):
    return add_event(start=from_now(days=9), children={"speakers": [Speaker(person=person, subject="Wonen")]})


def read(event, request=None):
    """The event as a request reads it, with its rows."""
    page = EventPage.objects.get(pk=event.pk)
    fetch_rows(page, request or RequestFactory().get("/"))
    return page


def test_rows_and_what_they_refer_to_are_read_once(event, django_assert_num_queries):
    read(event)
    page = read(event)
    with django_assert_num_queries(0):
        assert [speaker.person.family_name for speaker in page.speakers.all()] == ["Bergsma"]
        assert page.speakers.all()[0].event is page
        assert [list(getattr(page, name).all()) for name in ("photos", "quotes", "attachments", "laws")] == [[]] * 4


def test_each_request_has_rows_of_its_own(event):
    one, other = read(event), read(event)
    one.speakers.all()[0].subject = "Iets anders"
    assert other.speakers.all()[0].subject == read(event).speakers.all()[0].subject == "Wonen"


def test_a_row_that_changed_is_read_anew(event, person):
    assert read(event).speakers.all()[0].subject == "Wonen"
    speaker = Speaker.objects.get(event=event)
    speaker.subject = "Zorg"
    speaker.save()
    Person.objects.filter(pk=person.pk).get().delete()
    assert list(read(event).speakers.all()) == []
    Speaker.objects.create(event=event, person=Person.objects.first(), subject="Nieuw")
    assert [row.subject for row in read(event).speakers.all()] == ["Nieuw"]


def test_a_query_of_a_relation_that_was_read_asks_for_the_rows_of_the_page_alone(event, person):
    Speaker.objects.create(event=add_event(start=from_now(days=3)), person=person, subject="Elders")
    assert [row.subject for row in read(event).speakers.order_by("subject")] == ["Wonen"]


def test_a_draft_shows_the_rows_in_memory(event, person, django_assert_num_queries):
    draft = EventPage.objects.get(pk=event.pk)
    draft.speakers.set([Speaker(person_id=person.pk, subject="In het concept")])
    request = RequestFactory().get("/")
    request.is_preview = True
    fetch_rows(draft, request)
    with django_assert_num_queries(0):
        assert [(row.subject, row.person.family_name) for row in draft.speakers.all()] == [
            ("In het concept", "Bergsma")
        ]
    assert read(event).speakers.all()[0].subject == "Wonen"


@pytest.mark.parametrize("page_type", list_page_types(), ids=lambda page_type: page_type._meta.label)
def test_what_a_page_type_shows_can_be_read(page_type, db):
    """Each relation and lookup that a page type names exists, whether its sample has such rows or not."""
    page = page_type.objects.first()
    fetch_rows(page)
    assert page_type.shown_rows.keys() <= getattr(page, "_prefetched_objects_cache", {}).keys()


def test_the_terms_of_a_page_are_those_that_are_stored(event):
    terms = {
        "audiences": Audience.objects.order_by("position")[:2],
        "laws": Law.objects.order_by("position")[:2],
        "municipalities": Municipality.objects.order_by("name")[:2],
    }
    for name, chosen in terms.items():
        setattr(event, name, chosen)
    event.save()
    page = read(event)
    for name, chosen in terms.items():
        shown = getattr(page, name).all()
        fields = ["pk", "slug", "name", *([] if name == "municipalities" else ["name_en", "position"])]
        found = [tuple(getattr(term, field) for field in fields) for term in shown]
        assert found == list(chosen.values_list(*fields))


@pytest.mark.parametrize("page_type", list_page_types(), ids=lambda page_type: page_type._meta.label)
def test_the_rows_are_those_that_each_relation_gives_by_itself(page_type, db):
    for page in page_type.objects.order_by("pk")[:10]:
        fetch_rows(page)
        alone = page_type.objects.get(pk=page.pk)
        for name, lookups in page_type.shown_rows.items():
            found, rows = list(getattr(page, name).all()), list(getattr(alone, name).all())
            assert [columns_of(row) for row in found] == [columns_of(row) for row in rows]
            for lookup in lookups:
                assert follow(found, lookup) == follow(rows, lookup)


def columns_of(row):
    fields = [field for field in row._meta.concrete_fields if not isinstance(field, StreamField)] if row else []
    return {field.attname: getattr(row, field.attname) for field in fields}


def follow(rows, lookup):
    """Return the columns of what a lookup leads to from rows, by foreign keys and by rows below them."""
    for name in lookup.split("__"):
        found = [getattr(row, name) for row in rows if row]
        rows = [each for other in found for each in (other.all() if hasattr(other, "all") else [other])]
    return [columns_of(row) for row in rows]


def test_many_relations_are_read_in_one_query(event, django_assert_num_queries):
    subject = Subject.objects.first()
    SubjectLink.objects.create(record=event, subject=subject)
    event.werkplaatsen.through.objects.create(eventpage=event, werkplaatspage=WerkplaatsPage.objects.first())
    page = EventPage.objects.annotate(**fill_facts(EventPage)).get(pk=event.pk)
    give_locales([page])
    with django_assert_num_queries(1):
        fetch_rows(page)
        assert [row.person.family_name for row in page.speakers.all()] == ["Bergsma"]
        assert [link.subject for link in page.subject_links.all()] == [subject]
        assert [werkplaats.live for werkplaats in page.werkplaatsen.all()] == [True]
