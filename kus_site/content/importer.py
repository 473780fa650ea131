"""Builds the site from content files: all of it, or nothing."""

from collections import defaultdict
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext
from wagtail.models import Site

from pages.record_index import changes
from pages.search import compounds

from . import tree
from .cross_checks import check_together
from .entries import read_entries
from .indexing import index_records, indexing_later
from .id_map import IdMap, UnresolvedReferenceError
from .serializers.media_files import removed_on_failure
from .ordering import topological_order
from .problems import ContentRefused
from .writing import changed_fields, create_row, load, problems_from, write_page, write_row


@dataclass
class Outcome:
    """What an import did: numbers of records `created`, `changed`, `unchanged`; of `pages` and other `records`."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    pages: int = 0
    records: int = 0

    def __str__(self):
        return (
            f"{self.created} created, {self.changed} changed, {self.unchanged} unchanged "
            f"({self.pages} pages, {self.records} other records)"
        )


class _DryRun(Exception):
    """Ends the transaction of a dry run."""


class _Silent:
    def update(self, count=1):
        """Show nothing."""


def import_folder(folder, *, dry_run=False, progress=None):
    """Write the records of all *.md files below `folder` (Path or text) in one transaction; return the Outcome.

    dry_run: check everything, the rules of the database too, and write nothing. progress: progress(label, total)
    returns a context manager with update(); None shows nothing. Raises ContentRefused with every Problem; database and
    media are then as they were.
    """
    made_files = []
    run = _Import(Path(folder), progress or (lambda label, total: nullcontext(_Silent())), made_files)
    try:
        with removed_on_failure(made_files), transaction.atomic():
            run.run()
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    finally:
        # What a transaction that was rolled back has cached of them is of no database (Wagtail keeps it an hour).
        Site.clear_site_root_paths_cache()
        compounds.forget()
    return run.outcome


class _Import:
    """One run. `todo` has the fields to write of every entry that is new or changed, by id."""

    def __init__(self, folder, progress, made_files):
        self.folder = folder
        self.progress = progress
        self.id_map = IdMap(made_files)
        self.problems = []
        self.entries = []
        self.new = set()
        self.todo = {}
        self.written = defaultdict(set)
        self.outcome = Outcome()

    def run(self):
        """Do all steps; raises ContentRefused."""
        self.id_map.load()
        self._read()
        with indexing_later():
            self._write_all([entry for entry in self.entries if not entry.broken])
        if self.problems:
            raise ContentRefused(self.problems)
        tree.remove_stock_page()
        self._count()
        with self.progress(gettext("Indexing"), sum(map(len, self.written.values()))) as bar:
            index_records(self.written, bar.update)
        changes.bring_up_to_date()

    def _write_all(self, entries):
        self._compare(entries)
        ordered, problems = topological_order(entries, self.new)
        self.problems += problems
        for entry in ordered:
            self._make(entry)
        with self.progress(gettext("Writing"), len(self.todo)) as bar:
            for entry in ordered:
                if entry.id in self.todo:
                    self._write(entry)
                    bar.update()

    def _read(self):
        with self.progress(gettext("Reading"), sum(1 for _path in self.folder.rglob("*.md"))) as bar:
            self.entries, self.problems = read_entries(self.folder, self.id_map.serializers, bar.update)
        serializers = self.id_map.serializers | {entry.id: entry.serializer for entry in self.entries}
        self.problems += check_together(self.entries, serializers)

    def _compare(self, entries):
        for entry in entries:
            if entry.serializer.is_setting and entry.id not in self.id_map.rows:
                self._adopt_settings(entry)
            if entry.id in self.id_map.rows:
                record = load(entry.serializer, self.id_map.pk_of(entry.id))
                changed = changed_fields(entry, record, self.id_map)
            else:
                self.new.add(entry.id)
                changed = list(entry.serializer.fields)
            if changed or entry.is_example != (entry.id in self.id_map.examples):
                self.todo[entry.id] = changed

    def _adopt_settings(self, entry):
        """There is one row for the site; it takes the id of the file."""
        rows = entry.serializer.model.objects.filter(site__is_default_site=True)
        if pk := rows.values_list("pk", flat=True).first():
            self.id_map.keep(entry.id, entry.serializer, pk)

    def _make(self, entry):
        """Make the row of a new record, so that others can refer to it; move a page whose file names another parent."""
        serializer = entry.serializer
        if entry.id in self.new:
            if serializer.is_page:
                self._tried(entry, tree.add_page)
            elif self._tried(entry, create_row):
                self.todo[entry.id] = [item for item in serializer.fields if not item.early]
        elif any(item.key == "parent" for item in self.todo.get(entry.id, ())):
            self._tried(entry, tree.move_page)
        if serializer.is_top and entry.values["language"] == "nl" and entry.id in self.id_map.rows:
            tree.set_first_page(self.id_map.pk_of(entry.id))

    def _tried(self, entry, step, *arguments):
        """Do step(entry, id_map, …), which returns Problems or nothing. Return whether it went well."""
        try:
            # A savepoint, because a database that refused one record takes no more commands without.
            with transaction.atomic():
                found = step(entry, self.id_map, *arguments) or []
        except UnresolvedReferenceError:
            # The record that is missing has a problem of its own, which is reported.
            return False
        except ValidationError as error:
            found = problems_from(entry, error)
        except DatabaseError as error:
            message = gettext("The database refuses this record: %(reason)s") % {"reason": error}
            found = [entry.problem("", message)]
        self.problems += found
        return not found

    def _write(self, entry):
        if entry.id not in self.id_map.rows:
            return
        write = write_page if entry.serializer.is_page else write_row
        if self._tried(entry, write, self.todo[entry.id], entry.id in self.new):
            self.id_map.mark(entry.id, entry.is_example)
            self.written[entry.serializer.model].add(self.id_map.pk_of(entry.id))

    def _count(self):
        for entry in self.entries:
            if entry.serializer.is_page:
                self.outcome.pages += 1
            else:
                self.outcome.records += 1
            if entry.id in self.new:
                self.outcome.created += 1
            elif entry.id in self.todo:
                self.outcome.changed += 1
            else:
                self.outcome.unchanged += 1
