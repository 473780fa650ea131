"""Following a topic by mail: the form, the link that confirms, and stopping. GET changes nothing."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from newsletters.alerts import following
from newsletters.alerts.tokens import read_follow_token, read_stop_token
from newsletters.alerts.topics import make_topic
from newsletters.models import AddressRequest, Alert, Subscriber
from newsletters.public.forms import FollowForm
from newsletters.public.rate_limits import exceeded_limit
from newsletters.public.responses import refuse_token, render_page
from newsletters.subscribers import subscriptions
from newsletters.subscribers.tokens import BadToken, ExpiredToken, preferences_token
from visitors.lost_link import too_often
from visitors.private_links import private_page
from visitors.sent_forms import find_outcome, refuse, restore, show_once

WEEK = subscriptions.DAYS_TO_CONFIRM * 24 * 3600  # seconds


def consent_text():
    """Return what somebody agrees to who follows a topic, in the active language."""
    return gettext(
        "Yes, mail me when something new is published about this: at most one mail a week for all that I follow, and "
        "none when nothing is new. I can stop it in every mail."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request, word, name=""):
    """Show what is followed, in words, and a form for an address; POST requests it. Same response for every address.

    word, name and the query string: newsletters.alerts.topics.make_topic. 404 for what does not exist.
    """
    topic = make_topic(word, name, request.GET, get_language())
    if topic is None:
        raise Http404
    if request.method != "POST":
        form = restore(request, FollowForm())
        title = gettext("Follow by mail: %(label)s") % {"label": topic.label}
        return render_page(request, "follow", title, form=form, topic=topic, consent=consent_text())
    form = FollowForm(request.POST)
    if not form.is_valid():
        return refuse(request, form=form)
    address = form.cleaned_data["address"]
    if limit := exceeded_limit(request, address, AddressRequest.FOLLOW):
        form.add_error(None, too_often(limit))
        return refuse(request, form=form)
    subscriptions.request_mail(
        AddressRequest.FOLLOW, address, get_language(), topic=topic, wording=consent_text(), source=request.path
    )
    return redirect("newsletter-follow-sent")


@require_safe
def sent(request):
    """Show the page after a request, the same for every address."""
    return render_page(request, "check_mail", gettext("Look in your mail"), purpose="follow")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Show a button; POST confirms the alert of the token."""
    try:
        pk = read_follow_token(token, WEEK)
    except BadToken as error:
        return refuse_token(request, error, "follow")
    alert = Alert.objects.select_related("topic", "subscriber").filter(pk=pk).first()
    if alert is None:
        return refuse_token(request, ExpiredToken(), "follow")
    subscriber = alert.subscriber
    if request.method == "POST":
        return show_once(request, is_new=following.confirm(alert))
    outcome = find_outcome(request)
    if outcome is None and not (alert.confirmed_at and not subscriber.stopped_at):
        title = gettext("Confirm what you follow")
        lists = subscriptions.lists_to_confirm(subscriber) if subscriber.stopped_at else []
        return render_page(request, "follow_confirm", title, alert=alert, address=subscriber.address, lists=lists)
    # Only what was confirmed just now opens the preferences: a link in an old mail must not.
    is_new = bool(outcome and outcome["is_new"])
    link = preferences_token(subscriber.pk) if is_new else ""
    title = gettext("You follow this") if is_new else gettext("You followed this already")
    return render_page(request, "follow_confirmed", title, alert=alert, token=link)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """Show buttons to stop the alert `?volgt=<primary key>` of the token's subscriber, or all of them; POST does it.

    Mail programs POST `List-Unsubscribe=One-Click` without cookies (RFC 8058, section 3.2), which stops all.
    """
    try:
        subscriber_pk, mailing = read_stop_token(token)
    except BadToken as error:
        return refuse_token(request, error, "unsubscribe")
    subscriber = Subscriber.objects.filter(pk=subscriber_pk).first()
    alerts = list(following.follows(subscriber)) if subscriber else []
    asked = request.GET.get("volgt", "")
    chosen = next((alert for alert in alerts if str(alert.pk) == asked), None)
    if request.method == "POST":
        is_one = request.POST.get("what") == "one"
        if alerts and not (is_one and chosen is None):
            following.stop(subscriber, chosen.pk if is_one else None)
            if mailing and not is_one:
                subscriptions.unsubscribed.send(sender=Subscriber, mailing=mailing, subscriber=subscriber_pk)
        # A mail program that asked is not redirected (RFC 8058, 3.1); a person is, so that Reload asks nothing again.
        if "List-Unsubscribe" in request.POST:
            return _show_stopped(request, is_all=True)
        return HttpResponseRedirect(f"{reverse('newsletter-follow-stopped')}{'' if is_one else '?alle'}")
    if not alerts:
        return _show_stopped(request, is_all=True)
    others = len(alerts) - (chosen is not None)
    title = gettext("Stop following")
    return render_page(request, "follow_stop", title, chosen=chosen, was_one=bool(asked), others=others)


@require_safe
def stopped(request):
    """Say that one topic is not followed any more, with `?alle` that nothing is."""
    return _show_stopped(request, is_all="alle" in request.GET)


def _show_stopped(request, *, is_all):
    return render_page(request, "follow_stopped", gettext("You do not follow this any more"), is_all=is_all)
