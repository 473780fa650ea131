"""Export of submissions as a table: the core questions, the rounds' own questions and, on request, the submitters.

Everything that depends on the language is looked up before the first row: a file is streamed after the request's
language is deactivated.
"""

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.desk.queue_views import INDEX, QueueView
from inventory.form import choices
from inventory.form.questions import exported_questions
from inventory.models import Need, RoundQuestion, Submission
from pages.questions.rules import name_of
from visitors.spreadsheets import TYPES, table_response

ROWS_AT_ONCE = 200
LONGEST_HEADING = 200
LABELS = {
    "csv": _("CSV, for any program"),
    "xlsx": _("XLSX, for Excel"),
    "ods": _("ODS, for LibreOffice"),
    "json": _("JSON, for programs"),
}


class SubmissionTable:
    """The rows of a queryset of submissions; drafts, which were not sent to us, are left out.

    `with_people` adds names, addresses and organisations of the submitters.
    """

    def __init__(self, submissions, *, with_people=False):
        self.submissions = submissions.readable_by_editors()
        self.with_people = with_people

    @cached_property
    def own_questions(self):
        """The own questions of all rounds in the table, as {clean name: label}; one name is one column."""
        rounds = self.submissions.order_by().values("round")
        questions = RoundQuestion.objects.filter(round__in=rounds).exclude(field_type="file").order_by("round", "pk")
        return {name_of(question): question.label for question in questions}

    def headings(self):
        """Return the headings, each once."""
        found = [heading for heading, _value in self._columns]
        found += [Truncator(label).chars(LONGEST_HEADING) for label in self.own_questions.values()]
        seen = set()
        for place, heading in enumerate(found):
            number = 2
            while found[place] in seen:
                found[place] = f"{heading} ({number})"
                number += 1
            seen.add(found[place])
        return found

    def rows(self):
        """Yield a list of cells for each submission, in the order of the queryset."""
        rows = self.submissions.select_related("round", "municipality", "handler", "project__locale")
        for submission in rows.iterator(chunk_size=ROWS_AT_ONCE):
            own = submission.answers.get("own")
            own = own if isinstance(own, dict) else {}
            yield [
                *(value(submission) for _heading, value in self._columns),
                *(own.get(name) for name in self.own_questions),
            ]

    @cached_property
    def _columns(self):
        """The columns as (heading, function that returns the cell of a Submission), without own questions."""
        states = {value: str(label) for value, label in Submission.Status.choices}
        return [
            (gettext("Reference"), lambda row: row.reference),
            (gettext("State"), lambda row: states[row.status]),
            (gettext("Round"), lambda row: row.round.title if row.round_id else None),
            (gettext("Sent on"), lambda row: row.submitted_at),
            (gettext("Decided on"), lambda row: row.decided_at),
            (gettext("Taken care of by"), lambda row: row.handler.get_username() if row.handler_id else None),
            *(_question_columns(is_personal=True) if self.with_people else []),
            (gettext("Municipality"), lambda row: row.municipality.name if row.municipality_id else None),
            (gettext("CBS code"), lambda row: row.municipality.code if row.municipality_id else None),
            *_question_columns(is_personal=False),
            (gettext("Needs"), _needs(choices.theme_names())),
            (gettext("Project"), lambda row: row.project.full_url if row.project_id else None),
        ]


def _question_columns(*, is_personal):
    return [(str(question.heading), question.make_cell()) for question in exported_questions(is_personal=is_personal)]


def _needs(themes):
    urgencies = {value: str(label) for value, label in Need.Urgency.choices}

    def value(row):
        found = row.answers.get("needs")
        found = [need for need in found if isinstance(need, dict)] if isinstance(found, list) else []
        pairs = [(str(need.get("theme")), urgencies.get(need.get("urgency") or 0, "")) for need in found]
        return [f"{themes.get(theme, theme)}: {urgency}" for theme, urgency in pairs]

    return value


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
    """Asks for a file format, then returns the submissions of the filtered queue, all pages, without drafts."""

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
