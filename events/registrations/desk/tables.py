"""The registrations for an event as a file, and on paper: a list to sign, and badges."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from events.models import Registration
from events.registrations.desk.base import EventView
from pages.questions.answers import describe_own_answer
from visitors.spreadsheets import table_response

FORMATS = ("csv", "xlsx")
State = Registration.State


def answers_of(event, registration):
    """Return [(label, text or list of texts)]: what a Registration answers to the own questions of its EventPage."""
    return [
        (question.label, describe_own_answer(question, registration.answers.get(question.clean_name)))
        for question in event.questions.all()
    ]


class FileView(EventView, View):
    """The registrations as a CSV or XLSX file, by name; those without a confirmed address are left out."""

    def get(self, request, *args, **kwargs):
        """Return the file."""
        if kwargs["file_format"] not in FORMATS:
            raise Http404
        rows = self.registrations.exclude(state=State.UNCONFIRMED)
        name = f"{gettext('registrations')}-{self.event.slug}-{timezone.localdate():%Y-%m-%d}"
        # All at once: the file is streamed after the language of the request is deactivated.
        return table_response(kwargs["file_format"], name, self._headings(), [self._cells(row) for row in rows])

    def _headings(self):
        fixed = [
            gettext("Name"),
            gettext("Email address"),
            gettext("Organisation"),
            gettext("Role"),
            gettext("State"),
            gettext("Confirmed at"),
            gettext("Attended"),
            gettext("Language"),
            gettext("What somebody needs to take part"),
            gettext("Diet"),
        ]
        return fixed + [question.label for question in self.event.questions.all()]

    def _cells(self, row):
        return [
            row.name,
            row.address,
            row.organisation,
            row.role,
            str(row.get_state_display()),
            row.confirmed_at,
            row.attended_at,
            row.language,
            row.access_needs,
            row.diet,
            *(words for _label, words in answers_of(self.event, row)),
        ]


class PrintView(EventView, TemplateView):
    """A page to print, of who has a place: `what` is "list" (to sign) or "badges"."""

    def get_template_names(self):
        """Return the template of the list or of the badges."""
        return [f"events/registrations/desk/print_{self.kwargs['what']}.html"]

    def get_page_title(self):
        """Return what is printed."""
        return {"list": _("List of people"), "badges": _("Badges")}[self.kwargs["what"]]

    def dispatch(self, request, *args, **kwargs):
        """Answer 404 for something else."""
        if kwargs["what"] not in ("list", "badges"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Return the context with the people."""
        return super().get_context_data(**kwargs) | {"people": self.registrations.filter(state=State.REGISTERED)}
