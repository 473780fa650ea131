"""Admin views for composing an issue: new issue, content of records for the editor, checks before sending."""

from datetime import date, datetime, time

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry

from newsletters.compose.drafts import default_month, get_or_create_draft, indexes_for, open_drafts
from newsletters.compose.issue_checks import ERROR, check_issue
from newsletters.compose.items import audiences_of
from newsletters.compose.link_checker import check_issue_links
from newsletters.compose.stored_items import LinkTargets, read_items
from newsletters.compose.tray_panel import trays_for
from newsletters.models import NewsletterIssuePage
from pages.date_fields import DayField
from pages.editors import editors_only
from pages.page_context import prefetch_for_listing

MAX_RECORDS = 100


class MonthField(forms.DateField):
    """A month as `<input type="month">` sends it, such as 2026-12; cleans to the first day of it (date)."""

    input_formats = ["%Y-%m"]
    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")

    def to_python(self, value):
        day = super().to_python(value)
        if day and not date(2000, 1, 1) <= day <= date(2100, 1, 1):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class NewIssueForm(forms.Form):
    """The month of the issue and, where there are several archives, its language."""

    month = MonthField(label=_("Month"), help_text=_("The title and the agenda follow from it; you may change both."))
    index = forms.ModelChoiceField(queryset=None, label=_("Language"), empty_label=None)

    def __init__(self, *args, indexes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["index"].queryset = type(indexes[0]).objects.filter(pk__in=[index.pk for index in indexes])
        self.fields["index"].label_from_instance = lambda index: index.locale.get_display_name()
        self.fields["index"].initial = indexes[0].pk
        if len(indexes) == 1:
            self.fields["index"].widget = forms.HiddenInput()


def new_issue(request):
    """Show the open drafts and a form.

    POST creates a draft and redirects to its editor. 403 without permission to add.
    """
    indexes = indexes_for(request.user)
    if not indexes:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = NewIssueForm(data, indexes=indexes, initial={"month": default_month(timezone.localdate())})
    if data is not None and form.is_valid():
        issue, created = get_or_create_draft(form.cleaned_data["index"], form.cleaned_data["month"], request.user)
        if not created:
            messages.info(request, gettext("There was a draft for this month already: here it is."))
        return redirect("wagtailadmin_pages:edit", issue.pk)
    drafts = [draft for index in indexes for draft in open_drafts(index)]
    return render(request, "newsletters/admin/new_issue.html", {"form": form, "drafts": drafts})


def show_records(request):
    """Return an HTML fragment with summary, audiences and actions of the records in the query (`record`, primary keys).

    The editor shows it below the page chooser. Includes public records and those that the user may change; others are
    left out, and so is everything after MAX_RECORDS.
    """
    numbers = [int(number) for number in request.GET.getlist("record") if number.isascii() and number.isdigit()]
    wanted = Page.objects.filter(pk__in=[number for number in numbers if number < 2**31][:MAX_RECORDS])
    policy = policy_registry.get_by_type(Page)
    editable = policy.instances_user_has_permission_for(request.user, "change")
    pages = list(wanted.filter(pk__in=editable.values("pk")).specific())
    seen = {page.pk for page in pages}
    pages += list(wanted.live().public().exclude(pk__in=seen).specific())
    prefetch_related_objects(pages, "locale", "action_links__document", "action_links__target__locale")
    prefetch_for_listing(pages)
    records = [
        {"page": page, "for_whom": audiences_of(page), "actions": getattr(page, "actions", [])}
        for page in pages
        if hasattr(page, "summary")
    ]
    return render(request, "newsletters/admin/records.html", {"records": records})


@editors_only
def show_trays(request):
    """Return an HTML fragment with the trays of an issue, narrowed to a subject.

    The query has `locale` and, of an issue that is stored, `issue` (primary keys), and `onderwerp` (slug; empty for
    all). 403 for who writes no pages, 404 for an unknown issue or locale.
    """
    asked = TraysForm(request.GET)
    if not asked.is_valid():
        raise Http404
    issue = asked.cleaned_data["issue"] or NewsletterIssuePage(locale=asked.cleaned_data["locale"])
    return render(request, "newsletters/admin/tray_list.html", trays_for(issue, asked.cleaned_data["onderwerp"]))


class TraysForm(forms.Form):
    """For which issue, and on which subject, trays are asked; a new issue has only a locale."""

    locale = forms.ModelChoiceField(queryset=Locale.objects.all())
    issue = forms.ModelChoiceField(queryset=NewsletterIssuePage.objects.all(), required=False)
    onderwerp = forms.CharField(max_length=60, required=False)


class SendingDayForm(forms.Form):
    """The day on which the issue is going to be sent; empty means now."""

    day = DayField(label=_("To be sent on"), required=False)

    @property
    def moment(self):
        """The time (aware datetime) to check for: the start of the chosen day, or now when that has passed."""
        day = self.cleaned_data.get("day") if self.is_valid() else None
        now = timezone.now()
        return max(now, timezone.make_aware(datetime.combine(day, time.min))) if day else now


def show_checks(request, pk):
    """Show the findings for the latest revision of an issue; POST enqueues the check of its external links.

    403 without permission to edit the issue.
    """
    page = get_object_or_404(NewsletterIssuePage, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method == "POST":
        check_issue_links.enqueue(page.pk)
        messages.success(request, gettext("The links are being checked. Look here again in a minute."))
        return redirect("newsletter_checks", page.pk)
    issue = page.get_latest_revision_as_object()
    form = SendingDayForm(request.GET or None)
    findings = check_issue(issue, form.moment)
    targets = LinkTargets(read_items(issue))
    context = {
        "issue": issue,
        "form": form,
        "stopping": [finding for finding in findings if finding.severity == ERROR],
        "warning": [finding for finding in findings if finding.severity != ERROR],
        "addresses": [(address, targets.checks.get(address)) for address in sorted(targets.addresses)],
    }
    return render(request, "newsletters/admin/checks.html", context)
