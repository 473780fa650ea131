"""Whether the rows exist that a page refers to, asked with one query instead of one for each reference.

Wagtail asks it of each reference when it reads a revision, and Django when it checks the fields of a page.
"""

from collections import defaultdict

from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations

from pages.read_together import read_together
from pages.signals import BOOKKEEPING


def look_up(references, *querysets):
    """Return whether there is a row for each of the references (manager, name of its column, value), and a list of the
    rows of each queryset. One query.
    """
    wanted = defaultdict(set)
    for manager, column, value in references:
        wanted[manager, column].add(value)
    asked = [
        manager.order_by().filter(**{f"{column}__in": values}).values_list(column)
        for (manager, column), values in wanted.items()
    ]
    found = read_together(*asked, *querysets) if asked or querysets else []
    counts = zip(found, wanted.values(), strict=False)
    return all(len(rows) == len(values) for rows, values in counts), found[len(asked) :]


def references_in(model, data):
    """Yield the references in the content of a revision (dict) of `model`, those of its child rows included."""
    for field in model._meta.get_fields():
        if field.name in data and field.concrete and field.many_to_one and data[field.name] is not None:
            target = field.target_field
            yield field.related_model._default_manager, target.name, target.to_python(data[field.name])
    for relation in get_all_child_relations(model):
        for row in data.get(relation.get_accessor_name(), ()):
            yield from references_in(relation.related_model, row)


class BulkReferenceChecksMixin:
    """Part of a page class: the rows to which a page refers are looked for with one query.

    Only when one is missing each reference is checked by itself, by Wagtail and Django.
    """

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        """Return the page of the content of a revision."""
        references = list(references_in(cls, data)) if check_fks else []
        lists = {field.name: field.related_model for field in get_all_child_m2m_relations(cls) if field.name in data}
        members = [model._default_manager.filter(pk__in=data[name]) for name, model in lists.items() if data[name]]
        is_known, rows = look_up(references, *members)
        is_unsure = check_fks and not is_known
        # modelcluster would read each list with a query of its own.
        others = {name: value for name, value in data.items() if name not in lists}
        page = super().from_serializable_data(others, is_unsure, strict_fks)
        if page is None:
            return None
        found = iter(rows)
        for name in lists:
            setattr(page, name, next(found) if data[name] else [])
        if not is_unsure:
            # What is published right after it was read is checked once.
            page._known_references = {(manager.model, column, value) for manager, column, value in references}
        return page

    def clean_fields(self, exclude=None):
        """Check the fields; the foreign keys by themselves only when one of them leads nowhere."""
        # What Wagtail just wrote of the page itself is not looked for.
        exclude, found = {*(exclude or ()), *BOOKKEEPING}, {}
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if field.many_to_one and value is not None and not field.get_limit_choices_to():
                found[field] = field.target_field.to_python(value)
        found = {field: value for field, value in found.items() if field.name not in exclude}
        known = vars(self).pop("_known_references", set())
        asked = [
            (field.related_model._base_manager, field.target_field.name, value)
            for field, value in found.items()
            if (field.related_model, field.target_field.name, value) not in known
        ]
        if look_up(asked)[0]:
            exclude |= {field.name for field in found}
            for field, value in found.items():
                setattr(self, field.attname, value)
        super().clean_fields(exclude)
