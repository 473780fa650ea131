"""The menu “Newsletter” of the admin, and the way to a new issue and to its checks."""

from django.db import transaction
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.signals import page_published

from newsletters import check_views, compose_views
from newsletters.composing import indexes_for
from newsletters.link_checks import check_links_of
from newsletters.models import NewsletterIndexPage, NewsletterIssuePage

newsletter_menu = Menu(
    register_hook_name="register_newsletter_menu_item", construct_hook_name="construct_newsletter_menu"
)


class IssuesMenuItem(MenuItem):
    """Shown to whoever may add an issue."""

    def is_shown(self, request):
        """Return whether there is an archive under which the user may add one."""
        return bool(indexes_for(request.user))


class ArchiveMenuItem(IssuesMenuItem):
    """Leads to the list of issues; its address is known only once there is an archive."""

    def render_component(self, request):
        """Return the item with the address of the first archive of the user."""
        url = reverse("wagtailadmin_explore", args=[indexes_for(request.user)[0].pk])
        return LinkMenuItem(self.name, self.label, url, icon_name=self.icon_name)


@hooks.register("register_admin_urls")
def register_compose_urls():
    """Return the addresses of the screens, below /admin/."""
    return [
        path("newsletters/new/", compose_views.new_issue, name="newsletter_new_issue"),
        path("newsletters/<int:pk>/checks/", check_views.show_checks, name="newsletter_checks"),
        path("newsletters/records/", compose_views.show_records, name="newsletter_records"),
    ]


@hooks.register("register_admin_menu_item")
def register_newsletter_menu():
    """Return the menu “Newsletter”; other parts of the room add to it."""
    return SubmenuMenuItem(_("Newsletter"), newsletter_menu, name="newsletter", icon_name="mail", order=250)


@hooks.register("register_newsletter_menu_item")
def register_new_issue_item():
    """Return the menu item that begins an issue."""
    url = reverse("newsletter_new_issue")
    return IssuesMenuItem(_("New issue"), url, name="newsletter-new-issue", icon_name="plus", order=10)


@hooks.register("register_newsletter_menu_item")
def register_issues_item():
    """Return the menu item that leads to all issues."""
    return ArchiveMenuItem(_("Issues"), "", name="newsletter-issues", icon_name="list-ul", order=20)


@hooks.register("register_page_header_buttons")
def add_header_buttons(page, user, view_name, next_url=None):
    """Yield the button that begins an issue at the list of issues, and the one that checks it at an issue."""
    if page.specific_class is NewsletterIndexPage and page.permissions_for_user(user).can_add_subpage():
        yield Button(_("New issue"), reverse("newsletter_new_issue"), icon_name="plus", priority=5)
    if page.specific_class is NewsletterIssuePage and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Check before sending"), reverse("newsletter_checks", args=[page.pk]), icon_name="tasks", priority=5
        )


def check_links_when_published(sender, instance, **kwargs):
    """Have the links of an issue checked once it is on the site."""
    transaction.on_commit(lambda: check_links_of.enqueue(instance.pk))


page_published.connect(check_links_when_published, sender=NewsletterIssuePage, dispatch_uid="check-links-of-issue")
