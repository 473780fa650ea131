"""Pages in bulk: without saving, signals, revisions and indexes."""

import uuid

from django.db.models import F
from django.utils import timezone
from wagtail.models import Page


def insert_pages(parent, pages):
    """Insert pages (unsaved, all of one type) under `parent` as its last children, published; they get primary keys.

    parent: a page, as it stands in the database. Slugs must be free. The tree stays valid (treebeard).
    """
    now = timezone.now()
    last = parent.get_last_child()
    bases = []
    for page in pages:
        path = last._inc_path() if last else Page._get_path(parent.path, parent.depth + 1, 1)
        last = Page(path=path, depth=parent.depth + 1)
        page.path, page.depth, page.numchild = path, parent.depth + 1, 0
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.draft_title, page.locale_id, page.translation_key = page.title, parent.locale_id, uuid.uuid4()
        page.live, page.has_unpublished_changes = True, False
        page.first_published_at = page.first_published_at or now
        page.last_published_at = page.latest_revision_created_at = page.first_published_at
        base = Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields})
        base.pk = None
        base._state.adding = True
        bases.append(base)
    Page.objects.bulk_create(bases)
    model = type(pages[0])
    for page, base in zip(pages, bases, strict=True):
        page.pk = page.page_ptr_id = base.pk
        page.id = base.pk
    # bulk_create() refuses a model with a table of its parent; that parent's rows are there already.
    model._base_manager.all()._insert(pages, fields=model._meta.local_concrete_fields, using=Page.objects.db, raw=True)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))


def relate(model, name, pairs):
    """Relate rows by the many-to-many field `name` of `model`. pairs: (primary key here, primary key there)."""
    field = model._meta.get_field(name)
    through = field.remote_field.through
    ours, theirs = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    through.objects.bulk_create([through(**{ours: here, theirs: there}) for here, there in pairs], batch_size=5_000)
