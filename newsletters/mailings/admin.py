"""Wagtail hooks for sending: menu item, buttons at an issue, URL patterns, permission."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from newsletters.mailings import views
from newsletters.models import NewsletterIssuePage


class MailingsMenuItem(MenuItem):
    """Menu item for users with the permission to send."""

    def is_shown(self, request):
        """Return whether the user has the permission to send."""
        return request.user.has_perm(views.SEND_MAILING)


class SendMenuItem(ActionMenuItem):
    """“Send” in the action menu of the page editor."""

    name = "newsletter-send"
    label = _("Send to subscribers…")
    icon_name = "mail"

    def is_shown(self, context):
        """Return whether the page is a published issue that the user may send."""
        return context["view"] == "edit" and may_send(context["request"].user, context["page"].specific)

    def get_url(self, context):
        """Return the URL of the view send_issue."""
        return reverse("newsletter_send_issue", args=[context["page"].pk])


def may_send(user, page):
    """Return whether a page is a live issue and the user has the permission to send."""
    return isinstance(page, NewsletterIssuePage) and page.live and user.has_perm(views.SEND_MAILING)


def mailings_item():
    """Return the item “Mailings” of the menu “Newsletter”."""
    return MailingsMenuItem(_("Mailings"), reverse("newsletter_mailings"), icon_name="mail", order=300)


def send_button(page, user, view_name, next_url=None):
    """Yield the button “Send” for the page header of an issue."""
    if may_send(user, page):
        yield Button(
            _("Send to subscribers…"),
            reverse("newsletter_send_issue", args=[page.pk]),
            icon_name="mail",
            priority=15,
        )


def register_urls():
    """Return the URL patterns of the mailing views, below /admin/."""
    return [
        path("newsletters/mailings/", views.list_mailings, name="newsletter_mailings"),
        path("newsletters/mailings/returned/", views.list_kept_mail, name="newsletter_kept_mail"),
        path("newsletters/mailings/<int:mailing_id>/", views.show_mailing, name="newsletter_mailing"),
        path(
            "newsletters/mailings/<int:mailing_id>/numbers/",
            views.mailing_numbers,
            name="newsletter_mailing_numbers",
        ),
        path(
            "newsletters/mailings/<int:mailing_id>/steer/",
            views.act_on_mailing,
            name="newsletter_mailing_action",
        ),
        path(
            "newsletters/mailings/<int:mailing_id>/unknown/",
            views.resolve_unknown,
            name="newsletter_mailing_unknown",
        ),
        path("newsletters/issues/<int:issue_id>/send/", views.send_issue, name="newsletter_send_issue"),
        path("nieuwsbrief/bezoeken/<int:issue_pk>.csv", views.download_visits, name="newsletter-visits"),
        path("newsletters/issues/<int:issue_id>/test/", views.send_test, name="newsletter_send_test"),
    ]


def list_permissions():
    """Return the queryset with the permission to send, for the group form of the admin."""
    return Permission.objects.filter(content_type__app_label="newsletters", codename="send_mailing")


hooks.register("register_admin_urls", register_urls)
hooks.register("register_newsletter_menu_item", mailings_item)
hooks.register("register_page_header_buttons", send_button)
hooks.register("register_page_action_menu_item", lambda: SendMenuItem(order=90))
hooks.register("register_permissions", list_permissions)
