"""A small site as content files, for the tests of import and export, and what those tests do with it."""

import io
import shutil
import textwrap
from pathlib import Path

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from PIL import Image
from wagtail.models import Page, Site
from wagtail.search.models import IndexEntry

from kus_site.content.importer import import_folder
from kus_site.content.problems import ContentRefused
from pages.models import SearchDocument
from pages.search.engine import engine
from tests.checkout import ROOT

# What Wagtail keeps before there is any content.
SET_UP = {
    "wagtailcore.Collection", "wagtailcore.GroupApprovalTask", "wagtailcore.GroupApprovalTask_groups",
    "wagtailcore.GroupCollectionPermission", "wagtailcore.Locale", "wagtailcore.Task", "wagtailcore.Workflow",
    "wagtailcore.WorkflowPage", "wagtailcore.WorkflowTask",
}  # fmt: skip
PDF = b"%PDF-1.4\n%%EOF\n"

SMALL_SITE = {
    "pages/proef-home.md": """
        type: home
        id: proef-home
        title: Proefsite
        """,
    "pages/proef-nieuws.md": """
        type: article-index
        id: proef-nieuws
        title: Nieuws
        parent: proef-home
        """,
    "pages/proef-agenda.md": """
        type: event-index
        id: proef-agenda
        title: Agenda
        parent: proef-home
        """,
    "pages/proef-publicaties.md": """
        type: publication-index
        id: proef-publicaties
        title: Publicaties
        parent: proef-home
        """,
    "vocabularies/proef-boek.md": """
        type: publication-kind
        id: proef-boek
        name: Proefboek
        """,
    "vocabularies/proef-bijeenkomst.md": """
        type: event-kind
        id: proef-bijeenkomst
        name: Proefbijeenkomst
        """,
    "people/proef-persoon.md": """
        type: person
        id: proef-persoon
        given_name: Anna
        particle: van der
        family_name: Proef
        """,
    "events/proef-dag.md": """
        type: event
        id: proef-dag
        title: Proefdag
        parent: proef-agenda
        kind: proef-bijeenkomst
        sessions:
          - start: 2018-04-10T14:00
            end: 2018-04-10T16:00
        related_records: [proef-uitgave]
        """,
    "publications/proef-uitgave.md": """
        type: publication
        id: proef-uitgave
        title: Proefuitgave
        parent: proef-publicaties
        date: 2017
        kind: proef-boek
        contributors:
          - person: proef-persoon
        result_of: [proef-dag]
        """,
    "articles/proef-bericht.md": """
        type: article
        id: proef-bericht
        title: Proefbericht
        parent: proef-nieuws
        summary: Een bericht over de zeldzame kwikstaartproef.
        ---
        Lees de [uitgave](record:proef-uitgave).

        ```quote
        text: Dat was een goede dag.
        ```
        """,
}


def write_site(folder, changes=None):
    """Write SMALL_SITE with `changes` below `folder` (Path) and return it.

    changes: {path: text, bytes, or None to leave the file out}. A text is front matter, the body after a line `---`.
    """
    for name, content in {**SMALL_SITE, **(changes or {})}.items():
        if content is None:
            continue
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else as_file(content))
    return folder


def as_file(text):
    """Return the bytes of a content file for front matter, and a body after a line `---`."""
    head, _line, body = textwrap.dedent(text).strip().partition("\n---\n")
    return f"---\n{head}\n---\n{body}\n".encode()


def find_problems(folder):
    """Return the Problems for which an import of `folder` is refused, as text without the folder; [] when it is not."""
    try:
        import_folder(folder, dry_run=True)
    except ContentRefused as refused:
        return [str(problem).removeprefix(f"{folder}/") for problem in refused.problems]
    return []


def make_png(colour="red"):
    """Return a small picture."""
    file = io.BytesIO()
    Image.new("RGB", (4, 3), colour).save(file, "PNG")
    return file.getvalue()


def alone(file, folder):
    """Return the new folder `folder` with a copy of that file of an export alone; the site has what it refers to."""
    folder.mkdir()
    shutil.copy(file, folder)
    return folder


def empty_site():
    """Delete all content and what is kept of it, in the test's transaction; the root page, groups and users stay.

    Table by table and without signals: the demo content record by record takes eight seconds of processor time.
    """
    engine().forget(list(SearchDocument.objects.values_list("pk", flat=True)))
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if _holds_content(model):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        cursor.execute("DELETE FROM wagtailcore_page WHERE depth > 1")
    Page.objects.update(numchild=0)
    cache.clear()
    Site.clear_site_root_paths_cache()


def _holds_content(model):
    """Return whether the rows of a model are content or belong to it, apart from pages, one of which is the root."""
    if model is Page or model._meta.label in SET_UP or not model._meta.managed or model._meta.proxy:
        return False
    label = model._meta.app_label
    return label in ("wagtailcore", "wagtailredirects", "taggit", "record_app") or (
        model is IndexEntry or (ROOT / label).is_dir()
    )


def read_tree(folder):
    """Return {path below the folder: bytes} of all its files."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
