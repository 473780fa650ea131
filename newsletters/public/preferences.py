"""Preferences of a subscriber: change lists, language and address, download personal data, erase."""

from functools import wraps

from django.db.models import Max
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from newsletters.alerts import following
from newsletters.models import MailingList, NewsletterSettings, Subscriber
from newsletters.public.forms import ChangeForm, PreferencesForm
from newsletters.public.rate_limits import exceeded_limit
from newsletters.public.responses import refuse_token, render_page
from newsletters.public.unsubscribe import redirect_left, show_left
from newsletters.subscribers import subscriptions
from newsletters.subscribers.personal_data import export_subscriber
from newsletters.subscribers.suppressions import erase_address
from newsletters.subscribers.tokens import BadToken, read_preferences_token
from visitors import edit_conflicts
from visitors.lost_link import too_often
from visitors.private_links import private_page
from visitors.sent_forms import refuse, restore

SECONDS = subscriptions.DAYS_OF_PREFERENCES_LINK * 24 * 3600


def with_subscriber(view):
    """Decorator: call view(request, subscriber, token) with the Subscriber of the token; rejects invalid tokens."""

    @wraps(view)
    def answer(request, token):
        try:
            pk = read_preferences_token(token, SECONDS)
        except BadToken as error:
            return refuse_token(request, error, "preferences")
        subscriber = Subscriber.objects.confirmed().filter(pk=pk).first()
        if subscriber is None:
            is_post = request.method == "POST"
            return redirect_left(None, is_all=True) if is_post else show_left(request, None, is_all=True)
        return view(request, subscriber, token)

    return private_page(answer)


@require_http_methods(["GET", "HEAD", "POST"])
@with_subscriber
def preferences(request, subscriber, token):
    """Show the preferences; POST saves lists and language.

    With `what=address` it requests a change of address, with `stop` it stops the alert in `alert`, with `stop-all` all.
    """
    lists = MailingList.objects.open() | MailingList.objects.filter(
        subscriptions__subscriber=subscriber, subscriptions__left_at=None
    )
    lists = lists.distinct()
    what = request.POST.get("what") if request.method == "POST" else None
    chosen = list(subscriber.subscriptions.active().values_list("mailing_list", flat=True))
    alerts = list(following.follows(subscriber))
    stored = {"lists": chosen, "language": subscriber.language}

    def make_form(data=None):
        return PreferencesForm(data, lists=lists, initial=stored, is_following=bool(alerts))

    if what in ("stop", "stop-all"):
        return _stop(request, subscriber, token, is_all=what == "stop-all")
    if what == "address":
        return _change_address(request, subscriber)
    if request.method == "POST":
        return _choose(request, subscriber, token, make_form)
    form = restore(request, make_form())
    moment = subscriber.subscriptions.aggregate(last=Max("confirmed_at"))["last"] if form.is_bound else None
    edit_conflicts.mark(form, make_form(), moment)
    return render_page(
        request,
        "preferences",
        gettext("Your choices for the newsletter"),
        form=form,
        change_form=restore(request, ChangeForm(), "change_form"),
        subscriber=subscriber,
        alerts=alerts,
        consents=subscriber.consents.all(),
        token=token,
        is_saved="bewaard" in request.GET,
        is_stopped="gestopt" in request.GET,
    )


def _choose(request, subscriber, token, make_form):
    form = make_form(request.POST)
    data = edit_conflicts.resolve(form, make_form())
    if data is None:
        edit_conflicts.add_conflict_error(form, make_form())
        return refuse(request, form=form)
    form = make_form(data)
    return _save(request, subscriber, token, form.cleaned_data) if form.is_valid() else refuse(request, form=form)


def _stop(request, subscriber, token, *, is_all):
    asked = request.POST.get("alert", "")
    chosen = next((alert.pk for alert in following.follows(subscriber) if str(alert.pk) == asked), None)
    if is_all or chosen:
        following.stop(subscriber, None if is_all else chosen)
    if not Subscriber.objects.filter(pk=subscriber.pk).exists():
        return redirect_left(None, is_all=True)
    return _back(subscriber, token, "gestopt")


def _change_address(request, subscriber):
    form = ChangeForm(request.POST)
    if form.is_valid():
        address = form.cleaned_data["address"]
        if not (limit := exceeded_limit(request, address, "change", is_by_link=True)):
            subscriptions.request_address_change(subscriber, address)
            return redirect("newsletter-change-sent")
        form.add_error("address", too_often(limit))
    return refuse(request, change_form=form)


@require_safe
def change_sent(request):
    """Say that a mail is on its way to the new address."""
    return render_page(request, "check_mail", gettext("Look in your mail"), purpose="change")


def _save(request, subscriber, token, choices):
    subscriber.language = choices["language"]
    subscriber.save()
    wording = NewsletterSettings.for_visit(request).consent
    if not subscriptions.set_lists(subscriber, choices["lists"], wording, gettext("The preferences page")):
        return redirect_left(None, is_all=True)
    return _back(subscriber, token, "bewaard")


def _back(subscriber, token, done):
    """Return the redirect to the preferences in the language of the subscriber, which say what was done."""
    with translation.override(subscriber.language):
        return redirect(f"{reverse('newsletter-preferences', args=[token])}?{done}")


@require_safe
@with_subscriber
def download(request, subscriber, token):
    """Return the personal data of a subscriber as a JSON file."""
    response = JsonResponse(export_subscriber(subscriber), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="nieuwsbrief-gegevens.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_subscriber
def erase(request, subscriber, token):
    """Ask for confirmation; POST erases the subscriber."""
    if request.method == "POST":
        erase_address(subscriber.address)
        return redirect("newsletter-erased")
    return render_page(request, "erase", gettext("Erase everything?"), token=token)


@require_safe
def erased(request):
    """Say that everything is erased."""
    return render_page(request, "erased", gettext("Everything is erased"))
