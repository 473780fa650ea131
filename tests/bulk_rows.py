"""Many rows at once, for tests that need numbers and no behaviour: without saving, signals, revisions and indexes."""

import copy
import itertools
import json
import uuid

from django.db import models
from django.db.models import F
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.models import Page

from pages.models.record_index import IndexedRecord
from pages.record_index.changes import bring_up_to_date, mark_changed

numbers = itertools.count(1)


def copy_pages(page, count):
    """Put `count` copies of a page beside it, with its child rows and its many-to-many relations; return them.

    Copies are published as the page is, have a title, slug and translation key of their own, and stand in no index but
    the record index.
    """
    page = page.specific
    bases = _add_bases(page, count)
    copies = [_copy_specific(page, base) for base in bases]
    own = type(page)._meta.local_concrete_fields
    # bulk_create() refuses a model with a table of its parent; that parent's rows are there already.
    type(page)._base_manager.all()._insert(copies, fields=own, using=Page.objects.db, raw=True)
    copy_child_rows(page, copies)
    mark_changed(pages=[made.pk for made in copies])
    return copies


def copy_indexed(page, count):
    """Put `count` copies of what the record index has of a page in it; each has a page of its own, without a type.

    A UUID of a session in an entry is another in each copy. For numbers only: nothing but the index can read them.
    """
    bring_up_to_date()
    bases = _add_bases(page, count)
    for row in list(IndexedRecord.objects.filter(page=page.pk)):
        text = json.dumps(row.entry)
        uids = [str(session.uid) for session in page.sessions.all()]
        copies = []
        for base in bases:
            made, entry = copy.copy(row), text
            for uid in uids:
                entry = entry.replace(uid, str(uuid.uuid4()))
            made._state = models.base.ModelState()
            made.pk, made.page_id, made.title, made.entry = None, base.pk, base.title, json.loads(entry)
            copies.append(made)
        IndexedRecord.objects.bulk_create(copies, batch_size=500)


def _add_bases(page, count):
    """Put `count` published pages beside a page in the tree, without a type of their own; return them."""
    parent = page.get_parent()
    bases = [_copy_base(page, parent, number) for number in itertools.islice(numbers, count)]
    last = parent.get_last_child()
    for base in bases:
        base.path = (last := Page(path=last.path, depth=last.depth))._inc_path()
        last.path = base.path
    Page.objects.bulk_create(bases, batch_size=500)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + count)
    return bases


def copy_child_rows(page, targets):
    """Give `targets`, pages of the same type, the child rows and the many-to-many relations of `page`."""
    for relation in get_all_child_relations(type(page)):
        rows = list(relation.related_model.objects.filter(**{relation.field.name: page}))
        made = [_new_row(row, relation, target) for target in targets for row in rows]
        relation.related_model.objects.bulk_create(made, batch_size=500)
    for field in get_all_child_m2m_relations(type(page)):
        add_related(targets, field.name, getattr(page, field.name).values_list("pk", flat=True))


def repeat_child_rows(page, upto):
    """Repeat the rows of every child relation of a page that has any, until there are `upto` of each."""
    for relation in get_all_child_relations(type(page)):
        rows = list(relation.related_model.objects.filter(**{relation.field.name: page}))
        missing = range(upto - len(rows) if rows else 0)
        made = [_new_row(rows[number % len(rows)], relation, page) for number in missing]
        for number, row in enumerate(made):
            row.sort_order = 100 + number
        relation.related_model.objects.bulk_create(made)
    mark_changed(pages=[page.pk])


def keep_one_child_row(page):
    """Delete all but the first row of every child relation of a page."""
    for relation in get_all_child_relations(type(page)):
        rows = relation.related_model.objects.filter(**{relation.field.name: page})
        rows.exclude(pk=rows.values_list("pk", flat=True).first()).delete()


def add_related(rows, name, keys):
    """Relate each of `rows` to those with primary `keys` by their many-to-many field `name`, without saving any."""
    field = type(rows[0])._meta.get_field(name)
    through = field.remote_field.through
    ours, theirs = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    made = [through(**{ours: row.pk, theirs: key}) for row in rows for key in keys]
    through.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    mark_changed(
        rows=[(type(row), row.pk) for row in rows],
        pages=[row.pk for row in rows if isinstance(row, Page)],
    )


def _copy_base(page, parent, number):
    """Return the row of the table of all pages for a copy, not saved and without a place in the tree."""
    base = Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields})
    base.pk = base.latest_revision_id = base.live_revision_id = base.alias_of_id = None
    base.title = base.draft_title = f"{page.title} {number}"
    base.slug = f"kopie-{number}"
    base.url_path = f"{parent.url_path}{base.slug}/"
    base.translation_key = uuid.uuid4()
    base.numchild = 0
    base._state.adding = True
    return base


def _copy_specific(page, base):
    made = copy.copy(page)
    made.__dict__ |= {field.attname: getattr(base, field.attname) for field in Page._meta.concrete_fields}
    setattr(made, type(page)._meta.pk.attname, base.pk)
    made._state = models.base.ModelState()
    made._state.adding, made._state.db = False, page._state.db
    return made


def _new_row(row, relation, page):
    """Return a child row like `row` that belongs to `page`, not saved."""
    made = copy.copy(row)
    made._state = models.base.ModelState()
    made.pk = None
    setattr(made, relation.field.attname, page.pk)
    if hasattr(made, "translation_key"):
        made.translation_key = uuid.uuid4()
    return made
