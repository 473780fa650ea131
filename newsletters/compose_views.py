"""Screens of the admin for whoever makes an issue: begin one, and what a record says."""

from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permissions import policy_registry

from newsletters.composing import indexes_for, make_issue, month_to_make, open_drafts
from newsletters.items import audiences_of
from pages.listing import prefetch_for_listing

MOST_RECORDS = 100


class MonthField(forms.DateField):
    """A month as browsers send it, such as 2026-12; gives the first day of it."""

    input_formats = ["%Y-%m"]
    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")

    def to_python(self, value):
        day = super().to_python(value)
        if day and not date(2000, 1, 1) <= day <= date(2100, 1, 1):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class NewIssueForm(forms.Form):
    """For which month and, where there are more archives, in which language."""

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
    """Offer the drafts that are open and make a new one on POST; 403 for whoever may add none."""
    indexes = indexes_for(request.user)
    if not indexes:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = NewIssueForm(data, indexes=indexes, initial={"month": month_to_make(timezone.localdate())})
    if data is not None and form.is_valid():
        issue, is_made = make_issue(form.cleaned_data["index"], form.cleaned_data["month"], request.user)
        if not is_made:
            messages.info(request, gettext("There was a draft for this month already: here it is."))
        return redirect("wagtailadmin_pages:edit", issue.pk)
    drafts = [draft for index in indexes for draft in open_drafts(index)]
    return render(request, "newsletters/admin/new_issue.html", {"form": form, "drafts": drafts})


def show_records(request):
    """Answer with what each record named in the query (`record`, numbers) says, for below its chooser in the editor.

    Leaves out what the user may not see: a record that is no longer public and not theirs to change.
    """
    numbers = [int(number) for number in request.GET.getlist("record") if number.isascii() and number.isdigit()]
    wanted = Page.objects.filter(pk__in=[number for number in numbers if number < 2**31][:MOST_RECORDS])
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
