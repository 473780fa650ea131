"""The first screen of the admin: a greeting, what needs the editor today, and the whole list of each task."""

from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from .editors import RIGHTS, may_edit_pages
from .editors_tasks import collect_tasks

ROWS_SHOWN = 8
MOST_COUNTED = 1000  # rows of a task; more are "1000+"
DONE_LAST = 1000
# The first hour of each part of the day, by the clock of the platform.
PARTS_OF_THE_DAY = [(18, _("Good evening")), (12, _("Good afternoon")), (6, _("Good morning")), (0, _("Good night"))]


def greet(moment, name):
    """Return the greeting that fits an aware datetime in the time zone of the platform, such as “Goedemorgen, Anna”."""
    hour = moment.astimezone(ZoneInfo(settings.TIME_ZONE)).hour
    greeting = next(words for first_hour, words in PARTS_OF_THE_DAY if hour >= first_hour)
    return f"{greeting}, {name}"


class TaskPanel(Component):
    """One task on the dashboard: the number, the first rows, and the way to the others."""

    template_name = "pages/admin/task_panel.html"

    def __init__(self, request, task):
        self.task = task
        self.rows = task.find(request.user)

    @cached_property
    def count(self):
        """How many rows wait, as counted up to one more than MOST_COUNTED."""
        # In the order of the list, which an index has: the first thousand are found without reading the others.
        return self.rows.values("pk")[: MOST_COUNTED + 1].count()

    @property
    def count_in_words(self):
        """The number of rows as an editor reads it, such as "12" or "1000+"."""
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)

    @property
    def order(self):
        """The place among the panels: what is done comes below everything else."""
        return self.task.order if self.count else self.task.order + DONE_LAST

    def get_context_data(self, parent_context):
        """Return what the template shows: the first rows as dicts."""
        shown = self.rows[:ROWS_SHOWN] if self.count else []
        task = self.task
        rows = [{"title": task.title(row), "note": task.note(row), "url": task.edit_url(row)} for row in shown]
        return {
            "task": task,
            "rows": rows,
            "count": self.count,
            "count_in_words": self.count_in_words,
            "report_url": report_url(task),
        }


class TodayPanel(Component):
    """What needs the editor, in one line of links to the panels below."""

    order = 50
    template_name = "pages/admin/today_panel.html"

    def __init__(self, panels):
        self.panels = panels

    def get_context_data(self, parent_context):
        """Return the panels in which something waits."""
        return {"waiting": [panel for panel in self.panels if panel.count]}


def add_panels(request, panels):
    """Add the tasks to the panels of the admin's first screen, for users who may edit pages."""
    if may_edit_pages(request.user):
        ours = [TaskPanel(request, task) for task in collect_tasks() if task.is_for(request.user)]
        panels += [TodayPanel(ours), *ours]


def drop_summary(request, items):
    """Leave out Wagtail's numbers of pages, images and documents: the menu beside them leads to the same lists."""
    items.clear()


def report_url(task):
    """Return the address of the whole list of a task."""
    return reverse("editors_task", args=[task.name])


def register_urls():
    """Return the address of the lists, below /admin/."""
    return [
        path("reports/waiting/<slug:name>/", TaskReport.as_view(), name="editors_task"),
        path(
            "reports/waiting/<slug:name>/results/", TaskReport.as_view(results_only=True), name="editors_task_results"
        ),
    ]


class TaskReport(ReportView):
    """All rows of one task, in pages of 50; 404 for a task that does not exist."""

    model = Page
    any_permission_required = RIGHTS
    list_export = []

    def setup(self, request, *args, **kwargs):
        """Find the task by its name."""
        super().setup(request, *args, **kwargs)
        self.task = next((task for task in collect_tasks() if task.name == kwargs["name"]), None)
        if self.task is None:
            raise Http404
        self.page_title = self.task.heading
        self.header_icon = self.task.icon

    def get_queryset(self):
        """Return what waits for this user."""
        return self.task.find(self.request.user)

    @cached_property
    def columns(self):
        """The columns: the name of the row and its note."""
        return [
            TitleColumn("title", label=gettext("Title"), accessor=self.task.title, get_url=self.task.edit_url),
            Column("note", label=gettext("Note"), accessor=self.task.note),
        ]

    @cached_property
    def no_results_message(self):
        """The text of an empty list."""
        return self.task.done

    def get_index_url(self):
        """Return the address of the list."""
        return report_url(self.task)

    def get_index_results_url(self):
        """Return the address of the list without the page around it."""
        return reverse("editors_task_results", args=[self.task.name])
