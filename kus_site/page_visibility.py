"""Which pages an editor sees in the admin: what readers see, and what the editor may edit.

Drafts and private pages of another werkplaats are in no explorer, chooser, search, history or answer of the admin API.
"""

from django.db.models import Q
from django.http import Http404
from wagtail.models import Page, PageViewRestriction
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from pages.co_owners import co_owned, co_owns

EDITING = {"change", "publish", "lock", "unlock", "bulk_delete"}


class VisiblePagePolicy(PagePermissionPolicy):
    """Wagtail's permissions on pages, and the right of co-owners to edit a shared record (pages.co_owners).

    The right to add below a page does not show what others have there in draft.
    """

    def instances_user_has_any_permission_for(self, user, actions):
        """Return the pages on which the user has any of these rights, records of co-owners among them."""
        found = super().instances_user_has_any_permission_for(user, actions)
        if "change" not in actions or not user.is_active or user.is_superuser:
            return found
        return found | self.model._default_manager.filter(co_owned(user, self))

    def user_has_any_permission_for_instance(self, user, actions, instance):
        """Return whether the user has any of these rights on a page."""
        has_right = super().user_has_any_permission_for_instance(user, actions, instance)
        return has_right or ("change" in actions and co_owns(user, instance, self))

    def explorable_instances(self, user):
        """Return what the user can find in the explorer, without what is not visible()."""
        return visible(super().explorable_instances(user), user)

    def editable_instances(self, user):
        """Return the pages that the user may edit in any way."""
        return self.instances_user_has_any_permission_for(user, EDITING)


def visible(pages, user):
    """Keep of a queryset of pages what readers see, what `user` may edit, and those on which the user has rights."""
    policy = policy_registry.get_by_type(Page)
    if user.is_superuser:
        return pages
    public = Q(live=True)
    for restricted in PageViewRestriction.objects.values_list("page__path", flat=True):
        public &= ~Q(path__startswith=restricted)
    own = Q(pk__in=[permission.page_id for permission in policy.get_cached_permissions_for_user(user)])
    editable = policy.editable_instances(user).order_by().values("pk")
    return pages.filter(public | own | Q(pk__in=editable))


def is_visible(page, user):
    """Return whether visible() keeps a page; the root, which is no page of anybody, always is."""
    return page.is_root() or visible(Page.objects.filter(pk=page.pk), user).exists()


def limit_chooser(pages, request):
    """Return the pages of a chooser that the user of the request may see (hook construct_page_chooser_queryset)."""
    return visible(pages, request.user)


def refuse_explorer(parent_page, pages, request):
    """Raise Http404 for the explorer below a page that is not visible (hook construct_explorer_page_queryset)."""
    if not is_visible(parent_page, request.user):
        raise Http404
    return pages
