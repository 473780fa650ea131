"""When what harvesters get of a publication changes, and what is told of one that is taken away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from wagtail.models import Locale, Page, PageViewRestriction

from pages.models import Subject
from pages.models.subject import SubjectLink
from pages.record_index import changes
from pages.record_index.build import index_pages
from publications.models import (
    OaiRecord,
    PublicationPage,
)
from publications.oai.upkeep import current_second, refresh, refresh_in_background
from tests.oai_samples import a_book, ask, code_of, describe, find, headers, identifier_of, words
from tests.sample_records import add_publication

pytestmark = pytest.mark.django_db
LONG_AGO = "2001-02-03T04:05:06Z"


@pytest.fixture
def book(db):
    """A book with all that a harvester gets."""
    return a_book()


def stamp_of(page):
    record = OaiRecord.objects.get(translation_key=page.translation_key, language=page.locale.language_code)
    return f"{record.datestamp:%Y-%m-%dT%H:%M:%SZ}"


def age(page):
    OaiRecord.objects.filter(translation_key=page.translation_key).update(datestamp=LONG_AGO)


def rename_person(page):
    person = page.contributors.first().person
    person.family_name = "Bergsma"
    person.save()


def rename_subject(page):
    subject = page.subject_links.first().subject
    subject.name = "Wijkwerk"
    subject.save()


def rename_kind(page):
    page.kind.name = "Boekwerk"
    page.kind.save()


def rename_publisher(page):
    page.publisher.name = "Wijk BV"
    page.publisher.save()


def replace_file(page):
    document = page.files.first().document
    document.title, document.file_size = "Anders", 99
    document.page_count = 13
    document.save()


def rename_accessible_version(page):
    document = page.files.first().accessible_version
    document.title = "Leesbaar"
    document.save()


def write_summary(page):
    page.summary = "Anders"
    page.save_revision().publish()


def rename_series(page):
    page.series.name = "Andere reeks"
    page.series.save()


@pytest.mark.parametrize(
    "change",
    [
        rename_person,
        rename_subject,
        rename_kind,
        rename_publisher,
        rename_series,
        replace_file,
        rename_accessible_version,
        write_summary,
    ],
)
def test_the_datestamp_moves_with_all_that_a_record_shows(book, change):
    changes.bring_up_to_date()
    age(book)
    change(PublicationPage.objects.get(pk=book.pk))
    changes.bring_up_to_date()
    assert stamp_of(book) > LONG_AGO


def test_the_datestamp_stays_when_nothing_changed_for_harvesters(book):
    # The first time fills in when it was published.
    PublicationPage.objects.get(pk=book.pk).save_revision().publish()
    changes.bring_up_to_date()
    age(book)
    PublicationPage.objects.get(pk=book.pk).save_revision().publish()
    changes.bring_up_to_date()
    index_pages([book.pk])
    assert stamp_of(book) == LONG_AGO


@pytest.fixture
def committed_book(django_capture_on_commit_callbacks, request):
    """The same after the commit, with all that waited for it."""
    with django_capture_on_commit_callbacks(execute=True):
        book = request.getfixturevalue("book")
    refresh([book.pk])
    return book


def test_who_publishes_does_not_wait_for_harvesters(committed_book, django_capture_on_commit_callbacks):
    book = committed_book
    age(book)
    book.title = "Anders"
    revision = book.save_revision()
    with django_capture_on_commit_callbacks(execute=True), CaptureQueriesContext(connection) as queries:
        revision.publish()
    assert not [query for query in queries if "publications_oai" in query["sql"]]
    task = DBTaskResult.objects.filter(task_path=refresh_in_background.module_path).latest("enqueued_at")
    before = current_second()
    refresh_in_background.call(*task.args_kwargs["args"])
    record = OaiRecord.objects.get(translation_key=book.translation_key)
    assert record.facts["title"] == "Anders"
    # The moment from which harvesters can get it, not that of the publication: none is earlier than their last `from`.
    assert record.datestamp >= before


def test_what_is_unpublished_is_gone_for_harvesters_at_the_commit(committed_book, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        committed_book.unpublish()
    assert OaiRecord.objects.get(translation_key=committed_book.translation_key).is_deleted


def unpublish(page):
    page.unpublish()


def delete(page):
    page.delete()


def delete_from_above(page):
    Page.objects.get(pk=page.get_parent().pk).delete()


def hide(page):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")


@pytest.mark.parametrize("take_away", [unpublish, delete, delete_from_above, hide])
@pytest.mark.parametrize("prefix", ["oai_dc", "nl_didl"])
def test_what_is_taken_away_is_deleted_for_good(client, book, take_away, prefix):
    changes.bring_up_to_date()
    age(book)
    identifier = identifier_of(book)
    take_away(PublicationPage.objects.get(pk=book.pk))
    changes.bring_up_to_date()
    root = ask(client, "GetRecord", identifier=identifier, metadataPrefix=prefix)
    assert headers(root)[0][2]
    assert not find(root, "//oai:metadata")
    listed = {
        row[0]: row for row in headers(ask(client, "ListIdentifiers", metadataPrefix=prefix, set="subject:buurtwerk"))
    }
    assert listed[identifier][2]
    assert listed[identifier][1] > LONG_AGO
    assert words(root, "//oai:setSpec")


def test_a_record_that_is_published_again_is_the_same_record(client, book):
    changes.bring_up_to_date()
    book.unpublish()
    changes.bring_up_to_date()
    PublicationPage.objects.get(pk=book.pk).save_revision().publish()
    root = describe(client, book, "oai_dc")
    assert words(root, "dc:title") == ["Ertoe doen: Een verkenning"]
    assert OaiRecord.objects.filter(translation_key=book.translation_key).count() == 1


def test_a_record_that_leaves_a_set_is_deleted_there_alone(client, book):
    changes.bring_up_to_date()
    page = PublicationPage.objects.get(pk=book.pk)
    page.subject_links.set([SubjectLink(subject=Subject.objects.create(name="Anders", slug="anders"))])
    page.save_revision().publish()
    changes.bring_up_to_date()

    def listed(**arguments):
        return {row[0]: row[2] for row in headers(ask(client, "ListIdentifiers", metadataPrefix="oai_dc", **arguments))}

    key = identifier_of(book)
    assert listed(set="subject:buurtwerk")[key] is True
    assert listed(set="subject:anders")[key] is False
    assert listed()[key] is False
    record = ask(client, "ListRecords", metadataPrefix="oai_dc", set="subject:buurtwerk")
    assert "subject:anders" in words(record, "//oai:header/oai:setSpec")
    assert "subject:buurtwerk" not in words(record, "//oai:header/oai:setSpec")


def test_each_language_is_a_record_of_its_own(client, book):
    changes.bring_up_to_date()
    english = Locale.objects.get(language_code="en")
    key = identifier_of(book).removesuffix("nl") + "en"
    assert code_of(ask(client, "GetRecord", identifier=key, metadataPrefix="oai_dc")) == "idDoesNotExist"
    translation = book.copy_for_translation(english, copy_parents=True)
    translation.title = "Mattering"
    translation.save_revision().publish()
    assert words(describe(client, PublicationPage.objects.get(pk=translation.pk), "oai_dc"), "dc:title")[0].startswith(
        "Mattering"
    )


def test_drafts_are_never_given(client, book):
    book.unpublish()
    draft = book.copy(update_attrs={"slug": "kopie", "title": "Kopie", "live": False}, keep_live=False)
    changes.bring_up_to_date()
    assert not OaiRecord.objects.filter(translation_key=draft.translation_key).exists()


def test_refreshing_takes_a_fixed_number_of_queries(django_assert_max_num_queries):
    pages = [add_publication(f"Nummer {number}").pk for number in range(12)]
    changes.bring_up_to_date()
    OaiRecord.objects.all().delete()
    with django_assert_max_num_queries(45):
        refresh(pages)
    assert OaiRecord.objects.count() == 12
