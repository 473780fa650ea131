"""Kinds of content: a change drops the pages that read what changed, and no reader gets anything stale."""

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test.client import ClientHandler, RequestFactory
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from events.models import EventPage
from events.registrations.places import FEW
from inventory.form.submit import submit
from inventory.models import InventoryRoundPage, ProjectPage
from network.models import Municipality, Organisation, Person
from newsletters.models import MailingList, NewsletterIssuePage
from pages import cache_kinds, cache_version
from pages.cache_kinds import ANY, SITE
from pages.models import MenuItem, StandardPage, Subject, Synonym
from pages.record_index.changes import bring_up_to_date
from publications.models import KeyPoint, PublicationPage
from tests.desk_samples import a_submission
from tests.inventory_samples import add_invitation, add_owner
from tests.page_samples import find_sample
from tests.registration_samples import join, open_event, register
from tests.sample_addresses import list_sample_addresses
from tests.sample_records import add_project, settle

# What says of municipalities what they asked for and answered.
TOWN, THEME, MATRIX = "/gemeenten/woudenberg/", "/themas/kus-2020-2022/preventie/", "/projecten/overzicht/"


@pytest.fixture(scope="module")
def filled_cache(module_transaction):
    """Addresses whose pages are kept, and what the cache (in memory) holds after each was visited once."""
    cache.clear()
    addresses = [path for path in list_sample_addresses().values() if visit(path)[0] == "miss"]
    settle()
    assert len(addresses) > 30
    memory = caches["default"]
    return addresses, memory._cache.copy(), memory._expire_info.copy()


@pytest.fixture
def visited(filled_cache, fresh_process):
    """The addresses of pages that are all kept."""
    addresses, values, ends = filled_cache
    memory = caches["default"]
    memory._cache.update(values)
    memory._expire_info.update(ends)
    assert visit(addresses[0])[0] == "hit"
    return addresses


def commit():
    """Do for the cache what a commit does."""
    bring_up_to_date()
    waiting = [entry[1] for entry in connection.run_on_commit]
    connection.run_on_commit.clear()
    for callback in waiting:
        if isinstance(callback, cache_version.InvalidateOnCommit):
            callback()


def visit(path):
    """Return (hit or miss, content) of an address.

    Not with Django's test client, which copies the context of every template.
    """
    response = ClientHandler()(RequestFactory().get(path).environ)
    return response.wsgi_request.page_cache, response.content


def save_draft(home):
    page = StandardPage.objects.live().first()
    page.title = "Nog niet af"
    page.save_revision()


def redirect(home):
    Redirect.objects.create(old_path="/oud", redirect_link="/nieuw/")


def synonym(home):
    Synonym.objects.create(name="abc", others="alfabet")


def edit_round(home):
    page = find_sample(InventoryRoundPage)
    page.consent_text = "<p>Dank u wel.</p>"
    page.save_revision().publish()


def edit_event(home):
    page = find_sample(EventPage)
    page.venue = "Het stadhuis"
    page.save_revision().publish()


def rename_list(home):
    MailingList.objects.update(name="Nieuws voor u")


def edit_key_point(home):
    KeyPoint.objects.update(text="Het belangrijkste punt.")


def rename_page(home):
    page = StandardPage.objects.live().exclude(pk=home.pk).first()
    page.title = "Nieuwe titel"
    page.save_revision().publish()


def rename_menu_item(home):
    MenuItem.objects.update(label="Anders")


def rename_person(home):
    for person in Person.objects.all():
        person.family_name = f"{person.family_name} Anders"
        person.save()


def rename_municipality(home):
    municipality = Municipality.objects.get(name="Woudenberg")
    municipality.name = "Woudenberg aan de beek"
    municipality.save()


def rename_organisations(home):
    for organisation in Organisation.objects.all():
        organisation.name = f"Nieuw {organisation.name}"
        organisation.save()


def rename_subjects(home):
    for subject in Subject.objects.all():
        subject.name = f"{subject.name} anders"
        subject.save()


def edit_project(home):
    page = find_sample(ProjectPage)
    page.title = "Project met een nieuwe naam"
    page.save_revision().publish()


def draft_answer(home):
    submission = a_submission(status="draft", round=find_sample(InventoryRoundPage))
    submission.title = "Nog niet verzonden"
    submission.save()
    return submission


def answer_round(home):
    submit(draft_answer(home))


def invite_municipality(home):
    add_invitation(find_sample(InventoryRoundPage), invited_at=timezone.now())


def unpublish_publication(home):
    find_sample(PublicationPage).unpublish()


def delete_issue(home):
    NewsletterIssuePage.objects.live().first().delete()


def move_page(home):
    one, other = StandardPage.objects.live().child_of(home)[:2]
    one.move(other, pos="last-child")


EDITS = [
    save_draft,
    redirect,
    edit_round,
    edit_event,
    rename_list,
    edit_key_point,
    rename_page,
    rename_menu_item,
    rename_person,
    rename_municipality,
    rename_organisations,
    rename_subjects,
    edit_project,
    answer_round,
    invite_municipality,
    unpublish_publication,
    delete_issue,
    move_page,
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_after_an_edit_every_page_is_as_if_nothing_was_ever_cached(home, visited, edit):
    edit(home)
    commit()
    found = {path: visit(path)[1] for path in visited}
    cache.clear()
    assert [path for path in visited if found[path] != visit(path)[1]] == []


@pytest.mark.parametrize(
    ("edit", "kept", "dropped"),
    [
        (save_draft, ["/", "/publicaties/", "/agenda/", "/zoeken/?q=armoede"], []),
        (redirect, ["/", "/publicaties/"], []),
        (synonym, ["/", "/publicaties/"], ["/zoeken/?q=armoede"]),
        (edit_round, ["/onderwerpen/", "/bewaard/"], ["/publicaties/"]),
        (edit_key_point, ["/", "/agenda/"], []),
        (rename_list, ["/publicaties/", "/agenda/", TOWN, THEME], []),
        (draft_answer, [TOWN, THEME, MATRIX], []),
        (answer_round, ["/", "/publicaties/"], [TOWN, THEME, MATRIX]),
        (invite_municipality, ["/", "/publicaties/"], [TOWN, THEME, MATRIX]),
        (edit_project, [], [TOWN, MATRIX]),
        (rename_page, [], ["/", "/publicaties/", "/agenda/", "/zoeken/?q=armoede"]),
        (rename_menu_item, [], ["/", "/publicaties/", "/agenda/"]),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_an_edit_keeps_the_pages_that_did_not_read_what_it_changed(home, edit, kept, dropped):
    for path in [*kept, *dropped]:
        visit(path)
    edit(home)
    commit()
    assert {path: visit(path)[0] for path in [*kept, *dropped]} == dict.fromkeys(kept, "hit") | dict.fromkeys(
        dropped, "miss"
    )


def seen_again(path, change):
    """Return whether a page that is kept still is after a change."""
    visit(path)
    assert visit(path)[0] == "hit"
    change()
    commit()
    return visit(path)[0] == "hit"


def test_an_event_is_kept_until_its_registrations_show(home):
    event = open_event(capacity=FEW + 1)
    commit()
    assert seen_again(event.url, lambda: rename_list(home))
    # An address that is not confirmed takes no place.
    assert seen_again(event.url, lambda: register(event, "bram@example.org"))
    assert not seen_again(event.url, lambda: join(event, "anna@example.org"))


def test_a_project_is_kept_until_it_gets_an_owner_or_another_is_like_it(home):
    project = find_sample(ProjectPage)
    assert seen_again(project.url, lambda: rename_list(home))
    assert not seen_again(project.url, lambda: add_owner(project))
    assert not seen_again(project.url, lambda: add_project(title=project.title))


@pytest.mark.parametrize(
    ("sql", "kinds"),
    [
        ('SELECT "pages_subject"."id" FROM "pages_subject" WHERE "pages_subject"."slug" = %s', {"pages_subject"}),
        ("select name from pages_subject", {"pages_subject"}),
        (
            'SELECT 1 FROM "events_eventpage" INNER JOIN "wagtailcore_page" ON ("events_eventpage"."page_ptr_id" = '
            '"wagtailcore_page"."id") WHERE EXISTS(SELECT 1 FROM "events_session" U0)',
            {"events_eventpage", "events_session", SITE},
        ),
        ('SELECT 1 FROM "django_content_type"', set()),
        ('SELECT "newsletters_subscriber"."id" FROM "newsletters_subscriber"', {ANY}),
        ('SELECT "inventory_submission"."round_id" FROM "inventory_submission"', {"inventory_submission"}),
        ("SELECT 1 FROM a_table_of_nobody", {ANY}),
        ('SELECT "wagtailcore_page"."url_path" FROM "wagtailcore_page" ORDER BY "last_published_at"', {ANY}),
        ("SAVEPOINT x", set()),
        ("SELECT oid, typarray FROM pg_type WHERE typname = %s", set()),
    ],
)
def test_a_statement_reads_the_kinds_of_its_tables_and_all_when_that_cannot_be_told(sql, kinds):
    assert cache_kinds.kinds_read(sql) == kinds


@pytest.mark.parametrize(
    ("sql", "kinds"),
    [
        ('INSERT INTO "pages_subject" ("name") VALUES (%s)', {"pages_subject"}),
        ("delete from pages_subject where id = %s", {"pages_subject"}),
        ('INSERT OR IGNORE INTO "pages_subject" ("name") VALUES (%s)', {"pages_subject"}),
        ('UPDATE "wagtailcore_page" SET "live" = %s WHERE "wagtailcore_page"."id" = %s', {SITE}),
        ("UPDATE wagtailcore_page SET path = %s", {SITE}),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s, "latest_revision_id" = %s WHERE "id" = %s', set()),
        ('UPDATE "newsletters_subscriber" SET "name" = %s', set()),
        ('UPDATE "inventory_submission" SET "title" = %s', set()),
        ('UPDATE "inventory_invitation" SET "invited_at" = %s', {"inventory_invitation"}),
        ('SELECT "pages_subject"."id" FROM "pages_subject" FOR UPDATE', set()),
    ],
)
def test_a_statement_changes_the_kind_of_the_table_it_writes(sql, kinds):
    assert cache_kinds.kinds_changed(sql) == kinds


def test_kinds_of_what_is_cached_count_for_the_page_that_shows_it(db):
    def read_names():
        return list(Subject.objects.values_list("name", flat=True))

    for _ in ("built", "held"):
        with cache_kinds.collect() as kinds:
            cache_version.cached("names", read_names)
        assert kinds == {SITE, "pages_subject"}
    with cache_kinds.collect() as kinds:
        cache_version.current()
    assert ANY in kinds


def test_a_rolled_back_change_drops_nothing(home):
    before = cache_version.read_versions()
    Subject.objects.update(name="Anders")
    assert cache_version.read_versions() != before
    connection.run_on_commit.clear()
    assert cache_version.read_versions() == before
