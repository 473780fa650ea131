"""Tasks of editors, shown on the dashboard; each room registers its own by the hook `editors_tasks`."""

from abc import ABC, abstractmethod

from django.db.models import Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page, get_page_models
from wagtail.permissions import policy_registry

from .models import BasePage, SiteImage


class EditorsTask(ABC):
    """A kind of work: which rows of `model` wait for a user, and how to say so.

    `name` is part of addresses, `heading` stands above the list, `done` is said when nothing waits, `order` places it
    among the panels of the dashboard. A task holds no state: one instance serves every request.
    """

    name = ""
    model = Page
    heading = ""
    done = ""
    icon = "doc-full"
    order = 230

    def find(self, user):
        """Return the queryset of the rows that wait, the most pressing first: only what the user may change."""
        return self.narrow(self.changeable(user), user)

    def is_for(self, user):
        """Return whether the user can do this task; else it is not shown."""
        return True

    def changeable(self, user):
        """Return the queryset of the rows of `model` that the user may change."""
        policy = policy_registry.get_by_type(self.model).for_model(self.model)
        return policy.instances_user_has_permission_for(user, "change")

    @abstractmethod
    def narrow(self, rows, user):
        """Keep the rows that wait and sort them; fetches what `title` and `note` need."""

    def title(self, row):
        """Return the name of a row."""
        return row.get_admin_display_title()

    def note(self, row):
        """Return a short text: why the row needs attention."""
        return ""

    def edit_url(self, row):
        """Return the admin URL where a row is edited."""
        return reverse("wagtailadmin_pages:edit", args=[row.pk])


class PermittedTask(EditorsTask):
    """A task whose rows are shown to users with one of `permissions` on `model` only."""

    permissions = ("change",)

    def is_for(self, user):
        """Return whether the user has one of the permissions."""
        return policy_registry.get_by_type(self.model).user_has_any_permission(user, self.permissions)

    def changeable(self, user):
        rows = self.model._default_manager.all()
        return rows if self.is_for(user) else rows.none()


def collect_tasks():
    """Return the tasks of all rooms in their order."""
    found = [task for register in hooks.get_hooks("editors_tasks") for task in register()]
    return sorted(found, key=lambda task: task.order)


def day_of(moment):
    """Return the day of an aware datetime or a date in words, in the zone that is active."""
    day = timezone.localtime(moment) if hasattr(moment, "tzinfo") else moment
    return formats.date_format(day, "DATE_FORMAT")


class Drafts(EditorsTask):
    """Pages with changes that readers do not see yet; the user's own first."""

    name = "drafts"
    heading = _("Drafts and changes that are not published")
    done = _("Everything you may edit is published as it stands.")
    icon = "edit"
    order = 230

    def narrow(self, rows, user):
        drafts = rows.filter(has_unpublished_changes=True, alias_of=None).select_related("latest_revision__user")
        return drafts.annotate(is_own=Q(latest_revision__user=user)).order_by(
            "-is_own", "-latest_revision_created_at", "-pk"
        )

    def note(self, row):
        revision = row.latest_revision
        author = revision.user.get_full_name() or revision.user.get_username() if revision and revision.user else ""
        kind = gettext("changes") if row.live else gettext("draft")
        day = day_of(row.latest_revision_created_at) if row.latest_revision_created_at else ""
        return ", ".join(part for part in (kind, author, day) if part)


class MissingSummaries(EditorsTask):
    """Published pages without a summary."""

    name = "missing-summaries"
    heading = _("Pages without a summary")
    done = _("Every published page has a summary.")
    icon = "list-ul"
    order = 246

    def narrow(self, rows, user):
        empty = [
            page_type._base_manager.filter(summary="").values("pk")
            for page_type in get_page_models()
            if issubclass(page_type, BasePage)
        ]
        rows = rows.filter(pk__in=empty[0].union(*empty[1:], all=True), live=True, alias_of=None)
        rows = rows.filter(search_description="")
        return rows.order_by("-first_published_at", "-pk")

    def note(self, row):
        return row.page_type_display_name


class UndescribedImages(EditorsTask):
    """Images without a description (text alternative)."""

    name = "undescribed-images"
    model = SiteImage
    heading = _("Images without a description")
    done = _("Every image you may edit has a description.")
    icon = "image"
    order = 242

    def changeable(self, user):
        """Images have a policy of their own, by collection."""
        return policy_registry.get_by_type(SiteImage).instances_user_has_permission_for(user, "change")

    def narrow(self, rows, user):
        return rows.filter(description="").order_by("-created_at", "-pk")

    def title(self, row):
        return row.title

    def note(self, row):
        return gettext("added on %(day)s") % {"day": day_of(row.created_at)}

    def edit_url(self, row):
        return reverse("wagtailimages:edit", args=[row.pk])
