"""The list of registrations for an event, one registration, and the door: who is there."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from events.models import Registration
from events.registrations import sign_up
from events.registrations.desk.base import LIST, EventView, search
from events.registrations.desk.tables import FORMATS, answers_of
from events.registrations.retention import delete_registrations
from visitors.plain_text import clean_text

ON_A_PAGE = 100
AT_THE_DOOR = 200
State = Registration.State


class ListView(EventView, TemplateView):
    """Who registered, by name, narrowed by `q` (words) and `state`."""

    template_name = "events/registrations/desk/list.html"
    page_title = _("Registrations")

    @cached_property
    def header_more_buttons(self):
        """The list as a file and on paper."""
        files = [
            HeaderButton(
                gettext("Download as %(format)s") % {"format": name.upper()},
                url=reverse("event_registrations_file", args=[self.event.pk, name]),
                icon_name="download",
                priority=10 + place,
            )
            for place, name in enumerate(FORMATS)
        ]
        papers = [("list", gettext("Print the list")), ("badges", gettext("Print badges"))]
        return files + [
            HeaderButton(
                label,
                url=reverse("event_registrations_print", args=[self.event.pk, what]),
                icon_name="doc-full",
                priority=20 + place,
            )
            for place, (what, label) in enumerate(papers)
        ]

    def get_context_data(self, **kwargs):
        """Return the context with the page of the list, its filters, and how many letters failed."""
        words, state = self.request.GET.get("q", "").strip()[:200], self.request.GET.get("state", "")
        found = search(self.registrations, words)
        if state in State.values:
            found = found.filter(state=state)
        pages = Paginator(found.prefetch_related("letters"), ON_A_PAGE)
        attended = Registration.objects.of_event(self.event).exclude(attended_at=None).count()
        return super().get_context_data(**kwargs) | {
            "page": pages.get_page(self.request.GET.get("p")),
            "words": words,
            "state": state,
            "states": State.choices,
            "filters": urlencode({"q": words, "state": state}),
            "attended": attended,
        }


class PersonView(EventView, TemplateView):
    """One registration: what was filled in, its mails, and a button to cancel it."""

    template_name = "events/registrations/desk/person.html"

    @cached_property
    def registration(self):
        """The Registration of the address of the page."""
        return get_object_or_404(self.registrations, pk=self.kwargs["registration_pk"])

    def get_page_title(self):
        """Return the name of the person."""
        return self.registration.name

    def get_context_data(self, **kwargs):
        """Return the context with the registration, its answers and letters."""
        return super().get_context_data(**kwargs) | {
            "registration": self.registration,
            "answers": [
                (label, words) for label, words in answers_of(self.event.questions.all(), self.registration) if words
            ],
            "letters": self.registration.letters.select_related("notice").order_by("pk"),
            "can_cancel": self.registration.state in Registration.TAKING_PART and not self.event.is_past,
        }

    def post(self, request, *args, **kwargs):
        """Cancel the registration."""
        if sign_up.cancel(self.registration).state == State.CANCELLED:
            words = (
                gettext("The registration of %(name)s is cancelled, and a mail says so.")
                if self.registration.address
                else gettext("The registration of %(name)s is cancelled.")
            )
            messages.success(request, words % {"name": self.registration.name})
        return redirect(LIST, self.event.pk)


class WalkInForm(forms.Form):
    """Somebody who came without signing up."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Not needed. It tells two people of one name apart."),
    )

    def clean_name(self):
        """Return the name without characters that nobody sees."""
        name = clean_text(self.cleaned_data["name"]).strip()
        if not name:
            raise ValidationError(gettext("Write the name of who came."))
        return name

    def clean_organisation(self):
        """Return the organisation without characters that nobody sees."""
        return clean_text(self.cleaned_data["organisation"]).strip()


class DoorView(EventView, TemplateView):
    """Ticks who is there, by name, and adds who came without signing up; for a phone, works without JavaScript.

    POST: `person` (primary key) and `there` ("yes" or "no"), so that pressing twice is pressing once; or `walk_in` with
    the values of WalkInForm.
    """

    template_name = "events/registrations/desk/door.html"
    page_title = _("At the door")

    @property
    def people(self):
        """Who can be there: with a place, or on the waiting list."""
        return self.registrations.filter(state__in=Registration.TAKING_PART)

    def get_context_data(self, **kwargs):
        """Return the context with the people whose names hold the words, and how many are there."""
        words = self.request.GET.get("q", "").strip()[:200]
        found = search(self.people, words)
        return super().get_context_data(**kwargs) | {
            "people": found[:AT_THE_DOOR],
            "is_cut": found.count() > AT_THE_DOOR,
            "words": words,
            "there": self.people.exclude(attended_at=None).count(),
            "expected": self.people.filter(state=State.REGISTERED).count(),
            "form": kwargs.get("form") or WalkInForm(),
        }

    def post(self, request, *args, **kwargs):
        """Store whether somebody is there; the first moment stays."""
        if "walk_in" in request.POST:
            return self.add_walk_in(WalkInForm(request.POST))
        try:
            person = forms.ModelChoiceField(self.people).clean(request.POST.get("person"))
        except ValidationError as error:
            raise Http404 from error
        rows = Registration.objects.filter(pk=person.pk)
        if request.POST.get("there") == "no" and person.is_walk_in:
            # Who never signed up is then nobody who was expected.
            delete_registrations(rows)
        elif request.POST.get("there") == "no":
            rows.update(attended_at=None)
        else:
            rows.filter(attended_at=None).update(attended_at=timezone.now())
        words = request.POST.get("q", "").strip()[:200]
        query = f"?{urlencode({'q': words})}" if words else ""
        return HttpResponseRedirect(f"{request.path}{query}#person-{person.pk}")

    def add_walk_in(self, form):
        """Add who came without signing up; show the form again with what is wrong."""
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        added = sign_up.add_at_the_door(self.event, form.cleaned_data["name"], form.cleaned_data["organisation"])
        messages.success(self.request, gettext("%(name)s is there.") % {"name": added.name})
        return HttpResponseRedirect(f"{self.request.path}#person-{added.pk}")


def count_words(number):
    """Return “3 registrations” in the active language."""
    return ngettext("%(number)d registration", "%(number)d registrations", number) % {"number": number}
