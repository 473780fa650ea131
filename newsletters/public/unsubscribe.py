"""Unsubscribing by the link in a mail, also one-click (RFC 8058). GET changes nothing."""

from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from newsletters.models import MailingList, Subscriber
from newsletters.public.responses import refuse_token, render_page
from newsletters.subscribers import subscriptions
from newsletters.subscribers.tokens import BadToken, read_unsubscribe_token
from visitors.private_links import private_page


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Show a button for the list of the token; POST unsubscribes from it, with `what=all` from all lists.

    Mail programs POST `List-Unsubscribe=One-Click` without cookies (RFC 8058, section 3.2).
    """
    try:
        chosen = read_unsubscribe_token(token)
    except BadToken as error:
        return refuse_token(request, error, "unsubscribe")
    mailing_list = MailingList.objects.filter(pk=chosen.mailing_list).first()
    subscriber = Subscriber.objects.filter(pk=chosen.subscriber).first()
    is_all = request.POST.get("what") == "all"
    if request.method == "POST":
        if (
            subscriber
            and subscriptions.unsubscribe(subscriber, None if is_all else chosen.mailing_list)
            and chosen.mailing
        ):
            subscriptions.unsubscribed.send(sender=Subscriber, mailing=chosen.mailing, subscriber=chosen.subscriber)
        # A mail program that asked is not redirected (RFC 8058, 3.1); a person is, so that Reload asks nothing again.
        if "List-Unsubscribe" in request.POST:
            return show_left(request, mailing_list, is_all)
        return redirect_left(mailing_list, is_all)
    if not (subscriber and subscriber.subscriptions.filter(left_at=None).exists()):
        return show_left(request, mailing_list, is_all=True)
    others = subscriber.subscriptions.active().exclude(mailing_list=mailing_list).count()
    is_on_list = subscriber.subscriptions.filter(left_at=None, mailing_list=mailing_list).exists()
    return render_page(
        request,
        "unsubscribe",
        gettext("Unsubscribe"),
        mailing_list=mailing_list if is_on_list else None,
        left_list=mailing_list,
        others=others,
    )


@require_safe
def left(request):
    """Say what somebody unsubscribed from: `lijst` is the slug of the list, with `alle` from all lists."""
    mailing_list = MailingList.objects.filter(slug=request.GET.get("lijst", "")).first()
    return show_left(request, mailing_list, is_all="alle" in request.GET)


def redirect_left(mailing_list, is_all):
    """Return the redirect to left() for a MailingList (None: deleted) or for all lists."""
    query = {"lijst": mailing_list.slug} if mailing_list else {}
    return HttpResponseRedirect(f"{reverse('newsletter-left')}?{urlencode(query | ({'alle': 1} if is_all else {}))}")


def show_left(request, mailing_list, is_all):
    """Return the page after unsubscribing from a MailingList (None: deleted) or from all lists."""
    again = reverse("newsletter-sign-up")
    if mailing_list and mailing_list.is_open:
        again = f"{again}?lijst={mailing_list.slug}"
    return render_page(
        request, "unsubscribed", gettext("You are unsubscribed"), mailing_list=mailing_list, is_all=is_all, again=again
    )
