"""The link in a mail that asks to confirm. Opening it changes nothing: mail scanners open links too."""

from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from newsletters import sign_up
from newsletters.models import AddressChange, Subscriber
from newsletters.tokens import BadToken, ExpiredToken, preferences_token, read_change_token, read_confirm_token
from visitors.private_links import private_page

from .personal import refuse_token, show

WEEK = sign_up.DAYS_TO_CONFIRM * 24 * 3600  # seconds


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Show a button; pressing it confirms a sign-up, or a new address."""
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
        lists = sign_up.confirm(subscriber)
        return _show_done(request, subscriber, lists)
    pending = list(subscriber.subscriptions.pending().select_related("mailing_list"))
    if subscriber.confirmed_at and not pending:
        return _show_done(request, subscriber, [])
    lists = [subscription.mailing_list for subscription in pending]
    return show(request, "confirm", gettext("Confirm your newsletter"), lists=lists, address=subscriber.address)


def _confirm_change(request, pk):
    change = AddressChange.objects.select_related("subscriber").filter(pk=pk).first()
    if change is None:
        return show(request, "address_changed", gettext("Your address was changed"))
    if request.method == "POST":
        subscriber = sign_up.change_address(change)
        return show(request, "address_changed", gettext("Your address was changed"), address=subscriber.address)
    return show(request, "confirm_address", gettext("Confirm your new address"), address=change.address)


def _show_done(request, subscriber, lists):
    title = gettext("You are signed up") if lists else gettext("You were signed up already")
    return show(request, "confirmed", title, lists=lists, token=preferences_token(subscriber.pk))
