"""The kinds of content: which of them a statement (SQL) reads, and which it changes.

A kind is a table that holds content; `SITE` stands for the tables of which every page shows something (pages, sites,
languages, settings and who may see what). `ANY` stands for all content: it is what a statement reads that names a table
which is not watched, or no table that can be told. So what is forgotten here costs speed, and nothing gets stale.
"""

import re
import threading
from contextlib import contextmanager
from functools import lru_cache

from django.apps import apps
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.images.models import AbstractRendition

ANY = "any"
SITE = "site"
# Of the row of a page, what changes whenever somebody edits the page, and only the page itself shows. Who names these
# columns without reading the whole row gets ANY.
OWN_COLUMNS = {
    "draft_title",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
}
SHOWN, BESIDE_IT = '"last_published_at"', '"draft_title"'
# Never content: what they hold is there for good, or only counts.
INDEPENDENT = ("django_content_type", "django_session", "visitors_requestcount")
SYSTEM_TABLES = ("pg_type",)
STATEMENTS = 500  # whose kinds a process remembers, a few kB each
QUOTED = re.compile(r'"(\w+)"')
READ = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)"?', re.IGNORECASE)
WRITTEN = re.compile(r'\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|DELETE\s+FROM|UPDATE)\s+"?(\w+)"?', re.IGNORECASE)
SET = re.compile(r'"(\w+)" = ')

# {table: kind} of the tables that hold content, and those tables of which code says when their kind has changed; filled
# once by watch().
WATCHED = {}
ANNOUNCED = set()


class Collections(threading.local):
    """The sets of kinds that are being collected in this thread, the innermost last."""

    def __init__(self):
        self.open = []


COLLECTIONS = Collections()


def watch(models, announced=()):
    """Say which models (classes) hold content; called once, when all apps are loaded.

    announced: those of them whose rows change often without readers seeing it; code says when they do.
    """
    WATCHED.clear()
    ANNOUNCED.clear()
    ANNOUNCED.update(model._meta.db_table for model in announced)
    for model in models:
        table = model._meta.db_table
        is_of_site = model._meta.app_label == "wagtailcore" or issubclass(model, AbstractSetting)
        WATCHED[table] = SITE if is_of_site else table
    kinds_read.cache_clear()
    kinds_changed.cache_clear()


def all_kinds():
    """Return all kinds (set), `ANY` among them."""
    return {ANY, SITE, *WATCHED.values()}


def kinds_of_models(models):
    """Return the kinds (set) of rows of these model classes, and `ANY`."""
    return {ANY, *(WATCHED[table] for model in models if (table := model._meta.db_table) in WATCHED)}


@contextmanager
def collect():
    """Collect the kinds that this thread reads: yields a set, which is complete afterwards.

    When it is nested the outer one gets them too.
    """
    found = {SITE}
    COLLECTIONS.open.append(found)
    try:
        yield found
    finally:
        COLLECTIONS.open.pop()
        add(found)


def add(kinds):
    """Count kinds (an iterable) among those that this thread reads."""
    if COLLECTIONS.open:
        COLLECTIONS.open[-1].update(kinds)


def collected():
    """Return the kinds (set) that this thread has read so far; ANY when nobody has looked."""
    return set().union(*COLLECTIONS.open) if COLLECTIONS.open else {ANY}


def is_collecting():
    """Return whether anybody wants to know what this thread reads."""
    return bool(COLLECTIONS.open)


@lru_cache(STATEMENTS)
def kinds_read(sql):
    """Return the kinds (frozenset) of the tables that a statement names."""
    # What Django and psycopg ask PostgreSQL about its types on a new connection is no content.
    read = {table for table in READ.findall(sql) if table not in SYSTEM_TABLES}
    if read - _tables() or sql.count(SHOWN) > sql.count(BESIDE_IT):
        return frozenset([ANY])
    named = (read | set(QUOTED.findall(sql))) & _tables()
    return frozenset(WATCHED.get(table, ANY) for table in named - _independent())


@lru_cache(STATEMENTS)
def kinds_changed(sql):
    """Return the kinds (frozenset) that a statement changes; none for a page that is saved whole.

    The row of a page holds the same as before in most of its columns then: kus_site.content_changes compares them.
    """
    if sql[:6].upper() == "SELECT":
        return frozenset()
    kinds = {WATCHED[table] for table in WRITTEN.findall(sql) if table in WATCHED and table not in ANNOUNCED}
    if SITE in kinds and _keeps_version_of_site(sql):
        kinds.remove(SITE)
    return frozenset(kinds)


def _keeps_version_of_site(sql):
    """Return whether a statement alone starts no new version of SITE.

    It updates the row of a page as a whole, which kus_site.content_changes compares, or only OWN_COLUMNS.
    """
    if not sql.startswith('UPDATE "wagtailcore_page" SET '):
        return False
    written = set(SET.findall(sql.partition(" WHERE ")[0]))
    page = apps.get_model("wagtailcore.Page")
    columns = {field.column for field in page._meta.concrete_fields if not field.primary_key}
    own = {page._meta.get_field(name).column for name in OWN_COLUMNS}
    return bool(written) and (written == columns or written <= own)


@lru_cache(1)
def _tables():
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)}


@lru_cache(1)
def _independent():
    """Renditions are made while a page is read; accounts and what they may do are shown to those who log in only."""
    models = apps.get_models(include_auto_created=True)
    left_out = [model for model in models if issubclass(model, AbstractRendition) or model._meta.app_label == "auth"]
    return {*INDEPENDENT, *(model._meta.db_table for model in left_out)}
