"""Writes the site as content files, in one canonical form, so that the same site always gives the same files."""

import re
import shutil
import tempfile
from contextlib import nullcontext
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from . import schema, yaml_text
from .id_map import IdMap
from .serializers.media_files import StoredFile
from .serializers.base import MAX_ID
from .writing import load

MEDIA_FOLDERS = ("images", "documents")
TYPE_LINE = re.compile(r"^type: *\S", re.MULTILINE)


class ExportRefused(Exception):
    """The export was not written; the message is a sentence that says what to do."""


class _Silent:
    def update(self, count=1):
        """Show nothing."""


def export_folder(folder, *, progress=None):
    """Write every record as a file below `folder` (Path or text), in the place of an export that is there.

    Records that have no id yet get one, and keep it. Return {name of the type: number of records}. progress: as in
    importer.import_folder. Raises ExportRefused when the folder holds other files, or a media file is gone.
    """
    folder = Path(folder).resolve()
    refuse_other_files(folder)
    progress = progress or (lambda label, total: nullcontext(_Silent()))
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder, so that it can take its place by being renamed.
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        with transaction.atomic():
            counts = _write_records(fresh, progress)
        fresh.chmod(folder.stat().st_mode if folder.exists() else 0o755)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return counts


def refuse_other_files(folder):
    """Raise ExportRefused when `folder` (Path) holds anything that no export would have written."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ExportRefused(gettext("%(folder)s is a file; give the name of a folder.") % {"folder": folder})
    for path in sorted(folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        place = path.relative_to(folder)
        if len(place.parts) == 2 and (_is_record(path) or _is_described(path)):
            continue
        message = gettext("%(file)s is no part of an export; choose an empty folder, or move that file away.")
        raise ExportRefused(message % {"file": path})


def _is_record(path):
    if path.suffix != ".md" or path.is_symlink():
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        start = file.read(300)
    return start.startswith("---\n") and bool(TYPE_LINE.search(start))


def _is_described(path):
    return path.parent.name in MEDIA_FOLDERS and not path.is_symlink() and path.with_suffix(".md").is_file()


def _swap(fresh, folder):
    if not folder.exists():
        fresh.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    folder.rename(old / "content")
    try:
        fresh.rename(folder)
    except OSError:
        (old / "content").rename(folder)
        raise
    finally:
        if folder.exists():
            shutil.rmtree(old)


def _write_records(target, progress):
    id_map = IdMap([], unknown="")
    id_map.load()
    keys = {
        serializer: list(serializer.model._default_manager.order_by("pk").values_list("pk", flat=True)) for serializer in schema.serializers()
    }
    # All ids first: a record may refer to one of a later type.
    for serializer, found in keys.items():
        give_ids(serializer, found, id_map)
    with progress(gettext("Writing"), sum(map(len, keys.values()))) as bar:
        for serializer, found in keys.items():
            for pk in found:
                _write_record(target, serializer, pk, id_map)
                bar.update()
    return {serializer.name: len(found) for serializer, found in keys.items() if found}


def give_ids(serializer, keys, id_map):
    """Give the rows `keys` (primary keys) an id where they have none: `<type>-<slug or name>`, if need be numbered."""
    for pk in keys:
        if (serializer.root, pk) in id_map.ids:
            continue
        record = serializer.model._default_manager.get(pk=pk)
        name = getattr(record, "slug", "") or slugify(str(record))
        base = re.sub(r"[^a-z0-9]+", "-", f"{serializer.name}-{name}".lower())[: MAX_ID - 6].strip("-")
        identity, number = base, 1
        while identity in id_map.taken:
            number += 1
            identity = f"{base}-{number}"
        id_map.taken.add(identity)
        id_map.keep(identity, serializer, pk)


def _write_record(target, serializer, pk, id_map):
    identity = id_map.ids[serializer.root, pk]
    folder = target / serializer.folder
    folder.mkdir(exist_ok=True)
    record = load(serializer, pk)
    plain = {item.key: item.read(record, id_map) for item in serializer.fields}
    head = {"type": serializer.name, "id": identity}
    if identity in id_map.examples:
        head["example"] = True
    for item in serializer.fields:
        value = plain[item.key]
        if isinstance(value, StoredFile):
            head[item.key] = name = f"{identity}{value.suffix}"
            _copy(record, folder / name)
        elif item.key != serializer.text and value != item.default_for(plain):
            head[item.key] = item.dump(value)
    text = serializer.by_key[serializer.text].dump(plain[serializer.text]) if serializer.text else ""
    body = f"\n{text}\n" if text else ""
    content = f"---\n{yaml_text.write_mapping(head)}---\n{body}"
    (folder / f"{identity}.md").write_bytes(content.encode())


def _copy(record, path):
    try:
        with record.file.open("rb") as source, path.open("wb") as goal:
            shutil.copyfileobj(source, goal)
    except FileNotFoundError as error:
        message = gettext(
            "The file of “%(title)s” is gone from the media folder (%(file)s); put it back or delete the record."
        )
        raise ExportRefused(message % {"title": record, "file": record.file.name}) from error
