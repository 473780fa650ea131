"""Choosers in which an editor makes what is not in the list yet, without leaving the form, and see what looks alike."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from .models import Organisation, Person

SIMILAR = 86  # percent of the letters
MOST_SHOWN = 3


def find_similar(model, name, fields):
    """Return at most MOST_SHOWN names of rows of a model that look like `name`, which consists of these fields."""
    rows = model.objects.order_by().values_list(*fields)
    names = [" ".join(part for part in row if part) for row in rows]
    found = process.extract(
        name, names, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=SIMILAR, limit=MOST_SHOWN
    )
    return [similar for similar, _score, _place in found]


class CreationForm(WagtailAdminModelForm):
    """Makes a record within a chooser; one with a name that looks like another's is made when that is confirmed."""

    confirmed = forms.BooleanField(
        label=_("It is another one; make it all the same"), required=False, widget=forms.HiddenInput
    )

    # The form of the page has fields with the same names.
    prefix = "new"
    # The fields that make up the name, as readers read it.
    name_fields = ("name",)

    def clean(self):
        """Refuse, until it is confirmed, what has nearly the name of something that is there already."""
        data = super().clean()
        name = " ".join(data[field] for field in self.name_fields if data.get(field))
        if name and not data.get("confirmed") and (similar := find_similar(self._meta.model, name, self.name_fields)):
            self.fields["confirmed"].widget = forms.CheckboxInput()
            names = ", ".join(f"“{each}”" for each in similar)
            raise ValidationError(
                gettext("This looks like %(names)s. Search for it, or tick below that it is another one.")
                % {"names": names}
            )
        return data


class CreatingChooserViewSet(SnippetChooserViewSet):
    """A chooser of snippets with a tab in which one is made, for who may add them."""

    creation_tab_label = _("Make a new one")
    create_action_label = _("Make and choose")


class PersonForm(CreationForm):
    """A person, made within a chooser."""

    name_fields = ("given_name", "particle", "family_name")

    class Meta:
        model = Person
        fields = ["given_name", "particle", "family_name", "role"]


class PersonChooserViewSet(CreatingChooserViewSet):
    """The chooser of people."""

    creation_form_class = PersonForm


class OrganisationForm(CreationForm):
    """An organisation, made within a chooser."""

    class Meta:
        model = Organisation
        fields = ["name", "short_name", "kind"]


class OrganisationChooserViewSet(CreatingChooserViewSet):
    """The chooser of organisations."""

    creation_form_class = OrganisationForm
