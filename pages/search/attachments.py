"""The text of the files of a page: the one place where search reads what was read from them."""

from collections import defaultdict
from functools import cache, lru_cache

from django.db import connection
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from pages.models import DocumentPageText, SiteDocument

# So many statements, by types of page and number of pages, a process remembers.
MOST_STATEMENTS = 64


@cache
def document_relations():
    """Return (model, lookup of the page, name of the field) of all that ties a document to a page.

    Child rows of pages (attachments, actions, files of a publication), rows of child rows (files of a part), and fields
    of pages themselves.
    """
    found = []
    for relation in SiteDocument._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many and relation.auto_created):
            continue
        model = relation.related_model
        parents = ["pk"] if issubclass(model, Page) else _lookups_of_page(model)
        found += [(model, name, relation.field.name) for name in parents[:1]]
    return found


def _lookups_of_page(model):
    """Return the lookups (list) that lead from a child row, or a row of one, to its page."""
    parents = [field for field in model._meta.fields if isinstance(field, ParentalKey)]
    return [
        lookup
        for field in parents
        for lookup in (
            [field.name]
            if issubclass(field.related_model, Page)
            else [f"{field.name}__{above}" for above in _lookups_of_page(field.related_model)]
        )
    ]


def pages_with(document):
    """Return the primary keys (set) of the pages that hold the document with this primary key."""
    return {
        page
        for model, parent, field in document_relations()
        for page in model._base_manager.filter(**{field: document}).values_list(parent, flat=True)
    }


def documents_of(page):
    """Return the primary keys (set) of the documents that the page with this primary key holds, in one query."""
    first, *others = [
        model._base_manager.order_by().filter(**{parent: page, f"{field}__isnull": False}).values_list(field, flat=True)
        for model, parent, field in document_relations()
    ]
    return set(first.union(*others))


@cache
def _relations_of(page_type):
    """Return those of document_relations() that a page of a type (specific) can have; of Page those of all types."""
    found = []
    for model, parent, field in document_relations():
        holder = model
        if parent != "pk":
            for name in parent.split("__"):
                holder = holder._meta.get_field(name).related_model
        if issubclass(page_type, holder) or page_type is Page:
            found.append((model, parent, field))
    return found


@lru_cache(MOST_STATEMENTS)
def _statement(relations, number):
    """Return the SQL of (page, document, number of its page, text) of `number` pages, whose keys each part asks.

    relations: some of document_relations(). It is remembered, as of a dozen tables it takes Django longer to write than
    the database to answer.
    """
    first, *others = [
        model._base_manager.order_by()
        .filter(**{f"{parent}__in": range(number), f"{field}__isnull": False})
        .values_list(parent, field)
        for model, parent, field in relations
    ]
    held, _parameters = first.union(*others, all=True).query.sql_with_params()
    # Names of tables and columns, and places for the keys. A page can hold a document twice.
    return (
        f"WITH held (page, document) AS ({held}) "  # noqa: S608
        "SELECT found.page, pt.document_id, pt.number, pt.text "
        "FROM (SELECT DISTINCT page, document FROM held) found "
        f"JOIN {DocumentPageText._meta.db_table} pt ON pt.document_id = found.document "
        "ORDER BY pt.document_id, pt.number, found.page"
    )


def read_texts(keys, page_types=(Page,)):
    """Return {page's primary key: [(document's primary key, page number, text)]} of the files of pages.

    page_types: the classes of the pages, where they are known. Files that nobody has read yet have none.
    """
    found = defaultdict(list)
    keys = list(keys)
    relations = tuple(dict.fromkeys(relation for kind in page_types for relation in _relations_of(kind)))
    if keys and relations:
        with connection.cursor() as cursor:
            cursor.execute(_statement(relations, len(keys)), keys * len(relations))
            for page, document, number, text in cursor:
                found[page].append((document, number, text))
    return found
