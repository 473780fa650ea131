"""Who writes pages, anywhere in the tree."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from wagtail.models import Page
from wagtail.permissions import policy_registry

# An editor has one of these rights on pages.
RIGHTS = ["add", "change", "publish"]


def may_edit_pages(user):
    """Return whether the user may add, change or publish pages anywhere."""
    return policy_registry.get_by_type(Page).user_has_any_permission(user, RIGHTS)


def editors_only(view):
    """Decorate a view of the admin: 403 for who writes no pages."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may_edit_pages(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked
