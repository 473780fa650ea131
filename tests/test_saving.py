"""What saving a page writes besides the page: its references, once, however many child rows it has."""

import uuid

import pytest
from django.db import connection
from django.db.models import Count
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext
from wagtail.models import COMMENTS_RELATION_NAME, ReferenceIndex, Site
from wagtail.search.models import IndexEntry
from wagtail.signal_handlers import disable_reference_index_auto_update

from network.models import Organisation, Person
from newsletters.models import NewsletterIssuePage
from pages.models import Audience, IndexedRecord, Law, RelatedRecord, SearchDocument, SiteDocument, SubjectLink
from pages.models.subject import Subject
from pages.record_index.changes import bring_up_to_date
from pages.signals import DRAFT
from publications.models import Contributor, PartFile, PublicationPage, PublicationPart
from tests.sample_records import add_event, add_publication
from themes.models import ThemeLink, ThemePage

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

# Of keeping a draft of a publication with parts.
MOST_OF_A_DRAFT = 11
# Of publishing a publication with contributors, subjects and related records, with all that follows from it.
MOST_QUERIES = 52


def referred(page):
    """Return {(path in the page, primary key) of what it refers to by the index}."""
    found = ReferenceIndex.get_references_for_object(page)
    return {(reference.model_path, reference.to_object_id) for reference in found}


def queries_of(action, about):
    """Return the queries of an action that name a table."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        action()
    return [query["sql"] for query in captured if about in query["sql"]]


def rich_publication():
    maker, other = Organisation.objects.all()[:2]
    contributors = [Contributor(organisation=maker), Contributor(organisation=other)]
    subjects = [SubjectLink(subject=subject) for subject in Subject.objects.all()[:3]]
    related = [RelatedRecord(target=add_event())]
    children = {"contributors": contributors, "subject_links": subjects, "related_records": related}
    children |= {"audiences": Audience.objects.all()[:2], "laws": Law.objects.all()[:2]}
    return add_publication(children=children)


def test_references_of_a_page_and_its_child_rows_are_written_once():
    page = rich_publication()
    edited = page.save_revision().as_object()
    # One query reads them, one would delete, one would add: none did, for nothing changed.
    assert len(queries_of(edited.save, "wagtailcore_referenceindex")) == 1
    assert len(referred(page)) == 6 + 1
    kind = ("kind", str(page.kind_id))
    assert kind in referred(page)


def test_reference_goes_with_its_child_row():
    page = rich_publication()
    gone = page.contributors.all()[0]
    page.contributors.remove(gone)
    page.save()
    paths = ReferenceIndex.get_references_for_object(page).values_list("content_path", flat=True)
    assert not [path for path in paths if str(gone.pk) in path.split(".")]
    assert len(referred(page)) == 6


def test_references_of_another_row_that_is_saved_meanwhile_are_written():
    page, other = add_publication(), add_publication("Andere")
    series_of = Organisation.objects.first()

    def save_other(sender, instance, **kwargs):
        if instance.pk == page.pk:
            other.publisher = series_of
            other.save()

    post_save.connect(save_other, sender=PublicationPage)
    try:
        page.title = "Nieuw"
        page.save()
    finally:
        post_save.disconnect(save_other, sender=PublicationPage)
    assert ("publisher", str(series_of.pk)) in referred(other)


def test_keeping_the_books_of_a_page_reads_no_child_rows():
    page = rich_publication()
    assert not queries_of(lambda: page.save(update_fields=["has_unpublished_changes"]), "publications_contributor")


def test_indexing_reads_the_child_rows_of_a_record_once_and_again_for_harvesters():
    page = rich_publication()
    bring_up_to_date()
    page.title = "Andere titel"
    page.save()
    with CaptureQueriesContext(connection) as captured:
        bring_up_to_date()
    about = [query["sql"] for query in captured]
    assert len([sql for sql in about if 'FROM "publications_contributor"' in sql]) == 2
    # What cards name is read once, for its names in facets too.
    for named in ("publications_publicationkind", "pages_audience", "pages_law"):
        assert len([sql for sql in about if f'FROM "{named}"' in sql]) <= 1, named
    # Neither do its own columns cost a query for each facet.
    assert len([sql for sql in about if 'FROM "publications_publicationpage"' in sql]) <= 12


def test_no_references_are_written_where_they_are_to_wait():
    page = add_publication()
    page.publisher = Organisation.objects.first()
    with disable_reference_index_auto_update():
        page.save()
        assert ("publisher", str(page.publisher_id)) not in referred(page)
    page.save()
    assert ("publisher", str(page.publisher_id)) in referred(page)


def test_a_draft_reaches_nothing_that_readers_find():
    page = rich_publication()
    page.save_revision().publish()
    bring_up_to_date()
    draft = page.get_latest_revision_as_object()
    draft.title, draft.body = "Geheimzinnig", [("text", "<p>Kwakzalverij</p>")]
    with CaptureQueriesContext(connection) as captured:
        draft.save_revision()
        bring_up_to_date()
    found = SearchDocument.objects.get(page=page)
    assert "Geheimzinnig" not in found.title
    assert "kwakzalver" not in found.words
    written = {query["sql"].split()[2].strip('"') for query in captured if query["sql"].startswith("INSERT")}
    assert written == {"wagtailcore_revision"}


def test_comments_of_editors_are_part_of_a_draft():
    assert COMMENTS_RELATION_NAME in DRAFT


def test_publishing_writes_the_child_rows_that_changed_and_reads_the_others_once():
    page = rich_publication()
    page.save_revision().publish()
    changed = page.subject_links.all()[1]
    draft = page.get_latest_revision_as_object()
    draft.subject_links = [link for link in draft.subject_links.all() if link.pk != changed.pk] + [
        SubjectLink(pk=changed.pk, subject=Subject.objects.last(), sort_order=changed.sort_order)
    ]
    revision = draft.save_revision()
    with CaptureQueriesContext(connection) as captured:
        revision.publish()
    about = [query["sql"] for query in captured]
    assert len([sql for sql in about if sql.startswith(("INSERT", "UPDATE")) and '"pages_subjectlink"' in sql]) == 1
    assert not [sql for sql in about if sql.startswith(("INSERT", "UPDATE")) and '"publications_contributor"' in sql]
    assert SubjectLink.objects.get(pk=changed.pk).subject == Subject.objects.last()
    assert page.contributors.count() == 2


def test_new_child_rows_are_written_with_one_query_and_announced():
    page = add_publication()
    saved = []

    def note_row(sender, instance, created, **kwargs):
        saved.append((instance.subject_id, created))

    post_save.connect(note_row, sender=SubjectLink)
    try:
        subjects = list(Subject.objects.all()[:4])
        page.subject_links = [SubjectLink(subject=subject) for subject in subjects]
        about = queries_of(page.save, 'INTO "pages_subjectlink"')
    finally:
        post_save.disconnect(note_row, sender=SubjectLink)
    assert len(about) == 1
    assert saved == [(subject.pk, True) for subject in subjects]
    assert [link.subject for link in page.subject_links.all()] == subjects


def test_rows_that_are_referred_to_are_looked_for_together():
    page = rich_publication()
    page.save_revision().publish()
    revision = page.save_revision()
    with CaptureQueriesContext(connection) as captured:
        revision.as_object()
    # Its lists too, and besides them its comments and the page above it.
    assert len(captured) <= 3
    gone = page.contributors.all()[0].organisation
    Organisation.objects.filter(pk=gone.pk).delete()
    # The revision names it still; Wagtail leaves out what refers to it.
    assert [row.organisation_id for row in revision.as_object().contributors.all()].count(gone.pk) == 0


def test_keeping_a_draft_reads_its_child_rows_together(django_assert_max_num_queries):
    document = SiteDocument.objects.create(title="Bijlage")
    parts = [PublicationPart(title=f"Deel {number}", files=[PartFile(document=document)]) for number in range(3)]
    person = Contributor(person=Person.objects.first())
    page = PublicationPage.objects.get(pk=add_publication(children={"parts": parts, "contributors": [person]}).pk)
    with django_assert_max_num_queries(MOST_OF_A_DRAFT):
        content = page.save_revision().content
    assert [[file["document"] for file in part["files"]] for part in content["parts"]] == [[document.pk]] * 3
    assert [row["person"] for row in content["contributors"]] == [person.person_id]
    # The rows read for the draft are not cached on the page.
    Contributor.objects.filter(publication=page).delete()
    assert list(page.contributors.all()) == []


def test_a_page_that_becomes_a_translation_of_the_first_page_is_a_root(home):
    english = home.get_translations().get()
    english.translation_key = uuid.uuid4()
    english.save()
    assert english.url_path not in {root.root_path for root in Site.get_site_root_paths()}
    english.translation_key = home.translation_key
    english.save()
    assert english.url_path in {root.root_path for root in Site.get_site_root_paths()}


def published(page, committed, **changes):
    """Return how many queries it costs to publish a page with changed fields, with all that is done at the commit."""
    draft = page.get_latest_revision_as_object()
    vars(draft).update(changes)
    revision = draft.save_revision()
    with CaptureQueriesContext(connection) as captured, committed(execute=True):
        revision.publish()
    return len(captured)


def is_indexed(page, **facts):
    """Return whether lists and search have a page with these facts."""
    is_found = SearchDocument.objects.filter(page=page, **facts).exists()
    return is_found and IndexedRecord.objects.filter(page=page, **facts).exists()


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "known"])
def test_publishing_a_rich_publication_costs_few_queries(is_new, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = rich_publication()
        if is_new:
            page.unpublish()
    summary = "Wat helpt tegen armoede."
    assert published(page, django_capture_on_commit_callbacks, summary=summary) <= MOST_QUERIES
    assert is_indexed(page, title=page.title)


def test_publishing_a_theme_does_not_cost_queries_for_each_type_of_record_below_it(django_capture_on_commit_callbacks):
    links = ThemeLink.objects.values("theme").annotate(number=Count("pk")).order_by("-number")
    with django_capture_on_commit_callbacks(execute=True):
        page = ThemePage.objects.get(pk=links[0]["theme"])
        page.save_revision().publish()
    assert published(page, django_capture_on_commit_callbacks, summary="Gelijke kansen.") <= MOST_QUERIES
    # A new title is written to the history too.
    assert published(page, django_capture_on_commit_callbacks, title="Kansen") <= MOST_QUERIES + 5
    assert is_indexed(page, title="Kansen")


def test_publishing_an_issue_does_not_cost_queries_for_each_record_that_it_names(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = max(NewsletterIssuePage.objects.live(), key=lambda issue: len(issue.items.raw_data))
        page.save_revision().publish()
    assert published(page, django_capture_on_commit_callbacks, summary="Een nieuwe brief.") <= MOST_QUERIES
    assert published(page, django_capture_on_commit_callbacks, title="Brief") <= MOST_QUERIES + 5
    assert is_indexed(page, title="Brief")


def test_the_index_of_the_admin_is_not_read_as_a_whole():
    page = rich_publication()
    page.save()
    assert not queries_of(page.save, "AVG(LENGTH")
    assert not queries_of(page.save, '"title_norm" = 1.0')
    short, long = add_publication("Kwijtschelding"), add_publication("Kwijtschelding van alle schulden die er zijn")
    entries = IndexEntry.objects.filter(object_id__in=[short.pk, long.pk]).order_by("-title_norm")
    assert [entry.object_id for entry in entries] == [str(short.pk), str(long.pk)]
    found = [each.pk for each in PublicationPage.objects.search("kwijtschelding")]
    assert found.index(short.pk) < found.index(long.pk)
