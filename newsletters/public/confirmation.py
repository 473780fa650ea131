"""Confirmation links in mail (double opt-in). GET changes nothing, because mail scanners open links."""

from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from newsletters.models import AddressChange, MailingList, Subscriber
from newsletters.public.responses import refuse_token, render_page
from newsletters.subscribers import subscriptions
from newsletters.subscribers.tokens import (
    BadToken,
    ExpiredToken,
    preferences_token,
    read_change_token,
    read_confirm_token,
)
from visitors.private_links import private_page
from visitors.sent_forms import find_outcome, show_once

WEEK = subscriptions.DAYS_TO_CONFIRM * 24 * 3600  # seconds


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Show a button; POST confirms the sign-up or the change of address of the token."""
    try:
        return _confirm_sign_up(request, read_confirm_token(token, WEEK))
    except ExpiredToken as error:
        return refuse_token(request, error, "confirm")
    except BadToken:
        pass
    try:
        return _confirm_change(request, read_change_token(token, WEEK))
    except BadToken as error:
        return refuse_token(request, error, "confirm")


def _confirm_sign_up(request, pk):
    subscriber = Subscriber.objects.filter(pk=pk).first()
    if subscriber is None:
        return refuse_token(request, ExpiredToken(), "confirm")
    if request.method == "POST":
        lists = subscriptions.confirm(subscriber)
        return show_once(request, lists=[chosen.pk for chosen in lists])
    if outcome := find_outcome(request):
        return _show_done(request, subscriber, MailingList.objects.filter(pk__in=outcome["lists"]))
    lists = subscriptions.lists_to_confirm(subscriber)
    if subscriber.confirmed_at and not lists:
        return _show_done(request, subscriber, [])
    return render_page(request, "confirm", gettext("Confirm your newsletter"), lists=lists, address=subscriber.address)


def _confirm_change(request, pk):
    change = AddressChange.objects.select_related("subscriber").filter(pk=pk).first()
    if change is None:
        address = (find_outcome(request) or {}).get("address", "")
        return render_page(request, "address_changed", gettext("Your address was changed"), address=address)
    if request.method == "POST":
        return show_once(request, address=subscriptions.change_address(change).address)
    return render_page(request, "confirm_address", gettext("Confirm your new address"), address=change.address)


def _show_done(request, subscriber, lists):
    """Return the page after confirming `lists`, or without any the page of a link that was used before.

    Only the first opens the preferences: a link in an old mail must not.
    """
    title = gettext("You are signed up") if lists else gettext("You were signed up already")
    return render_page(
        request, "confirmed", title, lists=lists, token=preferences_token(subscriber.pk) if lists else ""
    )
