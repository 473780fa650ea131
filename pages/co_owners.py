"""Who owns a shared record together: the werkplaatsen that it names. Editors of each of them may edit it.

An editor of a werkplaats is who has the right to change its page. Co-owners edit a record and hand it in for approval;
publishing, moving and deleting stay with those who have the right where the record stands.
"""

from collections import defaultdict

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import PagePermissionTester

from pages.record_types import record_types

RIGHT_TO_CHANGE = "change_page"
READ_OWNERS = "_read_owners"  # attribute of a page: the primary keys (set) that read_owners() found


class CoOwnerTester(PagePermissionTester):
    """What a user may do with a record, also by the right of a werkplaats that owns it."""

    def can_edit(self):
        """Return whether the user may edit the record."""
        return super().can_edit() or co_owns(self.user, self.page, self.permission_policy)

    def can_delete(self, ignore_bulk=False):
        """Return whether the user may delete the record, or move it.

        Wagtail asks the database whether the page or one below it is published, twice for each row of a list.
        """
        is_limited = self.user.is_active and not self.user.is_superuser and "publish" not in self.permissions
        return not (is_limited and self.page.live) and super().can_delete(ignore_bulk)


def co_owns(user, record, policy):
    """Return whether a user edits for a werkplaats that a page of any type names; `policy` is that of pages."""
    own = _own_werkplaatsen(user, policy)
    model = record.specific_class
    if not own or not _is_shared(model):
        return False
    read = vars(record).get(READ_OWNERS)
    return bool(read & set(own)) if read is not None else _has_owner(model, record, own)


def _has_owner(model, record, werkplaatsen):
    return model.objects.filter(pk=record.pk, werkplaatsen__in=werkplaatsen).exists()


def read_owners(pages):
    """Let pages of a list know which werkplaatsen own them, so that co_owns() asks nothing for each. A query per type.

    For what is shown in a list only: what is written later is not seen in it.
    """
    by_type = defaultdict(dict)
    for page in pages:
        if _is_shared(page.specific_class):
            vars(page)[READ_OWNERS] = owners = set()
            by_type[page.specific_class][page.pk] = owners
    for model, owners_of in by_type.items():
        rows = model.objects.order_by().filter(pk__in=owners_of, werkplaatsen__isnull=False)
        for pk, werkplaats in rows.values_list("pk", "werkplaatsen"):
            owners_of[pk].add(werkplaats)


def co_owned(user, policy):
    """Return the condition (Q) on pages that holds for the records of the werkplaatsen for which a user edits."""
    condition, own = Q(pk__in=[]), _own_werkplaatsen(user, policy)
    for model in filter(_is_shared, record_types()) if own else ():
        condition |= Q(pk__in=model.objects.filter(werkplaatsen__in=own).order_by().values("pk"))
    return condition


def _is_shared(model):
    return bool(getattr(model, "is_shared", False))


def _own_werkplaatsen(user, policy):
    """Return the primary keys (list) of the werkplaatsen whose very page a user may change."""
    if not user.is_active or user.is_superuser:
        return []
    werkplaats = ContentType.objects.get_for_model(apps.get_model("pages.WerkplaatsPage")).pk
    rights = policy.get_cached_permissions_for_user(user)
    return [
        right.page_id
        for right in rights
        if right.permission.codename == RIGHT_TO_CHANGE and right.page.content_type_id == werkplaats
    ]
