"""The forms of the admin pages that change the plan of an event; each makes a Change of events.plans.changes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import get_rich_text_editor_widget
from wagtail.admin.widgets import AdminPageChooser
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.models import Page

from events.plans.changes import Cancel, CancelSessions, LookBack, Move, MoveOnline
from pages.blocks import RICH_TEXT_FEATURES
from pages.date_fields import MomentField
from pages.deadlines import DeadlineFormField, DeadlineInput
from visitors.plain_text import clean_text

LONGEST_REASON = 500
DOCUMENTS = 3


class ChangeForm(forms.Form):
    """A form about an EventPage in these published translations; `change` is the Change that a valid form means."""

    def __init__(self, *args, page, versions, **kwargs):
        super().__init__(*args, **kwargs)
        self.page, self.versions = page, versions

    @property
    def change(self):
        """The Change of what was filled in."""
        raise NotImplementedError


class ReasonForm(ChangeForm):
    """A form with a reason in each language of the event."""

    needs_reason = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for version in self.versions:
            label = gettext("Why, in one or two sentences")
            if len(self.versions) > 1:
                label = f"{label} ({version.locale.get_display_name()})"
            self.fields[self._name(version)] = forms.CharField(
                label=label,
                max_length=LONGEST_REASON,
                required=self.needs_reason,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=gettext("Readers and people who registered get this to read."),
            )

    @property
    def reasons(self):
        """The reasons that were filled in, as {language code: text}."""
        return {
            version.locale.language_code: clean_text(self.cleaned_data[self._name(version)])
            for version in self.versions
        }

    def _name(self, version):
        return f"reason_{version.locale.language_code}"


class MoveForm(ReasonForm):
    """The new moments of each session, or that the new date is not known yet."""

    not_known = forms.BooleanField(
        label=_("The new date is not known yet"),
        required=False,
        help_text=_("Then the event is postponed, and the moments below do not count."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.sessions = list(self.page.sessions.all())
        for number, session in enumerate(self.sessions or [None], start=1):
            name = session.title or gettext("Session %(number)d") % {"number": number} if session else ""
            label = f"{name}: %s" if len(self.sessions) > 1 else "%s"
            start, end = self._names(session)
            self.fields[start] = MomentField(
                label=capfirst(label % gettext("new start")), required=False, initial=session and session.start
            )
            self.fields[end] = MomentField(
                label=capfirst(label % gettext("new end")), required=False, initial=session and session.end
            )
        if self.page.registration:
            self.fields["deadline"] = DeadlineFormField(
                label=gettext("Register before"),
                required=False,
                initial=self.page.registration_deadline,
                widget=DeadlineInput(),
                help_text=gettext("A day alone means up to the end of that day."),
            )
        self.order_fields(["not_known", *(name for session in self.sessions for name in self._names(session))])

    def clean(self):
        """Refuse an end before its start, and moments that are all as they were."""
        data = super().clean()
        if data.get("not_known"):
            return data
        for session in self.sessions or [None]:
            start, end = self._names(session)
            if start in self.errors or end in self.errors:
                continue
            if not data.get(start):
                self.add_error(start, ValidationError(gettext("Write the new start.")))
            elif data.get(end) and data[end] <= data[start]:
                self.add_error(end, ValidationError(gettext("The end must come after the start.")))
        if (
            not self.errors
            and all(self._moment(session)[0] == session.start for session in self.sessions)
            and self.sessions
        ):
            raise ValidationError(gettext("Nothing starts at another moment yet. Write a new start."))
        return data

    @property
    def change(self):
        if self.cleaned_data["not_known"]:
            return Move(self.reasons, deadline=self.page.registration_deadline)
        moments = {session and session.start: self._moment(session) for session in self.sessions or [None]}
        # An event that was off has been moved since the day that readers know.
        previous = self.page.starts_at if self.sessions else None
        deadline = self.cleaned_data.get("deadline", self.page.registration_deadline)
        return Move(self.reasons, moments=moments, previous=previous, deadline=deadline)

    def _moment(self, session):
        start, end = (self.cleaned_data[name] for name in self._names(session))
        midnight = timezone.localtime(start).strftime("%H%M") == "0000"
        return start, end, session.time_known or not midnight if session else not midnight

    def _names(self, session):
        return (f"start_{session.uid}", f"end_{session.uid}") if session else ("start", "end")


class CancelForm(ReasonForm):
    """Why it does not take place, and what there is instead."""

    needs_reason = True

    instead = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=1),
        label=_("What there is instead"),
        required=False,
        widget=AdminPageChooser,
        help_text=_("A page that readers can go to, such as another meeting."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = [session for session in self.page.sessions.all() if not session.is_cancelled]
        if len(held) > 1:
            self.fields["sessions"] = forms.MultipleChoiceField(
                label=gettext("Only these meetings"),
                required=False,
                choices=[(str(each.uid), ": ".join(filter(None, [each.title, each.when]))) for each in held],
                widget=forms.CheckboxSelectMultiple,
                help_text=gettext("Tick what does not take place. Nothing ticked: none of it takes place."),
            )
        self.held = held
        self.order_fields(["sessions", *(name for name in self.fields if name != "instead")])

    def clean_instead(self):
        """Refuse a page that readers cannot see, and the event itself."""
        page = self.cleaned_data["instead"]
        if page and (not page.live or page.pk == self.page.pk):
            raise ValidationError(gettext("Choose another page, one that is published."))
        return page

    @property
    def change(self):
        chosen = self.cleaned_data.get("sessions") or []
        if chosen and len(chosen) < len(self.held):
            starts = frozenset(session.start for session in self.held if str(session.uid) in chosen)
            return CancelSessions(self.reasons, starts=starts)
        return Cancel(self.reasons, instead=self.cleaned_data["instead"])


class OnlineForm(ReasonForm):
    """Where one takes part."""

    address = forms.URLField(
        label=_("Address of the online meeting"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("With registration on this site only who has a place gets it. Leave empty when it follows later."),
    )

    @property
    def change(self):
        return MoveOnline(self.reasons, address=self.cleaned_data["address"])


class LookBackForm(ChangeForm):
    """The first of a look-back: a report, a recording, documents; photos, quotes and chapters follow in the editor."""

    report = forms.CharField(
        label=_("Report"), required=False, widget=get_rich_text_editor_widget(features=RICH_TEXT_FEATURES)
    )
    recording_url = forms.URLField(
        label=_("Address of the recording"), required=False, max_length=500, assume_scheme="https"
    )
    recording_title = forms.CharField(
        label=_("Title of the recording"),
        required=False,
        max_length=255,
        help_text=_("Leave empty to use the title of the event."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, DOCUMENTS + 1):
            self.fields[f"document_{number}"] = forms.ModelChoiceField(
                get_document_model().objects.all(),
                label=gettext("Slides or another document (%(number)d)") % {"number": number},
                required=False,
                widget=AdminDocumentChooser,
            )

    def clean(self):
        """Refuse a form without anything to look back on."""
        data = super().clean()
        if not self.errors and not (self._report or data["recording_url"] or self._documents):
            raise ValidationError(gettext("Write a report, give the address of a recording, or choose a document."))
        return data

    @property
    def _report(self):
        html = self.cleaned_data.get("report") or ""
        return html if strip_tags(html).strip() else ""

    @property
    def _documents(self):
        chosen = [self.cleaned_data.get(f"document_{number}") for number in range(1, DOCUMENTS + 1)]
        return list(dict.fromkeys(document for document in chosen if document))

    @property
    def change(self):
        data = self.cleaned_data
        return LookBack(self._report, data["recording_title"], data["recording_url"], self._documents)


class RepeatForm(forms.Form):
    """When the next time is, and its title."""

    title = forms.CharField(label=_("Title"), max_length=255)
    start = MomentField(
        label=_("Start"), help_text=_("Other sessions and the moments of registration keep their distance to it.")
    )
