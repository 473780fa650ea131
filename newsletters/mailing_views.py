"""The admin's pages for sending: an issue to its lists, and one mailing with its numbers."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.auth import permission_required

from newsletters.issue_checks import STOPS
from newsletters.mailing_forms import SendForm
from newsletters.models import Delivery, Mailing, MailingList, NewsletterIssuePage
from newsletters.sending import steering
from newsletters.sending.outcomes import tidy
from newsletters.sending.prepare import find_recipients

logger = logging.getLogger(__name__)

SEND_MAILING = "newsletters.send_mailing"
ROWS = 50
# Deliveries that an editor looks at: to decide about, and with their reasons.
LISTED = {
    "unknown": [Delivery.UNKNOWN],
    "refused": [Delivery.REFUSED, Delivery.BOUNCED, Delivery.COMPLAINED],
    "later": [Delivery.DEFERRED],
}


def find_issue(request, issue_id):
    """Return the issue, or raise Http404; PermissionDenied for who may not publish it."""
    issue = get_object_or_404(NewsletterIssuePage, pk=issue_id)
    if not issue.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return issue


@permission_required(SEND_MAILING)
def send_issue(request, issue_id):
    """Choose lists and time (GET), look at the number of recipients (POST), and confirm it (POST with `confirmed`)."""
    issue = find_issue(request, issue_id)
    form = SendForm(request.POST or None)
    at = timezone.now()
    number = None
    if form.is_valid():
        lists = list(form.cleaned_data["lists"])
        at = form.cleaned_data["scheduled_at"] or at
        number = find_recipients(lists, issue.translation_key).count()
        if request.POST.get("confirmed") == str(number):
            try:
                mailing = steering.make_mailing(issue, lists, request.user, form.cleaned_data["scheduled_at"])
            except steering.NotSendable:
                messages.error(request, gettext("Nothing was sent: mend first what stops it."))
            else:
                return redirect("newsletter_mailing", mailing.pk)
    findings = steering.findings_for(issue, at)
    context = {
        "issue": issue,
        "form": form,
        "lists": MailingList.objects.with_people(),
        "chosen": set(form.data.getlist("lists")) if form.is_bound else set(),
        "findings": findings,
        "is_stopped": any(finding.severity == STOPS for finding in findings),
        "number": number,
        "mailings": issue_mailings(issue),
        "own_address": request.user.email,
    }
    return render(request, "newsletters/admin/send_issue.html", context)


def issue_mailings(issue):
    """Return the mailings of an issue in any of its languages."""
    return Mailing.objects.filter(issue_key=issue.translation_key)


@require_POST
@permission_required(SEND_MAILING)
def send_test(request, issue_id):
    """Send the issue to the editor's own address."""
    issue = find_issue(request, issue_id)
    chosen = MailingList.objects.filter(pk__in=[pk for pk in request.POST.getlist("lists") if pk.isdecimal()]).first()
    chosen = chosen or MailingList.objects.first()
    if not request.user.email:
        messages.error(request, gettext("Your account has no email address, so no test can be sent."))
    elif chosen is None:
        messages.error(request, gettext("There is no mailing list yet. Make one first."))
    else:
        try:
            steering.send_test(issue, chosen, issue.locale.language_code, request.user.email)
        except Exception as error:
            # Any backend may fail in its own way, and the editor should read how.
            logger.warning("A test mail could not be sent: %s", type(error).__name__)
            words = gettext("The test could not be sent: %(reason)s")
            messages.error(request, words % {"reason": tidy(error) or type(error).__name__})
        else:
            messages.success(request, gettext("The test was sent to %(address)s.") % {"address": request.user.email})
    return redirect("newsletter_send_issue", issue.pk)


@permission_required(SEND_MAILING)
def list_mailings(request):
    """Show all mailings, the newest first."""
    rows = Mailing.objects.annotate(total=Count("deliveries")).select_related("created_by")
    page = Paginator(rows, ROWS).get_page(request.GET.get("p"))
    return render(request, "newsletters/admin/mailings.html", {"page": page})


def numbers_of(mailing):
    """Return the numbers of a mailing: per state, in all, still to come, and as a part of a hundred."""
    counts = mailing.deliveries.counts()
    total = sum(counts.values())
    to_come = counts[Delivery.WAITING] + counts[Delivery.HANDING] + counts[Delivery.DEFERRED]
    bounced = counts[Delivery.BOUNCED] + counts[Delivery.COMPLAINED]
    handed = counts[Delivery.SENT] + counts[Delivery.DELIVERED] + bounced
    return counts | {
        "total": total,
        "to_come": to_come,
        "over": total - to_come,
        "handed_over": handed,
        "arrived": handed - counts[Delivery.BOUNCED],
        "unsubscribed": mailing.unsubscribed,
    }


@permission_required(SEND_MAILING)
def show_mailing(request, mailing_id):
    """Show one mailing: how far it is, what can be done, and the deliveries that need a look."""
    mailing = get_object_or_404(Mailing.objects.select_related("issue", "created_by"), pk=mailing_id)
    numbers = numbers_of(mailing)
    shown = request.GET.get("show") if request.GET.get("show") in LISTED else "unknown"
    rows = mailing.deliveries.filter(state__in=LISTED[shown]).order_by("pk")
    tabs = [
        (gettext("Not known"), "unknown", numbers["unknown"]),
        (
            gettext("Refused or bounced"),
            "refused",
            sum(numbers[state] for state in LISTED["refused"]),
        ),
        (gettext("Tried again later"), "later", numbers["deferred"]),
    ]
    context = {
        "mailing": mailing,
        "numbers": numbers,
        "lists": mailing.lists.all(),
        "actions": actions_of(mailing),
        "tabs": tabs,
        "shown": shown,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("p")),
    }
    return render(request, "newsletters/admin/mailing.html", context)


@never_cache
@require_GET
@permission_required(SEND_MAILING)
def mailing_numbers(request, mailing_id):
    """Return the numbers of a mailing as JSON, for the page that counts along."""
    mailing = get_object_or_404(Mailing, pk=mailing_id)
    return JsonResponse(
        {
            "numbers": numbers_of(mailing),
            "state": mailing.state,
            "label": mailing.get_state_display(),
            "moves": mailing.is_under_way,
        }
    )


ACTIONS = {
    "start": (steering.start, [Mailing.DRAFT, Mailing.SCHEDULED]),
    "pause": (steering.pause, [Mailing.PREPARING, Mailing.SENDING]),
    "resume": (steering.resume, [Mailing.PAUSED]),
    "cancel": (
        steering.cancel,
        [Mailing.DRAFT, Mailing.SCHEDULED, Mailing.PREPARING, Mailing.SENDING, Mailing.PAUSED],
    ),
}


def actions_of(mailing):
    """Return what can be done with a mailing now, as (name, label)."""
    labels = {
        "start": gettext("Send now"),
        "pause": gettext("Pause"),
        "resume": gettext("Resume"),
        "cancel": gettext("Cancel the rest"),
    }
    return [(name, labels[name]) for name, (_verb, states) in ACTIONS.items() if mailing.state in states]


@require_POST
@permission_required(SEND_MAILING)
def steer_mailing(request, mailing_id):
    """Pause, resume, cancel or start a mailing; one that is in another state by now stays as it is."""
    mailing = get_object_or_404(Mailing, pk=mailing_id)
    verb, _states = ACTIONS.get(request.POST.get("action"), (None, None))
    if verb is None:
        messages.error(request, gettext("This cannot be done with a mailing."))
    elif not verb(mailing):
        messages.warning(request, gettext("Nothing was changed: the mailing is in another state by now."))
    return redirect("newsletter_mailing", mailing.pk)


@require_POST
@permission_required(SEND_MAILING)
def settle_unknown(request, mailing_id):
    """Decide about mail of unknown fate: `key` (one or more) or `all`, to be sent `again` or counted as `sent`."""
    mailing = get_object_or_404(Mailing, pk=mailing_id)
    unknown = mailing.deliveries.filter(state=Delivery.UNKNOWN)
    known = {str(key): key for key in unknown.values_list("key", flat=True)}
    asked = known if "all" in request.POST else request.POST.getlist("key")
    keys = [known[key] for key in asked if key in known]
    if request.POST.get("decision") == "again":
        number = steering.send_again(mailing, keys)
        words = ngettext("%(number)d message is sent again.", "%(number)d messages are sent again.", number)
    else:
        number = steering.treat_as_sent(mailing, keys)
        words = ngettext("%(number)d message counts as sent.", "%(number)d messages count as sent.", number)
    messages.success(request, words % {"number": number})
    return redirect(reverse("newsletter_mailing", args=[mailing.pk]))
