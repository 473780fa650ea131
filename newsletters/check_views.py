"""The screen of the admin that says what is wrong with an issue, and has its links checked."""

from datetime import datetime, time

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from newsletters.issue_checks import STOPS, check_issue
from newsletters.issue_parts import Targets, parts_of
from newsletters.link_checks import check_links_of
from newsletters.models import NewsletterIssuePage


class SendingDayForm(forms.Form):
    """On which day the issue would be sent; empty for now."""

    day = forms.DateField(label=_("To be sent on"), required=False, widget=AdminDateInput)

    @property
    def moment(self):
        """The moment (aware datetime) to check for: the beginning of the day, or now when that has passed."""
        day = self.cleaned_data.get("day") if self.is_valid() else None
        now = timezone.now()
        return max(now, timezone.make_aware(datetime.combine(day, time.min))) if day else now


def show_checks(request, pk):
    """Show the findings of the issue as it was last saved; POST has its links to other sites checked.

    403 for whoever may not edit the issue.
    """
    page = get_object_or_404(NewsletterIssuePage, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method == "POST":
        check_links_of.enqueue(page.pk)
        messages.success(request, gettext("The links are being checked. Look here again in a minute."))
        return redirect("newsletter_checks", page.pk)
    issue = page.get_latest_revision_as_object()
    form = SendingDayForm(request.GET or None)
    findings = check_issue(issue, form.moment)
    targets = Targets(parts_of(issue))
    context = {
        "issue": issue,
        "form": form,
        "stopping": [finding for finding in findings if finding.severity == STOPS],
        "warning": [finding for finding in findings if finding.severity != STOPS],
        "addresses": [(address, targets.checks.get(address)) for address in sorted(targets.addresses)],
    }
    return render(request, "newsletters/admin/checks.html", context)
