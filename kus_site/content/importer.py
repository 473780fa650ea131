"""Builds the site from content files: all of it, or nothing."""

from collections import defaultdict
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext

from pages.models import SiteSettings

from . import tree
from .cross_checks import check_together
from .entries import read_entries
from .indexing import index_records, indexing_later
from .ledger import Ledger, Unwritten
from .media_files import removed_on_failure
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
    return run.outcome


class _Import:
    """One run. `todo` has the fields to write of every entry that is new or changed, by id."""

    def __init__(self, folder, progress, made_files):
        self.folder = folder
        self.progress = progress
        self.ledger = Ledger(made_files)
        self.problems = []
        self.entries = []
        self.new = set()
        self.todo = {}
        self.written = defaultdict(set)
        self.outcome = Outcome()

    def run(self):
        """Do all steps; raises ContentRefused."""
        self.ledger.load()
        self._read()
        with indexing_later():
            self._write_all([entry for entry in self.entries if not entry.broken])
        if self.problems:
            raise ContentRefused(self.problems)
        tree.remove_stock_page()
        self._count()
        with self.progress(gettext("Indexing"), sum(map(len, self.written.values()))) as bar:
            index_records(self.written, bar.update)

    def _write_all(self, entries):
        self._compare(entries)
        pages = tree.parents_first([entry for entry in entries if entry.kind.is_page])
        rows = [entry for entry in entries if not entry.kind.is_page]
        early, late = [row for row in rows if not row.kind.is_late], [row for row in rows if row.kind.is_late]
        self._lay_rows(early)
        self._lay_pages(pages)
        with self.progress(gettext("Writing"), len(self.todo)) as bar:
            for entry in [*early, *pages, *late]:
                if entry.id in self.todo:
                    self._write(entry)
                    bar.update()

    def _read(self):
        with self.progress(gettext("Reading"), sum(1 for _path in self.folder.rglob("*.md"))) as bar:
            self.entries, self.problems = read_entries(self.folder, self.ledger.kinds, bar.update)
        kinds = self.ledger.kinds | {entry.id: entry.kind for entry in self.entries}
        self.problems += check_together(self.entries, kinds)

    def _compare(self, entries):
        for entry in entries:
            if entry.kind.model is SiteSettings and entry.id not in self.ledger.rows:
                self._adopt_settings(entry)
            if entry.id in self.ledger.rows:
                record = load(entry.kind, self.ledger.pk_of(entry.id))
                changed = changed_fields(entry, record, self.ledger)
            else:
                self.new.add(entry.id)
                changed = list(entry.kind.fields)
            if changed:
                self.todo[entry.id] = changed

    def _adopt_settings(self, entry):
        """There is one row for the site; it takes the id of the file."""
        if pk := SiteSettings.objects.filter(site__is_default_site=True).values_list("pk", flat=True).first():
            self.ledger.keep(entry.id, entry.kind, pk)

    def _lay_rows(self, entries):
        """Make the new rows that are no pages, so that they can be referred to."""
        for entry in entries:
            if entry.id in self.new and self._tried(entry, create_row):
                # What refers to nothing is written now.
                self.todo[entry.id] = [item for item in entry.kind.fields if not item.early]

    def _lay_pages(self, entries):
        """Make the new pages and move the others, from the top of the tree downwards."""
        for entry in entries:
            if entry.id in self.new:
                self._tried(entry, tree.add_page)
            elif any(item.key == "parent" for item in self.todo.get(entry.id, ())):
                self._tried(entry, tree.move_page)
            if entry.kind.name == "home" and entry.values["language"] == "nl" and entry.id in self.ledger.rows:
                tree.set_first_page(self.ledger.pk_of(entry.id))

    def _tried(self, entry, step, *arguments):
        """Do step(entry, ledger, …), which returns Problems or nothing. Return whether it went well."""
        try:
            # A savepoint, because a database that refused one record takes no more commands without.
            with transaction.atomic():
                found = step(entry, self.ledger, *arguments) or []
        except Unwritten:
            # The record that is missing has a problem of its own, which is told.
            return False
        except ValidationError as error:
            found = problems_from(entry, error)
        except DatabaseError as error:
            message = gettext("The database refuses this record: %(reason)s") % {"reason": error}
            found = [entry.problem("", message)]
        self.problems += found
        return not found

    def _write(self, entry):
        kind = entry.kind
        if entry.id not in self.ledger.rows and not kind.is_late:
            return
        write = write_page if kind.is_page else write_row
        if self._tried(entry, write, self.todo[entry.id], entry.id in self.new):
            self.written[kind.model].add(self.ledger.pk_of(entry.id))

    def _count(self):
        for entry in self.entries:
            if entry.kind.is_page:
                self.outcome.pages += 1
            else:
                self.outcome.records += 1
            if entry.id in self.new:
                self.outcome.created += 1
            elif entry.id in self.todo:
                self.outcome.changed += 1
            else:
                self.outcome.unchanged += 1
