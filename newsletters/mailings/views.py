"""Admin views for sending: an issue to its lists, a test mail, one mailing with its numbers and actions."""

import logging

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe
from wagtail.admin.auth import permission_required

from newsletters.compose.issue_checks import ERROR
from newsletters.mailings import actions
from newsletters.mailings.sending.preparation import find_recipients
from newsletters.mailings.sending.smtp_responses import redact
from newsletters.mailings.visit_report import visits_of, write_csv
from newsletters.models import Delivery, KeptMail, Mailing, MailingList, NewsletterIssuePage, Subscriber
from pages.date_fields import MomentField

logger = logging.getLogger(__name__)

SEND_MAILING = "newsletters.send_mailing"
ROWS = 50
# Tabs of the delivery list: {value of `show`: states}.
LISTED = {
    "unknown": [Delivery.UNKNOWN],
    "refused": [Delivery.REFUSED, Delivery.BOUNCED, Delivery.COMPLAINED],
    "later": [Delivery.DEFERRED],
}


class SendForm(forms.Form):
    """The lists that an issue is sent to, and when: now or scheduled."""

    lists = forms.ModelMultipleChoiceField(
        MailingList.objects.all(),
        label=_("Lists"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Somebody on several lists gets the issue once."),
    )
    scheduled_at = MomentField(label=_("Send at"), required=False, help_text=_("Leave empty to send it now."))

    def clean_scheduled_at(self):
        """Return the time (aware datetime) or None; rejects a time in the past."""
        moment = self.cleaned_data["scheduled_at"]
        if moment and moment <= timezone.now():
            raise forms.ValidationError(_("This moment is over. Choose a later one, or leave it empty."))
        return moment


def find_issue(request, issue_id):
    """Return the NewsletterIssuePage; raises Http404, or PermissionDenied without permission to publish it."""
    issue = get_object_or_404(NewsletterIssuePage, pk=issue_id)
    if not issue.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return issue


@permission_required(SEND_MAILING)
def send_issue(request, issue_id):
    """Show the form (GET) and the number of recipients (POST); POST with `confirmed` creates the mailing."""
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
                mailing = actions.create_mailing(issue, lists, request.user, form.cleaned_data["scheduled_at"])
            except actions.NotSendable:
                messages.error(request, gettext("Nothing was sent: mend first what stops it."))
            else:
                return redirect("newsletter_mailing", mailing.pk)
    findings = actions.sending_findings(issue, at)
    context = {
        "issue": issue,
        "form": form,
        "lists": MailingList.objects.with_people(),
        "chosen": set(form.data.getlist("lists")) if form.is_bound else set(),
        "findings": findings,
        "is_stopped": any(finding.severity == ERROR for finding in findings),
        "number": number,
        "mailings": issue_mailings(issue),
        "own_address": request.user.email,
    }
    return render(request, "newsletters/admin/send_issue.html", context)


def issue_mailings(issue):
    """Return the mailings of an issue, in all its languages."""
    return Mailing.objects.filter(issue_key=issue.translation_key)


@require_POST
@permission_required(SEND_MAILING)
def send_test(request, issue_id):
    """Send a test mail of the issue to the address of the user."""
    issue = find_issue(request, issue_id)
    chosen = MailingList.objects.filter(pk__in=[pk for pk in request.POST.getlist("lists") if pk.isdecimal()]).first()
    chosen = chosen or MailingList.objects.first()
    if not request.user.email:
        messages.error(request, gettext("Your account has no email address, so no test can be sent."))
    elif chosen is None:
        messages.error(request, gettext("There is no mailing list yet. Make one first."))
    else:
        try:
            actions.send_test(issue, chosen, issue.locale.language_code, request.user.email)
        except Exception as error:
            # Backends raise exceptions of many types; the editor gets the reason.
            logger.warning("A test mail could not be sent: %s", type(error).__name__)
            words = gettext("The test could not be sent: %(reason)s")
            messages.error(request, words % {"reason": redact(error) or type(error).__name__})
        else:
            messages.success(request, gettext("The test was sent to %(address)s.") % {"address": request.user.email})
    return redirect("newsletter_send_issue", issue.pk)


@permission_required(SEND_MAILING)
def list_mailings(request):
    """List all mailings, newest first, paginated."""
    rows = Mailing.objects.annotate(total=Count("deliveries")).select_related("created_by")
    # A week in which nothing was new for anybody says nothing.
    rows = rows.exclude(kind=Mailing.ALERTS, state=Mailing.DONE, total=0).order_by("-created_at", "-pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "stopped": Subscriber.objects.filter(stopped_at__isnull=False).count(),
        "kept": KeptMail.objects.filter(handled_at=None).count(),
    }
    return render(request, "newsletters/admin/mailings.html", context)


@permission_required(SEND_MAILING)
def list_kept_mail(request):
    """List what came back and changed nothing, and is not handled yet; POST `mail` (primary keys) marks as handled."""
    waiting = KeptMail.objects.filter(handled_at=None)
    if request.method == "POST":
        chosen = [pk for pk in request.POST.getlist("mail") if pk.isdecimal()]
        waiting.filter(pk__in=chosen).update(handled_at=timezone.now())
        return redirect("newsletter_kept_mail")
    counts = dict(waiting.order_by().values_list("kind").annotate(Count("pk")))
    context = {
        "counts": [(label, counts[kind]) for kind, label in KeptMail.KINDS if kind in counts],
        "page": Paginator(waiting, ROWS).get_page(request.GET.get("p")),
    }
    return render(request, "newsletters/admin/kept_mail.html", context)


def numbers_of(mailing):
    """Return {name: number of deliveries} of a mailing: per state, and the totals that the page shows."""
    counts = mailing.deliveries.count_by_state()
    total = sum(counts.values())
    remaining = counts[Delivery.WAITING] + counts[Delivery.CLAIMED] + counts[Delivery.DEFERRED]
    bounced = counts[Delivery.BOUNCED] + counts[Delivery.COMPLAINED]
    accepted = counts[Delivery.SENT] + counts[Delivery.DELIVERED] + bounced
    return counts | {
        "total": total,
        "to_come": remaining,
        "over": total - remaining,
        "accepted": accepted,
        "arrived": accepted - counts[Delivery.BOUNCED],
        "unsubscribed": mailing.unsubscribed,
    }


@permission_required(SEND_MAILING)
def show_mailing(request, mailing_id):
    """Show one mailing: progress, possible actions, and the deliveries of one tab of LISTED."""
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
    """Return the numbers and state of a mailing as JSON, polled by its page."""
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
    "start": (actions.start, [Mailing.DRAFT, Mailing.SCHEDULED]),
    "pause": (actions.pause, [Mailing.PREPARING, Mailing.SENDING]),
    "resume": (actions.resume, [Mailing.PAUSED]),
    "cancel": (
        actions.cancel,
        [Mailing.DRAFT, Mailing.SCHEDULED, Mailing.PREPARING, Mailing.SENDING, Mailing.PAUSED],
    ),
}


def actions_of(mailing):
    """Return [(name, label)] of the actions that the state of a mailing allows."""
    labels = {
        "start": gettext("Send now"),
        "pause": gettext("Pause"),
        "resume": gettext("Resume"),
        "cancel": gettext("Cancel the rest"),
    }
    return [(name, labels[name]) for name, (_verb, states) in ACTIONS.items() if mailing.state in states]


@require_POST
@permission_required(SEND_MAILING)
def act_on_mailing(request, mailing_id):
    """Run the action named in POST `action` (see ACTIONS); warns when the state of the mailing no longer allows it."""
    mailing = get_object_or_404(Mailing, pk=mailing_id)
    verb, _states = ACTIONS.get(request.POST.get("action"), (None, None))
    if verb is None:
        messages.error(request, gettext("This cannot be done with a mailing."))
    elif not verb(mailing):
        messages.warning(request, gettext("Nothing was changed: the mailing is in another state by now."))
    return redirect("newsletter_mailing", mailing.pk)


@require_POST
@permission_required(SEND_MAILING)
def resolve_unknown(request, mailing_id):
    """Resolve deliveries in state UNKNOWN: POST `key` (repeated) or `all`, with `decision` "again" or "sent"."""
    mailing = get_object_or_404(Mailing, pk=mailing_id)
    unknown = mailing.deliveries.filter(state=Delivery.UNKNOWN)
    known = {str(key): key for key in unknown.values_list("key", flat=True)}
    asked = known if "all" in request.POST else request.POST.getlist("key")
    keys = [known[key] for key in asked if key in known]
    if request.POST.get("decision") == "again":
        number = actions.resend_unknown(mailing, keys)
        words = ngettext("%(number)d message is sent again.", "%(number)d messages are sent again.", number)
    else:
        number = actions.mark_unknown_as_sent(mailing, keys)
        words = ngettext("%(number)d message counts as sent.", "%(number)d messages count as sent.", number)
    messages.success(request, words % {"number": number})
    return redirect(reverse("newsletter_mailing", args=[mailing.pk]))


@require_safe
def download_visits(request, issue_pk):
    """Return the visits of an issue as CSV: UTF-8 with a byte order mark, which spreadsheets need.

    403 without edit rights.
    """
    issue = get_object_or_404(NewsletterIssuePage, pk=issue_pk)
    if not issue.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="visits-{issue.slug}.csv"'},
    )
    response.write("\ufeff")
    write_csv(response, visits_of(issue))
    return response
