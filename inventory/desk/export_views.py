"""The queue as a file, with the filters that are on."""

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.desk.exports import SubmissionTable
from inventory.desk.queue_views import INDEX, QueueView
from inventory.desk.tables import TYPES, table_response

LABELS = {
    "csv": _("CSV, for any program"),
    "xlsx": _("XLSX, for Excel"),
    "ods": _("ODS, for LibreOffice"),
    "json": _("JSON, for programs"),
}


class ExportForm(forms.Form):
    """What kind of file, and whether it says who sent it."""

    file = forms.ChoiceField(
        label=_("Kind of file"), choices=[(name, LABELS[name]) for name in TYPES], widget=forms.RadioSelect
    )
    people = forms.BooleanField(
        label=_("With names and addresses"),
        required=False,
        help_text=_("Only when you need them. Delete the file when you are done with it."),
    )


class ExportView(QueueView):
    """Asks what kind of file, then gives it: the submissions that the queue shows, on all its pages, without drafts."""

    page_title = _("Export")

    def get_paginate_by(self, queryset):
        """All pages of it."""
        return

    def get(self, request, *args, **kwargs):
        """Return the file, or the form as long as no kind was chosen."""
        form = ExportForm(request.GET if "file" in request.GET else None, initial={"file": "csv"})
        if form.is_valid():
            table = SubmissionTable(self.get_queryset(), with_people=form.cleaned_data["people"])
            word = gettext("submissions")
            name = f"{word}-{timezone.localdate():%Y-%m-%d}"
            return table_response(form.cleaned_data["file"], name, table.headings(), table.rows())
        kept = [(key, value) for key, values in request.GET.lists() for value in values if key not in form.fields]
        queue = {"url": reverse(INDEX), "label": gettext("Submissions")}
        context = {
            "form": form,
            "kept": kept,
            "header_title": self.page_title,
            "header_icon": "download",
            "breadcrumbs_items": [*self.breadcrumbs_items, queue, {"url": "", "label": self.page_title}],
        }
        return render(request, "inventory/desk/export.html", context)
