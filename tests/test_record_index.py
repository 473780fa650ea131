"""The record index follows every change of what lists show, when the change is committed and not before."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from wagtail.models import Locale, Page, PageViewRestriction

from pages.models import (
    ActionLink,
    ArticleIndexPage,
    Attachment,
    FacetValue,
    IndexedRecord,
    Law,
    RecordFacet,
    SiteDocument,
)
from pages.record_index import changes
from pages.record_index.build import index_pages
from pages.record_index.reading import indexed_records
from pages.search import documents
from publications.models import PublicationIndexPage, PublicationKind, PublicationPage
from tests.bulk_rows import copy_pages
from tests.coverage_samples import add_agenda, add_theme
from tests.index_samples import (
    card_of,
    counted,
    index_is_right,  # noqa: F401 (used by every test)
    listing,
    titles,
)
from tests.mail_samples import add_made_image
from tests.sample_records import add_publication, from_now
from themes.models import ThemeLink, ThemePage

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


class TestTheListFollows:
    def test_publishing_and_unpublishing(self):
        page = add_publication("Zandloper")
        assert "Zandloper" in titles()
        page.unpublish()
        assert "Zandloper" not in titles()

    def test_a_draft_of_a_published_record_changes_nothing(self):
        page = add_publication("Zandloper")
        page.title = "Zonnewijzer"
        page.save_revision()
        assert "Zandloper" in titles()
        page.get_latest_revision().publish()
        assert "Zonnewijzer" in titles()

    def test_deleting(self):
        page = add_publication("Zandloper", date="2031")
        assert counted("jaar")["2031"] == 1
        page.delete()
        assert "Zandloper" not in titles()
        assert "2031" not in counted("jaar")

    def test_moving_below_what_is_not_public_and_back(self, home):
        page = add_publication("Zandloper")
        hidden = ArticleIndexPage.objects.get(locale=home.locale)
        PageViewRestriction.objects.create(page=hidden, restriction_type="login")
        parent = page.get_parent()
        page.move(hidden, "last-child")
        assert "Zandloper" not in titles()
        type(page).objects.get(pk=page.pk).move(parent, "last-child")
        assert "Zandloper" in titles()

    def test_restricting_a_part_of_the_site(self, home):
        add_publication("Zandloper")
        restriction = PageViewRestriction.objects.create(
            page=PublicationIndexPage.objects.get(locale=home.locale), restriction_type="login"
        )
        assert titles() == []
        restriction.delete()
        assert "Zandloper" in titles()

    def test_an_address_that_changes_above_it(self, home):
        page = add_publication("Zandloper")
        parent = PublicationIndexPage.objects.get(locale=home.locale)
        parent.slug = "uitgaven"
        parent.save_revision().publish()
        assert card_of(page).url == f"/uitgaven/{page.slug}/"

    def test_a_vocabulary(self):
        kind = PublicationKind.objects.create(name="Kaart", slug="kaart")
        page = add_publication("Zandloper")
        page.kind = kind
        page.save()
        kind.name, kind.name_en, kind.slug = "Plattegrond", "Map", "plattegrond"
        kind.save()
        assert card_of(page).kind_label == "Plattegrond"
        assert card_of(page, "en").kind_label == "Map"
        assert titles(query="soort=plattegrond") == ["Zandloper"]
        assert listing(query="soort=plattegrond").chosen[0].name == "Plattegrond"
        assert listing(query="soort=plattegrond", language="en").chosen[0].name == "Map"
        assert listing(query="soort=kaart").notices

    def test_a_law_that_is_deleted(self):
        law = Law.objects.create(name="Zandwet", slug="zandwet")
        page = add_publication("Zandloper")
        page.laws = [law]
        page.save()
        assert counted("wet")["zandwet"] == 1
        law.delete()
        assert "zandwet" not in counted("wet")

    def test_a_theme(self):
        theme = add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")
        add_publication("Zandloper", children={"theme_links": [ThemeLink(theme=theme)]})
        assert titles(query=f"thema={theme.slug}") == ["Zandloper"]
        theme.title = "Anders wonen"
        theme.save()
        assert listing(query=f"thema={theme.slug}").chosen[0].name == "Anders wonen"
        theme.unpublish()
        assert listing(query=f"thema={theme.slug}").notices

    def test_a_picture_for_lists(self):
        page = add_publication("Zandloper")
        assert card_of(page).picture is None
        image = add_made_image(size=(600, 400))
        page.listing_image = image
        page.save()
        assert card_of(page).picture["width"] == 480
        image.delete()
        assert card_of(page).picture is None

    def test_a_document_that_is_deleted(self):
        document = SiteDocument.objects.first()
        add_publication("Zandloper", date="2031", children={"attachments": [Attachment(document=document)]})
        assert counted("openen", query="jaar=2031") == {"download": 1}
        document.delete()
        assert counted("openen", query="jaar=2031") == {}

    def test_a_page_that_is_deleted_and_was_a_report_to_open(self):
        report = add_publication("Zandverslag")
        link = ActionLink(kind="read-report", target=report)
        add_publication("Zandloper", date="2031", children={"action_links": [link]})
        assert counted("openen", query="jaar=2031") == {"verslag": 1}
        report.delete()
        assert counted("openen", query="jaar=2031") == {}

    def test_a_relation_that_is_made_from_the_other_side(self):
        page = add_publication("Zandloper")
        law = Law.objects.create(name="Zandwet", slug="zandwet")
        law.publicationpage_set.add(page)
        assert titles(query="wet=zandwet") == ["Zandloper"]

    def test_many_rows_in_one_statement(self):
        add_publication("Zandloper", date="2031")
        PublicationPage.objects.filter(title="Zandloper").update(sort_date=date(2033, 1, 1))
        assert titles(query="jaar=2033") == ["Zandloper"]


class TestLanguages:
    def test_a_record_without_translation_stands_in_the_english_list_until_it_has_one(self, home):
        page = add_publication("Zandloper")
        assert card_of(page, "en").language_code == "nl"
        english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
        english.title = "Hourglass"
        english.save_revision().publish()
        assert "Zandloper" not in titles(language="en")
        assert "Hourglass" in titles(language="en")
        assert "Zandloper" in titles()
        english.delete()
        assert "Zandloper" in titles(language="en")


class TestTransactions:
    def test_a_rollback_leaves_nothing(self, django_capture_on_commit_callbacks):
        before = IndexedRecord.objects.count()

        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            add_publication("Zandloper")
            assert "Zandloper" in titles()
            transaction.set_rollback(True)
        assert "Zandloper" not in titles()
        assert IndexedRecord.objects.count() == before

    def test_nothing_is_written_before_the_commit_and_all_of_it_after(self, django_capture_on_commit_callbacks):
        changes.bring_up_to_date()
        with django_capture_on_commit_callbacks(execute=True):
            page = add_publication("Zandloper")
            assert not IndexedRecord.objects.filter(page=page).exists()
        assert IndexedRecord.objects.filter(page=page).count() == 2

    def test_a_second_time_writes_nothing(self):
        page = add_publication("Zandloper")
        changes.bring_up_to_date()
        with CaptureQueriesContext(connection) as queries:
            index_pages([page.pk])
        words = ("INSERT", "UPDATE", "DELETE")
        assert [query["sql"] for query in queries if query["sql"].startswith(words)] == []

    def test_many_pages_are_left_to_the_queue_but_hidden_ones_go_at_once(
        self, monkeypatch, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr(changes, "IMMEDIATE", 2)
        with django_capture_on_commit_callbacks(execute=True):
            pages = copy_pages(add_publication("Zandloper"), 5)
            changes.bring_up_to_date()
        with django_capture_on_commit_callbacks(execute=True):
            PublicationPage.objects.filter(pk__in=[page.pk for page in pages]).update(live=False)
        assert not indexed_records("nl").filter(page__in=[page.pk for page in pages]).exists()
        queued = DBTaskResult.objects.filter(task_path="pages.record_index.changes.index_in_background")
        assert [len(task.args_kwargs["args"][0]) for task in queued] == [3]


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Blocks (context managers) after which what waits for the commit is done."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def run_tasks_of(task):
    """Run what is queued of a task, as a worker does, and return how often it was."""
    rows = list(DBTaskResult.objects.filter(task_path=task.module_path))
    for row in rows:
        task.call(*row.args_kwargs["args"])
        row.delete()
    return len(rows)


class TestRecordsThatOnlyNameAPage:
    def test_those_of_a_theme_wait_for_the_queue(self, committed):
        with committed():
            theme = add_theme(add_agenda("Agenda", 2031), "Kansen")
            page = add_publication("Zandloper", date="2031", children={"theme_links": [ThemeLink(theme=theme)]})
        theme.title = "Eerlijke kansen"
        revision = theme.save_revision()
        with committed(), CaptureQueriesContext(connection) as queries:
            revision.publish()
        assert not [query for query in queries if 'FROM "publications_publicationpage"' in query["sql"]]
        assert IndexedRecord.objects.get(page=theme, language="nl").title == "Eerlijke kansen"
        assert self.name_of_theme(page) == "Kansen"
        assert run_tasks_of(changes.index_dependents)
        assert self.name_of_theme(page) == "Eerlijke kansen"

    def test_the_name_of_a_theme_that_is_taken_away_goes_at_once(self, committed):
        with committed():
            theme = add_theme(add_agenda("Agenda", 2031), "Kansen")
            page = add_publication("Zandloper", date="2031", children={"theme_links": [ThemeLink(theme=theme)]})
        with committed():
            theme.unpublish()
        assert self.name_of_theme(page) is None

    def test_who_reads_before_the_commit_waits_for_nothing(self):
        theme = add_theme(add_agenda("Agenda", 2031), "Kansen")
        page = add_publication("Zandloper", date="2031", children={"theme_links": [ThemeLink(theme=theme)]})
        changes.bring_up_to_date()
        theme.title = "Eerlijke kansen"
        theme.save_revision().publish()
        changes.bring_up_to_date()
        assert self.name_of_theme(page) == "Eerlijke kansen"

    def name_of_theme(self, page):
        values = FacetValue.objects.filter(facet="thema", language="nl", records__record__page=page)
        return values.values_list("label", flat=True).first()


class TestTheCommand:
    def run(self, *arguments):
        out = io.StringIO()
        call_command("rebuild_record_index", *arguments, stdout=out, verbosity=0)
        return out.getvalue()

    def test_it_makes_the_index_anew(self):
        before = set(IndexedRecord.objects.values_list("page", "language"))
        IndexedRecord.objects.all().delete()
        FacetValue.objects.all().delete()
        self.run()
        assert set(IndexedRecord.objects.values_list("page", "language")) == before

    def test_fifty_pages_cost_about_the_queries_of_a_dozen(self):
        document = SiteDocument.objects.first()
        rows = {
            "attachments": [Attachment(document=document)],
            "theme_links": [ThemeLink(theme=ThemePage.objects.first())],
        }
        keys = [page.pk for page in copy_pages(add_publication("Zandloper", children=rows), 62)]
        changes.bring_up_to_date()
        numbers = []
        for work in (documents.write_pages, index_pages):
            for some in (keys[:12], keys[12:]):
                with CaptureQueriesContext(connection) as queries:
                    work(some)
                numbers.append(len(queries))
        for few, many in (numbers[:2], numbers[2:]):
            # SQLite writes rows in smaller batches.
            assert many <= few + 10

    def test_the_check_names_what_differs_and_writes_nothing(self):
        page = add_publication("Zandloper", date="2031")
        gone = add_publication("Zonnewijzer")
        changes.bring_up_to_date()
        assert "as the records are" in self.run("--check")
        IndexedRecord.objects.filter(page=page, language="nl").update(title="Anders")
        RecordFacet.objects.filter(record__page=page, value__facet="jaar").delete()
        IndexedRecord.objects.filter(page=gone).delete()
        out = io.StringIO()
        with pytest.raises(CommandError):
            call_command("rebuild_record_index", "--check", stdout=out, verbosity=0)
        said = out.getvalue()
        assert f"page {page.pk} (nl): differs in title" in said
        assert f"page {page.pk} (nl): differs in facet jaar=2031" in said
        assert f"page {gone.pk} (en): not in the index" in said
        assert IndexedRecord.objects.filter(page=page, title="Anders").exists()
        self.run()

    def test_the_clock_mends_what_was_missed(self, django_assert_max_num_queries):
        missing, older, in_vain = (add_publication(f"Gemist {number}") for number in range(3))
        changes.bring_up_to_date()
        IndexedRecord.objects.filter(page=missing).delete()
        Page.objects.filter(pk=older.pk).update(last_published_at=from_now(days=-1))
        IndexedRecord.objects.filter(page=older).update(changed_at=from_now(days=-9), title="Vroeger")
        Page.objects.filter(pk=in_vain.pk).update(live=False)
        call_command("rebuild_record_index", "--behind")
        assert {"Gemist 0", "Gemist 1"} <= set(titles())
        assert "Gemist 2" not in titles()
        with django_assert_max_num_queries(2):
            call_command("rebuild_record_index", "--behind")
