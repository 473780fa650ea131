"""Who owns a shared record together: the werkplaatsen that it names. Editors of each of them may edit it.

An editor of a werkplaats is who has the right to change its page. Co-owners edit a record and hand it in for approval;
publishing, moving and deleting stay with those who have the right where the record stands.
"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import PagePermissionTester

from pages.record_types import record_types

RIGHT_TO_CHANGE = "change_page"


class CoOwnerTester(PagePermissionTester):
    """What a user may do with a record, also by the right of a werkplaats that owns it."""

    def can_edit(self):
        """Return whether the user may edit the record."""
        return super().can_edit() or co_owns(self.user, self.page, self.permission_policy)


def co_owns(user, record, policy):
    """Return whether a user edits for a werkplaats that a page of any type names; `policy` is that of pages."""
    own = _own_werkplaatsen(user, policy)
    model = record.specific_class
    return bool(own and _is_shared(model)) and model.objects.filter(pk=record.pk, werkplaatsen__in=own).exists()


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
