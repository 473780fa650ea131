"""An export is the whole site as files: the same site gives the same files, and the files give the same site."""

import io
import shutil
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect

from events.models import Session
from kus_site.content.exporter import ExportRefused, export_folder
from kus_site.content.importer import import_folder
from kus_site.models import ContentKey
from network.models import Organisation
from pages.models import ActionLink, ArticleIndexPage, ArticlePage, SiteImage
from tests.content_samples import PDF, SMALL_SITE, as_file, empty_site, make_png, read_tree, write_site
from tests.sample_records import settle

pytestmark = pytest.mark.engine

MEDIA = {
    "images/proef-beeld.md": "type: image\nid: proef-beeld\ntitle: Beeld\nfile: beeld.PNG\ndescription: Een rood vlak",
    "images/beeld.PNG": make_png(),
    "documents/proef-stuk.md": "type: document\nid: proef-stuk\ntitle: Stuk\nfile: stuk.pdf\nis_example: true",
    "documents/stuk.pdf": PDF,
}


@pytest.fixture(scope="module")
def imported(module_transaction, tmp_path_factory):
    """Import SMALL_SITE with an image and a document into an empty site, once; return the folder with its media."""
    media = tmp_path_factory.mktemp("media")
    empty_site()
    with override_settings(MEDIA_ROOT=media):
        import_folder(write_site(tmp_path_factory.mktemp("inhoud"), MEDIA))
    settle()
    return media


@pytest.fixture
def small_site(imported, db, settings, tmp_path):
    """The small site, with a media folder of its own, in English."""
    settings.MEDIA_ROOT = shutil.copytree(imported, tmp_path / "media")
    with translation.override("en"):
        yield


def find(identity):
    return ContentKey.objects.get(key=identity).record


def test_importing_an_export_changes_nothing(small_site, tmp_path):
    export_folder(tmp_path / "uit")
    outcome = import_folder(tmp_path / "uit")
    assert (outcome.created, outcome.changed, outcome.unchanged) == (0, 0, len(SMALL_SITE) + 2)


def test_a_small_site_comes_back_byte_for_byte_with_its_files(small_site, tmp_path):
    export_folder(tmp_path / "eerst")
    empty_site()
    import_folder(tmp_path / "eerst")
    export_folder(tmp_path / "weer")
    tree = read_tree(tmp_path / "eerst")
    assert read_tree(tmp_path / "weer") == tree
    assert tree["images/proef-beeld.png"] == make_png()
    assert tree["documents/proef-stuk.pdf"] == PDF


def test_a_file_has_its_fields_in_order_without_defaults(small_site, tmp_path):
    export_folder(tmp_path / "uit")
    text = (tmp_path / "uit/events/proef-dag.md").read_text()
    [session] = find("proef-dag").sessions.all()
    assert text == (
        "---\n"
        "type: event\n"
        "id: proef-dag\n"
        "title: Proefdag\n"
        "parent: proef-agenda\n"
        "kind: proef-bijeenkomst\n"
        "sessions:\n"
        "  - start: 2018-04-10T14:00\n"
        "    end: 2018-04-10T16:00\n"
        f"    uid: {session.uid}\n"
        "related_records: [proef-uitgave]\n"
        "---\n"
    )
    article = (tmp_path / "uit/articles/proef-bericht.md").read_text()
    assert article.endswith(
        "---\n\nLees de [uitgave](record:proef-uitgave).\n\n```quote\ntext: Dat was een goede dag.\n```\n"
    )
    assert b"\r" not in b"".join(
        content for name, content in read_tree(tmp_path / "uit").items() if name.endswith(".md")
    )


def test_a_moment_has_an_offset_only_where_the_clock_goes_back(small_site, tmp_path):
    event = find("proef-dag")
    event.sessions = [
        Session(
            start=datetime(2018, 10, 28, 0, 30, tzinfo=UTC), end=datetime(2018, 10, 28, 1, 30, tzinfo=UTC), sort_order=0
        ),
        Session(start=datetime(2018, 10, 28, 2, 30, tzinfo=UTC), sort_order=1),
    ]
    event.save_revision().publish()
    export_folder(tmp_path / "uit")
    lines = (tmp_path / "uit/events/proef-dag.md").read_text().splitlines(keepends=True)
    text = "".join(line for line in lines if "uid: " not in line)
    assert "  - start: 2018-10-28T02:30+02:00\n    end: 2018-10-28T02:30+01:00\n  - start: 2018-10-28T03:30\n" in text
    assert import_folder(tmp_path / "uit").changed == 0


def test_what_editors_made_gets_an_id_and_keeps_it(small_site, tmp_path):
    parent = ArticleIndexPage.objects.get()
    for slug in ("van-de-redactie", "nog-een"):
        parent.add_child(instance=ArticlePage(title=f"Pagina {slug}", slug=slug))
    for name in ("Proef & Zn.", "Proef, Zn"):
        Organisation.objects.create(name=name)
    export_folder(tmp_path / "uit")
    ids = set(ContentKey.objects.values_list("key", flat=True))
    made = {"article-van-de-redactie", "article-nog-een", "organisation-proef-zn", "organisation-proef-zn-2"}
    assert ids >= made
    page = find("article-nog-een")
    page.slug = "heel-anders"
    page.save_revision().publish()
    export_folder(tmp_path / "uit")
    assert set(ContentKey.objects.values_list("key", flat=True)) == ids
    assert "slug: heel-anders" in (tmp_path / "uit/articles/article-nog-een.md").read_text()


def test_an_unpublished_change_stays_at_home(small_site, tmp_path):
    page = find("proef-bericht")
    page.title = "Nog geheim"
    page.save_revision()
    export_folder(tmp_path / "uit")
    assert "geheim" not in (tmp_path / "uit/articles/proef-bericht.md").read_text()


def test_a_draft_is_exported_as_one_with_its_newest_text(small_site, tmp_path):
    page = find("proef-bericht")
    page.unpublish()
    page.title = "Nieuwer ontwerp"
    page.save_revision()
    export_folder(tmp_path / "uit")
    text = (tmp_path / "uit/articles/proef-bericht.md").read_text()
    assert "title: Nieuwer ontwerp\nslug: proefbericht\n" in text
    assert "draft: true\n" in text
    assert import_folder(tmp_path / "uit").changed == 0


def test_old_addresses_are_exported_those_of_wagtail_too(small_site, tmp_path):
    page = find("proef-bericht")
    Redirect.objects.create(old_path="/oud", redirect_page=page)
    Redirect.add_redirect("/vanzelf", page, automatically_created=True)
    Redirect.objects.create(old_path="/elders", redirect_link="https://example.org/")
    export_folder(tmp_path / "uit")
    assert "legacy_url: [/oud, /vanzelf]\n" in (tmp_path / "uit/articles/proef-bericht.md").read_text()


def test_what_an_editor_types_comes_out_as_the_format_says(small_site, tmp_path):
    """Windows line ends, spaces at the ends and dead links are an editor's daily bread."""
    page = find("proef-bericht")
    page.summary = "Eerste regel.  \r\n\r\nTweede: regel # zo.\r\n"
    page.action_links = [ActionLink(kind="visit", subject=" Onbekend ", sort_order=0)]
    page.body = [("text", '<p data-block-key="x1">Een <a linktype="page" id="999999">dode</a> link </p>')]
    page.save_revision().publish()
    export_folder(tmp_path / "uit")
    text = (tmp_path / "uit/articles/proef-bericht.md").read_text()
    assert "summary: |-\n  Eerste regel.\n\n  Tweede: regel # zo.\n" in text
    assert "    subject: Onbekend\n" in text
    assert text.endswith("---\n\nEen dode link\n")
    assert import_folder(tmp_path / "uit").changed == 0


def test_an_export_takes_the_place_of_an_older_one(small_site, tmp_path):
    export_folder(tmp_path / "uit")
    find("proef-bericht").delete()
    SiteImage.objects.all().delete()
    export_folder(tmp_path / "uit")
    names = set(read_tree(tmp_path / "uit"))
    assert not names & {"articles/proef-bericht.md", "images/proef-beeld.md", "images/proef-beeld.png"}
    assert "documents/proef-stuk.pdf" in names
    assert sorted(path.name for path in tmp_path.iterdir()) == ["media", "uit"]


@pytest.mark.parametrize(
    "name", ["notities.txt", "articles/lees.txt", "README.md", "articles/diep/x.md", "images/los.png"]
)
def test_a_folder_with_other_files_is_refused_and_left_alone(name, small_site, tmp_path):
    folder = tmp_path / "uit"
    export_folder(folder)
    (folder / name).parent.mkdir(exist_ok=True, parents=True)
    (folder / name).write_text("van mij")
    before = read_tree(folder)
    with pytest.raises(ExportRefused, match="choose an empty folder, or move that file away"):
        export_folder(folder)
    assert read_tree(folder) == before


def test_a_file_that_is_gone_is_named_and_the_old_export_stays(small_site, tmp_path):
    folder = tmp_path / "uit"
    export_folder(folder)
    before = read_tree(folder)
    image = SiteImage.objects.get()
    image.file.storage.delete(image.file.name)
    with pytest.raises(ExportRefused, match="“Beeld” is gone from the media folder"):
        export_folder(folder)
    assert read_tree(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["media", "uit"]


def test_the_command_tells_what_it_did_and_refuses_with_a_sentence(small_site, tmp_path):
    out = io.StringIO()
    call_command("export_content", str(tmp_path / "uit"), stdout=out, verbosity=0)
    assert out.getvalue() == f"{len(SMALL_SITE) + 2} records written to {tmp_path / 'uit'}\n"
    (tmp_path / "uit/mijn.txt").write_bytes(as_file("type: x"))
    with pytest.raises(CommandError, match="is no part of an export"):
        call_command("export_content", str(tmp_path / "uit"), verbosity=0)
    with pytest.raises(CommandError, match="is a file"):
        call_command("export_content", str(tmp_path / "uit/mijn.txt"), verbosity=0)
