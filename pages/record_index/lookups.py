"""Values at lookups from pages ("theme_links__theme"), taken from what was read with the pages where it can be."""

from django.db.models import prefetch_related_objects


def follow(model, path):
    """Return the model to which a lookup (such as "theme_links__theme") leads from `model`."""
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model


def values_at(model, pages, path, where=None):
    """Return {(primary key of the page, that of the row)} of the rows at a lookup from pages of `model` (a list).

    where: {field: value} that holds for the child rows on the way, for foreign keys of child rows only. Foreign keys of
    the pages cost no query; foreign keys of child rows one query for the child rows, whatever is asked of them and
    unless they were read with the pages; other lookups one query.
    """
    first, _separator, rest = path.partition("__")
    field = model._meta.get_field(first)
    if not rest and field.many_to_one:
        found = ((page.pk, getattr(page, field.attname)) for page in pages)
    elif field.one_to_many and _is_foreign_key(field.related_model, rest):
        prefetch_related_objects(pages, first)
        column = field.related_model._meta.get_field(rest).attname
        found = (
            (page.pk, getattr(row, column))
            for page in pages
            for row in getattr(page, first).all()
            if all(getattr(row, name) == value for name, value in (where or {}).items())
        )
    else:
        rows = model.objects.order_by().filter(pk__in=[page.pk for page in pages])
        found = rows.values_list("pk", path)
    return {(pk, key) for pk, key in found if key is not None}


def _is_foreign_key(model, path):
    return bool(path) and "__" not in path and bool(model._meta.get_field(path).many_to_one)
