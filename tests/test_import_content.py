"""What an import makes: pages in their tree, published with history, once, all or nothing."""

import io
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision, Site

from events.models import EventPage
from kus_site.content.importer import import_folder
from kus_site.content.problems import ContentRefused
from kus_site.models import ContentKey
from network.models import Person
from pages import cache_version
from pages.models import ArticlePage, HomePage, SiteDocument, SiteImage, SiteSettings
from publications.models import PublicationPage
from tests.content_samples import PDF, SMALL_SITE, empty_site, make_png, read_tree, write_site
from tests.sample_records import settle

pytestmark = pytest.mark.engine

ARTICLE = "articles/proef-bericht.md"
MEDIA = {
    "images/proef-beeld.md": "type: image\nid: proef-beeld\ntitle: Beeld\nfile: beeld.png\ndescription: Een rood vlak",
    "images/beeld.png": make_png(),
    "documents/proef-stuk.md": "type: document\nid: proef-stuk\ntitle: Stuk\nfile: stuk.pdf\nis_example: true",
    "documents/stuk.pdf": PDF,
}


@pytest.fixture(scope="module", autouse=True)
def emptied(module_transaction):
    """Empty the site once; every test starts from there."""
    empty_site()
    settle()


@pytest.fixture(autouse=True)
def site_of_its_own(emptied, db, settings, tmp_path):
    """Begin with an empty site and an empty media folder, in English."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "inhoud"


def find(identity):
    """Return the record with this id."""
    return ContentKey.objects.get(key=identity).record


def counts(outcome):
    return (outcome.created, outcome.changed, outcome.unchanged)


def article(**changes):
    """Return SMALL_SITE's article with other fields; None leaves one out."""
    fields = {"type": "article", "id": "proef-bericht", "title": "Proefbericht", "parent": "proef-nieuws", **changes}
    return "\n".join(f"{key}: {value}" for key, value in fields.items() if value is not None)


def test_the_whole_small_site_is_made(folder):
    outcome = import_folder(write_site(folder))
    assert counts(outcome) == (len(SMALL_SITE), 0, 0)
    assert (outcome.pages, outcome.records) == (7, 3)
    page = find("proef-bericht")
    assert page.live
    assert page.get_parent().specific == find("proef-nieuws")
    assert [block.block_type for block in page.body] == ["text", "quote"]
    assert f'linktype="page" id="{find("proef-uitgave").pk}"' in page.body[0].value.source
    assert str(find("proef-persoon")) == "Anna van der Proef"


def test_records_that_refer_to_each_other_both_come_in(folder):
    import_folder(write_site(folder))
    event, publication = find("proef-dag"), find("proef-uitgave")
    assert [row.source.specific for row in publication.result_of.all()] == [event]
    assert [row.target.specific for row in event.related_records.all()] == [publication]


def test_the_pages_keep_what_they_derive(folder):
    import_folder(write_site(folder))
    assert str(find("proef-dag").starts_at) == "2018-04-10 12:00:00+00:00"
    assert str(find("proef-uitgave").sort_date) == "2017-01-01"


def test_a_second_run_changes_nothing_and_says_so(folder):
    write_site(folder, {**MEDIA, ARTICLE: article(legacy_url="[/oud]", draft="true", cover=None)})
    import_folder(folder)
    revisions, files = Revision.objects.count(), read_tree(folder.parent / "media")
    outcome = import_folder(folder)
    assert counts(outcome) == (0, 0, len(SMALL_SITE) + 2)
    assert str(outcome).startswith("0 created, 0 changed, 12 unchanged")
    assert Revision.objects.count() == revisions
    assert read_tree(folder.parent / "media") == files


def test_pages_have_a_revision_and_a_history(folder):
    import_folder(write_site(folder))
    page = find("proef-bericht")
    assert page.live_revision_id == page.latest_revision_id
    assert not page.has_unpublished_changes
    assert page.first_published_at
    actions = set(PageLogEntry.objects.for_instance(page).values_list("action", flat=True))
    assert actions == {"wagtail.create", "wagtail.publish"}
    # What the editor opens is the revision.
    assert [block.block_type for block in page.get_latest_revision_as_object().body] == ["text", "quote"]


def test_a_changed_file_makes_one_new_revision_and_leaves_the_others_alone(folder):
    import_folder(write_site(folder))
    before = Revision.objects.count()
    outcome = import_folder(write_site(folder, {ARTICLE: article(title="Nieuwe titel", slug="proefbericht")}))
    assert counts(outcome) == (0, 1, len(SMALL_SITE) - 1)
    assert Revision.objects.count() == before + 1
    page = find("proef-bericht")
    assert (page.title, page.summary, len(page.body)) == ("Nieuwe titel", "", 0)


def test_the_blocks_of_a_body_keep_their_ids(folder):
    import_folder(write_site(folder))
    first = [block.id for block in find("proef-bericht").body]
    empty_site()
    import_folder(folder)
    assert [block.id for block in find("proef-bericht").body] == first


def test_records_that_no_file_describes_are_left_alone(folder):
    import_folder(write_site(folder))
    (folder / ARTICLE).unlink()
    import_folder(folder)
    assert find("proef-bericht").live


def test_files_may_refer_to_what_the_site_has_already(folder, tmp_path):
    import_folder(write_site(folder))
    more = tmp_path / "meer"
    more.mkdir()
    (more / "x.md").write_text(
        "---\ntype: article\nid: x\ntitle: Los\nparent: proef-nieuws\nrelated_records: [proef-dag]\n---\n"
    )
    assert counts(import_folder(more)) == (1, 0, 0)
    assert find("x").related_records.get().target.specific == find("proef-dag")


def test_a_page_moves_when_its_parent_changes(folder):
    second = {"pages/boven.md": "type: text-page\nid: boven\ntitle: Boven\nparent: proef-home"}
    page = "type: text-page\nid: blad\ntitle: Blad\nparent: {}"
    import_folder(write_site(folder, {**second, "pages/blad.md": page.format("proef-home")}))
    outcome = import_folder(write_site(folder, {**second, "pages/blad.md": page.format("boven")}))
    assert counts(outcome)[:2] == (0, 1)
    assert find("blad").get_parent().specific == find("boven")
    assert find("blad").url_path.endswith("/boven/blad/")
    assert not Page.find_problems()[0]
    assert [list(found) for found in Page.find_problems()] == [[], [], [], [], []]


def test_a_draft_is_not_published_and_comes_out_and_goes_back(folder):
    import_folder(write_site(folder, {ARTICLE: article(draft="true", summary="Eerst.")}))
    page = find("proef-bericht")
    assert not page.live
    assert page.get_latest_revision_as_object().summary == "Eerst."
    assert counts(import_folder(write_site(folder, {ARTICLE: article(summary="Eerst.")})))[:2] == (0, 1)
    assert find("proef-bericht").live
    assert counts(import_folder(write_site(folder, {ARTICLE: article(draft="true", summary="Eerst.")})))[:2] == (0, 1)
    assert not find("proef-bericht").live


def test_the_first_home_page_becomes_the_site_and_the_stock_page_goes(folder):
    root = Page.get_first_root_node()
    stock = root.add_child(
        instance=Page(
            title="Welcome to your new Wagtail site!",
            slug="proefsite",
            content_type=ContentType.objects.get_for_model(Page),
        )
    )
    site = Site.objects.create(hostname="proef.nl", root_page=stock, is_default_site=True)
    import_folder(write_site(folder))
    site.refresh_from_db()
    assert site.root_page.specific == find("proef-home")
    assert site.hostname == "proef.nl"
    assert find("proef-home").slug == "proefsite"
    assert not Page.objects.filter(pk=stock.pk).exists()


def test_the_english_home_page_stands_beside_the_dutch_one(folder):
    english = {
        "pages/en.md": "type: home\nid: en\ntitle: Trial site\nslug: en\nlanguage: en\ntranslation_of: proef-home",
        "pages/news.md": "type: article-index\nid: news\ntitle: News\nparent: en\n"
        "language: en\ntranslation_of: proef-nieuws",
    }
    import_folder(write_site(folder, english))
    home, dutch = find("en"), find("proef-home")
    assert home.get_parent() == dutch.get_parent()
    assert home.translation_key == dutch.translation_key
    assert home.locale.language_code == "en"
    assert find("news").url == "/en/news/"
    assert Site.objects.get(is_default_site=True).root_page.specific == dutch
    assert counts(import_folder(folder)) == (0, 0, len(SMALL_SITE) + 2)


def test_old_addresses_become_permanent_redirects(folder, client):
    import_folder(write_site(folder, {ARTICLE: article(legacy_url="[/oud/Pad/?b=2&a=1, 'http://oud.nl/weg']")}))
    redirects = Redirect.objects.filter(redirect_page=find("proef-bericht"))
    assert sorted(redirects.values_list("old_path", "is_permanent", "site")) == [
        ("/oud/Pad?a=1&b=2", True, None),
        ("/weg", True, None),
    ]
    response = client.get("/weg")
    assert (response.status_code, response["Location"]) == (301, find("proef-bericht").url)
    import_folder(write_site(folder, {ARTICLE: article(legacy_url="[/weg]")}))
    assert redirects.values_list("old_path", flat=True).get() == "/weg"


def test_a_redirect_that_wagtail_made_itself_is_no_difference(folder):
    import_folder(write_site(folder))
    Redirect.add_redirect("/vanzelf", find("proef-bericht"), automatically_created=True)
    assert counts(import_folder(folder)) == (0, 0, len(SMALL_SITE))


def test_images_and_documents_come_with_their_files(folder):
    import_folder(write_site(folder, MEDIA))
    image, document = find("proef-beeld"), find("proef-stuk")
    assert (image.width, image.height, image.description) == (4, 3, "Een rood vlak")
    assert image.file.read() == MEDIA["images/beeld.png"]
    assert (document.file.read(), document.file_size, document.is_example) == (PDF, len(PDF), True)
    image.file.close()
    document.file.close()


def test_a_changed_file_replaces_the_old_one(folder, django_capture_on_commit_callbacks):
    import_folder(write_site(folder, MEDIA))
    with django_capture_on_commit_callbacks(execute=True):
        outcome = import_folder(write_site(folder, {**MEDIA, "images/beeld.png": make_png("blue")}))
    assert counts(outcome)[:2] == (0, 1)
    with find("proef-beeld").file.open() as file:
        assert file.read() == make_png("blue")
    assert len(read_tree(folder.parent / "media")) == 2


@pytest.mark.parametrize("how", ["dry run", "refused", "broken off"])
def test_nothing_is_left_of_an_import_that_does_not_go_through(how, folder, monkeypatch):
    write_site(folder, MEDIA)
    if how == "dry run":
        assert counts(import_folder(folder, dry_run=True))[0] == len(SMALL_SITE) + 2
    elif how == "refused":
        # Only the database can tell: another record has this slug.
        Person.objects.create(family_name="x")
        write_site(
            folder,
            {**MEDIA, "needs/x.md": "type: organisation\nid: x\nname: A\nvalid_from: 2018-01-02\nvalid_to: 2018-01-01"},
        )
        with pytest.raises(ContentRefused):
            import_folder(folder)
    else:
        monkeypatch.setattr("kus_site.content.importer.index_records", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            import_folder(folder)
    assert not HomePage.objects.exists()
    assert not ContentKey.objects.exists()
    assert not SiteImage.objects.exists()
    assert not SiteDocument.objects.exists()
    assert read_tree(folder.parent / "media") == {}


def test_what_was_imported_is_found_by_search_and_by_reference(folder):
    import_folder(write_site(folder))
    assert [page.specific for page in Page.objects.search("kwikstaartproef")] == [find("proef-bericht")]
    references = ReferenceIndex.get_references_to(find("proef-uitgave"))
    assert {int(reference.object_id) for reference in references} >= {find("proef-bericht").pk, find("proef-dag").pk}


def test_saving_updates_the_search_index_again_afterwards(folder):
    import_folder(write_site(folder))
    page = find("proef-bericht")
    page.title = "Een omgedoopte boerenzwaluw"
    page.save()
    assert [found.pk for found in Page.objects.search("boerenzwaluw")] == [page.pk]
    person = find("proef-persoon")
    person.family_name = "Huismus"
    person.save()
    assert [found.pk for found in Person.objects.all() if found.family_name == "Huismus"] == [person.pk]


def test_readers_get_new_pages_after_an_import(folder):
    before = cache_version.current()
    import_folder(write_site(folder))
    assert cache_version.current() != before


def test_the_settings_of_the_site_are_one_record(folder):
    settings = {"settings/s.md": "type: site-settings\nid: s\norganisation_name: Proef\nshort_name: P"}
    import_folder(write_site(folder, settings))
    assert SiteSettings.objects.get().organisation_name == "Proef"
    ContentKey.objects.filter(key="s").delete()
    assert counts(import_folder(folder)) == (0, 0, len(SMALL_SITE) + 1)
    assert SiteSettings.objects.count() == 1


def test_a_record_that_was_deleted_comes_back_under_its_id(folder):
    import_folder(write_site(folder))
    find("proef-bericht").delete()
    assert counts(import_folder(folder)) == (1, 0, len(SMALL_SITE) - 1)
    assert ArticlePage.objects.get() == find("proef-bericht")


def test_what_an_editor_changed_is_put_back_as_the_file_says(folder):
    import_folder(write_site(folder))
    publication = PublicationPage.objects.get()
    publication.title = "Van de redacteur"
    publication.save_revision().publish()
    assert counts(import_folder(folder))[:2] == (0, 1)
    assert PublicationPage.objects.get().title == "Proefuitgave"


def test_an_event_keeps_its_sessions_in_their_order(folder):
    rows = [{"start": f"2018-04-1{day}T10:00", "title": f"dag {day}"} for day in (3, 1, 2)]
    text = (
        SMALL_SITE["events/proef-dag.md"].split("sessions:")[0]
        + "sessions:\n"
        + "".join(f"          - {{start: {row['start']}, title: {row['title']}}}\n" for row in rows)
    )
    import_folder(write_site(folder, {"events/proef-dag.md": text}))
    assert [session.title for session in EventPage.objects.get().sessions.all()] == ["dag 3", "dag 1", "dag 2"]
    assert counts(import_folder(folder)) == (0, 0, len(SMALL_SITE))


def test_the_command_tells_what_it_did(folder, capsys):
    write_site(folder)
    out = io.StringIO()
    call_command("import_content", str(folder), dry_run=True, stdout=out)
    assert out.getvalue().splitlines()[0] == "10 created, 0 changed, 0 unchanged (7 pages, 3 other records)"
    assert not HomePage.objects.exists()
    assert "Writing" in capsys.readouterr().err
    call_command("import_content", str(folder), stdout=out, verbosity=0)
    assert HomePage.objects.exists()


def test_the_command_names_the_problems_and_fails(folder):
    write_site(folder, {ARTICLE: article(kleur="rood")})
    err = io.StringIO()
    with pytest.raises(CommandError, match="1 problem"):
        call_command("import_content", str(folder), stderr=err, verbosity=0)
    assert err.getvalue().startswith(f"{Path(folder) / ARTICLE}:6: kleur: ")
