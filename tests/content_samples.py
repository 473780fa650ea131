"""A small site as content files, for the tests of import and export, and what those tests do with it."""

import io
import textwrap
from pathlib import Path

from PIL import Image
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from kus_site.content import schema
from kus_site.content.importer import import_folder
from kus_site.content.problems import ContentRefused
from kus_site.models import ContentKey

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


def empty_site():
    """Delete all that the content format describes, in the test's transaction."""
    # At once, instead of row by row as each of them goes.
    ReferenceIndex.objects.all().delete()
    with disable_reference_index_auto_update():
        for page in Page.objects.filter(depth=2):
            page.delete()
        for model in schema.declared_models():
            if not issubclass(model, Page):
                model._default_manager.all().delete()
    ContentKey.objects.all().delete()


def read_tree(folder):
    """Return {path below the folder: bytes} of all its files."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
