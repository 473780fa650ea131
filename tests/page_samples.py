"""Every page type of the site, found by itself, with a published page of it."""

from collections import Counter

from django.db.models import Count
from modelcluster.models import get_all_child_relations
from wagtail.models import get_page_models

OWN_APPS = {"pages", "themes", "publications", "events", "newsletters", "inventory"}


def list_page_types():
    """Return all page classes of the project, in a fixed order."""
    return sorted(
        (model for model in get_page_models() if model._meta.app_label in OWN_APPS), key=lambda model: model._meta.label
    )


def find_sample(page_type):
    """Return the published Dutch page of a type with the most child rows; fail when there is none."""
    pages = list(page_type.objects.live().filter(locale__language_code="nl"))
    assert pages, f"The demo content has no published {page_type._meta.label}."
    rows = Counter()
    for relation in get_all_child_relations(page_type):
        counted = relation.related_model.objects.order_by().values_list(relation.field.attname).annotate(Count("pk"))
        rows.update(dict(counted))
    return max(pages, key=lambda page: (rows[page.pk], -page.pk))


def count_child_rows(page):
    """Return how many rows hang on a page in all its child relations."""
    return sum(getattr(page, relation.get_accessor_name()).count() for relation in get_all_child_relations(type(page)))
