"""Sending in the editors' menu, at the issue and in the addresses of the admin."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from newsletters import mailing_views
from newsletters.models import NewsletterIssuePage


class MailingsMenuItem(MenuItem):
    """The list of mailings, for who may send."""

    def is_shown(self, request):
        """Return whether the visitor may send."""
        return request.user.has_perm(mailing_views.SEND_MAILING)


class SendMenuItem(ActionMenuItem):
    """“Send” among what can be done with an issue in the editor."""

    name = "newsletter-send"
    label = _("Send to subscribers…")
    icon_name = "mail"

    def is_shown(self, context):
        """Return whether this is a published issue and the visitor may send it."""
        return context["view"] == "edit" and may_send(context["request"].user, context["page"].specific)

    def get_url(self, context):
        """Return the address of the page for sending."""
        return reverse("newsletter_send_issue", args=[context["page"].pk])


def may_send(user, page):
    """Return whether a page is an issue that the user may send."""
    return isinstance(page, NewsletterIssuePage) and page.live and user.has_perm(mailing_views.SEND_MAILING)


def mailings_item():
    """Return the item for the menu “Newsletter”."""
    return MailingsMenuItem(_("Mailings"), reverse("newsletter_mailings"), icon_name="mail", order=300)


def send_button(page, user, view_name, next_url=None):
    """Yield the button “Send” for the heading of an issue."""
    if may_send(user, page):
        yield Button(
            _("Send to subscribers…"),
            reverse("newsletter_send_issue", args=[page.pk]),
            icon_name="mail",
            priority=15,
        )


def register_urls():
    """Return the addresses of sending, below /admin/."""
    return [
        path("newsletters/mailings/", mailing_views.list_mailings, name="newsletter_mailings"),
        path("newsletters/mailings/<int:mailing_id>/", mailing_views.show_mailing, name="newsletter_mailing"),
        path(
            "newsletters/mailings/<int:mailing_id>/numbers/",
            mailing_views.mailing_numbers,
            name="newsletter_mailing_numbers",
        ),
        path(
            "newsletters/mailings/<int:mailing_id>/steer/",
            mailing_views.steer_mailing,
            name="newsletter_mailing_steer",
        ),
        path(
            "newsletters/mailings/<int:mailing_id>/unknown/",
            mailing_views.settle_unknown,
            name="newsletter_mailing_unknown",
        ),
        path("newsletters/issues/<int:issue_id>/send/", mailing_views.send_issue, name="newsletter_send_issue"),
        path("newsletters/issues/<int:issue_id>/test/", mailing_views.send_test, name="newsletter_send_test"),
    ]


def list_permissions():
    """Return the permission to send, for the page where an administrator makes roles."""
    return Permission.objects.filter(content_type__app_label="newsletters", codename="send_mailing")


hooks.register("register_admin_urls", register_urls)
hooks.register("register_newsletter_menu_item", mailings_item)
hooks.register("register_page_header_buttons", send_button)
hooks.register("register_page_action_menu_item", lambda: SendMenuItem(order=90))
hooks.register("register_permissions", list_permissions)
