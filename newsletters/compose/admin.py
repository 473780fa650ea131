"""Wagtail hooks for composing: the menu “Newsletter”, the URLs of its views, header buttons and a signal handler."""

from django.db import transaction
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.signals import page_published

from newsletters.compose import views
from newsletters.compose.drafts import indexes_for
from newsletters.compose.link_checker import check_issue_links
from newsletters.models import NewsletterIndexPage, NewsletterIssuePage

newsletter_menu = Menu(
    register_hook_name="register_newsletter_menu_item", construct_hook_name="construct_newsletter_menu"
)


class IssuesMenuItem(MenuItem):
    """Menu item for users who may add an issue."""

    def is_shown(self, request):
        """Return whether the user may add an issue under any archive."""
        return bool(indexes_for(request.user))


class ArchiveMenuItem(IssuesMenuItem):
    """Menu item to the list of issues; its URL depends on the first archive of the user."""

    def render_component(self, request):
        """Return the item with the URL of the first archive of the user."""
        url = reverse("wagtailadmin_explore", args=[indexes_for(request.user)[0].pk])
        return LinkMenuItem(self.name, self.label, url, icon_name=self.icon_name)


@hooks.register("register_admin_urls")
def register_compose_urls():
    """Return the URL patterns of the compose views, below /admin/."""
    return [
        path("newsletters/new/", views.new_issue, name="newsletter_new_issue"),
        path("newsletters/<int:pk>/checks/", views.show_checks, name="newsletter_checks"),
        path("newsletters/trays/", views.show_trays, name="newsletter_trays"),
        path("newsletters/records/", views.show_records, name="newsletter_records"),
    ]


@hooks.register("register_admin_menu_item")
def register_newsletter_menu():
    """Return the menu “Newsletter”; the packages mailings and subscribers register items in it."""
    return SubmenuMenuItem(_("Newsletter"), newsletter_menu, name="newsletter", icon_name="mail", order=250)


@hooks.register("register_newsletter_menu_item")
def register_new_issue_item():
    """Return the menu item for a new issue."""
    url = reverse("newsletter_new_issue")
    return IssuesMenuItem(_("New issue"), url, name="newsletter-new-issue", icon_name="plus", order=10)


@hooks.register("register_newsletter_menu_item")
def register_issues_item():
    """Return the menu item for the list of issues."""
    return ArchiveMenuItem(_("Issues"), "", name="newsletter-issues", icon_name="list-ul", order=20)


@hooks.register("register_page_header_buttons")
def add_header_buttons(page, user, view_name, next_url=None):
    """Yield the button “New issue” for the archive, and “Check before sending” for an issue."""
    if page.specific_class is NewsletterIndexPage and page.permissions_for_user(user).can_add_subpage():
        yield Button(_("New issue"), reverse("newsletter_new_issue"), icon_name="plus", priority=5)
    if page.specific_class is NewsletterIssuePage and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Check before sending"), reverse("newsletter_checks", args=[page.pk]), icon_name="tasks", priority=5
        )


def check_links_when_published(sender, instance, **kwargs):
    """Signal handler: enqueue the check of external links after an issue is published."""
    transaction.on_commit(lambda: check_issue_links.enqueue(instance.pk))


page_published.connect(check_links_when_published, sender=NewsletterIssuePage, dispatch_uid="check-links-of-issue")
