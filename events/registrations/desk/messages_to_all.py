"""A message of an editor to the people who registered for an event, and what became of earlier ones."""

import uuid

from django import forms
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages

from events.models import Registration, RegistrationNotice
from events.registrations.desk.base import EventView
from events.registrations.letters import tell_registered

State = Registration.State
LONGEST_TEXT = 5_000  # characters
GROUPS = {
    "registered": (_("Who has a place"), [State.REGISTERED]),
    "waiting": (_("Who is on the waiting list"), [State.WAITING]),
    "all": (_("Both"), Registration.TAKING_PART),
}


class MessageForm(forms.Form):
    """What is mailed, and to whom. `key` identifies the form, so that sending it twice mails once."""

    people = forms.ChoiceField(
        label=_("To"),
        choices=[(name, label) for name, (label, _states) in GROUPS.items()],
        widget=forms.RadioSelect,
        initial="registered",
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Plain text; an empty line begins a paragraph. The mail adds a greeting with the name, when and where the "
            "event is, and the link with which somebody can cancel."
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class MessageView(EventView, FormView):
    """Sends a message to who has a place, who waits, or both; shows the earlier ones."""

    template_name = "events/registrations/desk/message.html"
    page_title = _("Mail to people who registered")
    header_icon = "mail"
    form_class = MessageForm

    def get_initial(self):
        """Return the values of a new form."""
        return {"people": "registered", "key": uuid.uuid4()}

    @cached_property
    def numbers(self):
        """How many people are in each group, by its name."""
        rows = self.registrations.with_mail().order_by()
        return {name: rows.filter(state__in=states).count() for name, (_label, states) in GROUPS.items()}

    def get_context_data(self, **kwargs):
        """Return the context with the numbers of people, and the earlier messages with what became of them."""
        earlier = (
            RegistrationNotice.objects.filter(event=self.event)
            .select_related("created_by")
            .annotate(
                sent=Count("letters", filter=~Q(letters__sent_at=None)),
                failed=Count("letters", filter=~Q(letters__failed_at=None)),
                waiting=Count("letters", filter=Q(letters__sent_at=None, letters__failed_at=None)),
            )
        )
        return super().get_context_data(**kwargs) | {"numbers": self.numbers, "earlier": earlier}

    def form_valid(self, form):
        """Store the message and its letters; the clock has them sent."""
        values = form.cleaned_data
        _label, states = GROUPS[values["people"]]
        if not self.numbers[values["people"]]:
            form.add_error("people", gettext("There is nobody in this group. Nothing was sent."))
            return self.form_invalid(form)
        key = f"message {values['key']}"
        number = tell_registered(
            self.event, key, values["text"], subject=values["subject"], user=self.request.user, states=states
        )
        words = ngettext("%(number)d mail is being sent.", "%(number)d mails are being sent.", number)
        messages.success(self.request, words % {"number": number})
        return redirect("event_registrations_message", self.event.pk)
