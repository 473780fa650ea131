"""Forms with which editors decide about a proposal."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pages.harvest.decisions import Choices
from pages.harvest.names import LEAVE_OUT, ORGANISATION, PERSON
from pages.harvest.receivers import SUBJECTS, Offer
from pages.harvest.values import name_of
from pages.models import PartnerSource
from pages.subjects import suggest_subjects


class SeenForm(forms.Form):
    """Carries the version of the proposal that the editor saw (optimistic locking)."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class PeopleForm(SeenForm):
    """Asks who unknown names are: people or organisations to add, those of the network with a name alike, or nobody."""

    def __init__(self, *args, proposal, receiver, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposal, self.people = proposal, {}
        names = receiver.names(Offer(proposal.values, proposal.source))
        for number, somebody in enumerate(names.unknown):
            field = f"person_{number}"
            self.people[field] = name_of(somebody)
            self.fields[field] = _name_field(somebody, names.suggest(somebody), proposal.source)

    @property
    def choices(self):
        """The Choices that were made."""
        return Choices(people={name: self.cleaned_data[field] for field, name in self.people.items()})


class AcceptForm(PeopleForm):
    """Also the kind and the subjects: those of the mapping are ticked, those that the words suggest are not.

    known: the duplicates that the editor saw, as words such as page-7.
    """

    known = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, proposal, receiver, **kwargs):
        super().__init__(*args, proposal=proposal, receiver=receiver, **kwargs)
        offer = Offer(proposal.values, proposal.source)
        if receiver.kind_part:
            self.fields["kind"] = forms.ChoiceField(
                label=receiver.kind_part.label,
                choices=[("", "---------"), *receiver.kind_part.choices],
                initial=receiver.kind_part.slug_of(offer),
                error_messages={"required": _("Choose a kind first.")},
            )
        own = SUBJECTS.subjects(offer)
        words = " ".join([proposal.values.get("summary", ""), *proposal.values.get("subjects", [])])
        shown = list(dict.fromkeys([*own, *suggest_subjects(proposal.title, words)]))
        if shown:
            self.fields["subjects"] = forms.TypedMultipleChoiceField(
                label=_("Subjects"),
                choices=[(subject.pk, str(subject)) for subject in shown],
                initial=[subject.pk for subject in own],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.order_fields(["seen", "known", "kind", *self.people, "subjects"])

    def note_duplicates(self, duplicates):
        """Add an error when there are duplicates (words) that the editor did not see; a second press goes on."""
        if set(duplicates) <= set(self.cleaned_data["known"].split()):
            return
        self.data = self.data.copy()
        self.data["known"] = " ".join(duplicates)
        words = gettext("Since you looked, something came that may be the same. Look at it; press again to accept.")
        self.add_error(None, words)

    @property
    def choices(self):
        choices = super().choices
        choices.kind = self.cleaned_data.get("kind", "")
        choices.subjects = self.cleaned_data.get("subjects", [])
        return choices


class CompareForm(PeopleForm):
    """The parts to take over; those that differ at the source, or that our page lacks, are ticked."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fields"] = forms.MultipleChoiceField(
            choices=[(line.name, line.label) for line in lines],
            initial=[line.name for line in lines if line.is_due],
            required=False,
        )


def _name_field(somebody, suggestions, source):
    """Return the field that asks who an unknown name is."""
    known = [(f"{PERSON}-{row.pk}", gettext("This is %(name)s") % {"name": row.name}) for row in suggestions]
    initial = PERSON
    if "name" in somebody:
        # Repositories write people with a comma; what signs a feed is often an editor's office.
        initial = ORGANISATION if source.protocol == PartnerSource.Protocol.OAI_PMH else LEAVE_OUT
    return forms.ChoiceField(
        label=gettext("“%(name)s” is not known yet") % {"name": name_of(somebody)},
        choices=[
            *known,
            (PERSON, gettext("Add as a person")),
            (ORGANISATION, gettext("Add as an organisation")),
            (LEAVE_OUT, gettext("Leave it out")),
        ],
        initial=initial,
    )
