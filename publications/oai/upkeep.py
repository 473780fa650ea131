"""Keeps what harvesters get in step with the record index, in its transactions.

The datestamp of a record moves when anything that a harvester gets of it changed, a name or a theme too, and only then.
"""

import hashlib
import json
from collections import defaultdict

from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete
from django.utils import timezone
from wagtail.models import CollectionViewRestriction

from pages.examples import example_keys, read_examples
from pages.models.record_index import IndexedRecord
from pages.record_index.changes import mark_changed
from pages.record_index.counts import lock_index
from pages.signals import records_indexed
from publications.models import OaiMembership, OaiRecord, PublicationPage
from publications.oai.facts import VERSION, read_facts
from publications.oai.sets import find_sets, read_specs
from visitors.task_queue import hand_over, task


def connect(app):
    """Connect the signals; called once, by the ready() of `app`."""
    records_indexed.connect(_indexed, dispatch_uid="oai-indexed")
    pre_delete.connect(_page_goes, sender=PublicationPage, dispatch_uid="oai-page-goes")
    post_migrate.connect(_fill_when_empty, sender=app, dispatch_uid="oai-fill")
    for signal in (post_save, post_delete):
        signal.connect(_restriction_changed, sender=CollectionViewRestriction, dispatch_uid="oai-restriction")


def _indexed(sender, pages, read, rows, can_wait, **kwargs):
    if not can_wait:
        refresh(pages, read, rows)
        return
    shown = [page.pk for page in read if isinstance(page, PublicationPage)]
    # What readers may no longer see goes at once.
    refresh(pages - {page.pk for page in read})
    if shown:
        transaction.on_commit(lambda: hand_over(refresh_in_background, shown))


def _page_goes(sender, instance, **kwargs):
    key, language = instance.translation_key, instance.locale.language_code
    found = OaiRecord.objects.filter(translation_key=key, language=language, is_deleted=False)
    mark_deleted(list(found))


def _restriction_changed(sender, instance, **kwargs):
    """Note the publications with files whose readers changed."""
    below = instance.collection.path
    for relation in ("files", "parts__files"):
        found = PublicationPage.objects.filter(**{f"{relation}__document__collection__path__startswith": below})
        mark_changed(pages=found.values_list("pk", flat=True))


def _fill_when_empty(sender, **kwargs):
    """Make the records when a migration has just made their table."""
    if not OaiRecord.objects.exists():
        mark_changed(pages=PublicationPage.objects.live().values_list("pk", flat=True))


def refresh(pks, read=None, rows=None):
    """Make the OaiRecords of the publications among these pages what harvesters should get; idempotent.

    Examples are left out: a catalogue of others cannot tell that they are invented. A fixed number of queries; what is
    right already is left alone. read, rows: as records_indexed has them, where they are in hand.
    """
    pages = [page for page in read or () if isinstance(page, PublicationPage)]
    others = set(pks) - {page.pk for page in read or ()}
    if others:
        pages += PublicationPage.objects.order_by().filter(pk__in=others).select_related("locale")
    if not pages:
        return
    if rows is None:
        found = IndexedRecord.objects.filter(page__in=[page.pk for page in pages]).only("page", "language")
        rows = {(row.language, row.page_id): row for row in found}
    indexed = {(page, language): row.pk for (language, page), row in rows.items()}
    keys = [page.translation_key for page in pages]
    stored = {(row.translation_key, row.language): row for row in OaiRecord.objects.filter(translation_key__in=keys)}
    # A row in another language only stands in for a translation.
    examples = example_keys(PublicationPage, read_examples())
    shown = [page for page in pages if (page.pk, page.locale.language_code) in indexed and page.pk not in examples]
    shown_rows = [indexed[page.pk, page.locale.language_code] for page in shown]
    specs, facts = read_specs(shown_rows), read_facts(shown)
    changed, gone = [], []
    for page in pages:
        language = page.locale.language_code
        record = stored.get((page.translation_key, language))
        if page.pk not in facts:
            gone += [record] if record and not record.is_deleted else []
            continue
        members = specs[indexed[page.pk, language]]
        digest = digest_of(facts[page.pk], members)
        if record is None or record.is_deleted or record.digest != digest:
            record = record or OaiRecord(translation_key=page.translation_key, language=language)
            record.facts, record.digest, record.is_deleted = facts[page.pk], digest, False
            changed.append((record, members))
    mark_deleted(gone)
    _write(changed)


@task(backend="queue")
def refresh_in_background(pks):
    """Do what refresh() does, after a publication was published: a harvester asks once a day."""
    with transaction.atomic():
        lock_index()
        refresh(pks)


def digest_of(facts, specs):
    """Return the SHA-256 (64 hexadecimal digits) of what harvesters get: facts and setSpecs."""
    text = json.dumps([VERSION, facts, sorted(specs)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def mark_deleted(records):
    """Make OaiRecords (a list) deleted ones, in their sets too."""
    moment = current_second()
    for record in records:
        record.is_deleted, record.facts, record.digest, record.datestamp = True, {}, "", moment
    OaiRecord.objects.bulk_update(records, ["is_deleted", "facts", "digest", "datestamp"])
    OaiMembership.objects.filter(record__in=records, has_left=False).update(datestamp=moment)


def current_second():
    """Return now (aware datetime) as datestamps have it."""
    return timezone.now().replace(microsecond=0)


def _write(changed):
    """Write pairs (OaiRecord, set of its setSpecs)."""
    if not changed:
        return
    sets = find_sets(set().union(*(specs for _record, specs in changed)), PublicationPage.search_kind)
    # As late as can be: a record is seen by harvesters at the commit, and none may be later than their next `from`.
    moment = current_second()
    new = [record for record, _specs in changed if record.pk is None]
    known = [record for record, _specs in changed if record.pk is not None]
    for record in (*new, *known):
        record.datestamp = moment
    OaiRecord.objects.bulk_create(new)
    OaiRecord.objects.bulk_update(known, ["is_deleted", "facts", "digest", "datestamp"])
    rows = defaultdict(dict)
    for row in OaiMembership.objects.filter(record__in=known):
        rows[row.record_id][row.oai_set_id] = row
    added, moved = [], []
    for record, specs in changed:
        wanted = {sets[spec].pk for spec in specs}
        before = rows[record.pk]
        added += [OaiMembership(oai_set_id=pk, record=record, datestamp=moment) for pk in wanted - before.keys()]
        for pk, row in before.items():
            # What left before keeps its moment.
            if pk in wanted or not row.has_left:
                row.datestamp, row.has_left = moment, pk not in wanted
                moved.append(row)
    OaiMembership.objects.bulk_create(added)
    OaiMembership.objects.bulk_update(moved, ["datestamp", "has_left"])
