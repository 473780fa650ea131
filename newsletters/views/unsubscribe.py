"""Leaving, by the link in every newsletter (RFC 8058). GET never unsubscribes."""

from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from newsletters import sign_up, signals
from newsletters.models import MailingList, Subscriber
from newsletters.tokens import BadToken, read_unsubscribe_token
from visitors.private_links import private_page

from .personal import refuse_token, show


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Show which list with a button; POST leaves it, with `what=all` every list.

    A mail program posts `List-Unsubscribe=One-Click` (RFC 8058 3.2), without cookies; that leaves the list of the mail.
    """
    try:
        chosen = read_unsubscribe_token(token)
    except BadToken as error:
        return refuse_token(request, error, "unsubscribe")
    mailing_list = MailingList.objects.filter(pk=chosen.mailing_list).first()
    subscriber = Subscriber.objects.filter(pk=chosen.subscriber).first()
    is_all = request.POST.get("what") == "all"
    if request.method == "POST":
        if subscriber and sign_up.leave(subscriber, None if is_all else chosen.mailing_list) and chosen.mailing:
            signals.unsubscribed.send(sender=Subscriber, mailing=chosen.mailing, subscriber=chosen.subscriber)
        return show_left(request, mailing_list, is_all)
    if not (subscriber and subscriber.subscriptions.filter(left_at=None).exists()):
        return show_left(request, mailing_list, is_all=True)
    others = subscriber.subscriptions.active().exclude(mailing_list=mailing_list).count()
    is_on_list = subscriber.subscriptions.filter(left_at=None, mailing_list=mailing_list).exists()
    return show(
        request,
        "unsubscribe",
        gettext("Unsubscribe"),
        mailing_list=mailing_list if is_on_list else None,
        left_list=mailing_list,
        others=others,
    )


def show_left(request, mailing_list, is_all):
    """Return the page that says that somebody left a MailingList, or all; None is a list that is gone."""
    again = reverse("newsletter-sign-up")
    if mailing_list and mailing_list.is_open:
        again = f"{again}?lijst={mailing_list.slug}"
    return show(
        request, "unsubscribed", gettext("You are unsubscribed"), mailing_list=mailing_list, is_all=is_all, again=again
    )
