"""The form of administrators for a partner site."""

import re

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from pages.harvest.receivers import collect_receivers
from pages.models import PartnerSource
from pages.models.partner_source import read_mapping
from pages.subjects import read_tree


class SourceForm(WagtailAdminModelForm):
    """Offers what the rooms make of proposals, and checks that each mapping leads to something that we have."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.receivers = collect_receivers()
        types = [(name, receiver.label) for name, receiver in self.receivers.items()]
        field = PartnerSource._meta.get_field("record_type")
        self.fields["record_type"] = forms.ChoiceField(label=field.verbose_name, choices=[("", "---------"), *types])
        kinds = [
            (receiver.label, [(f"{name}.{slug}", label) for slug, label in receiver.kind_part.choices])
            for name, receiver in self.receivers.items()
            if receiver.kind_part
        ]
        self.fields["default_kind"] = forms.ChoiceField(
            label=_("Kind"),
            choices=[("", "---------"), *kinds],
            required=False,
            help_text=_("Of records whose own kind we do not have."),
        )
        if self.instance.default_kind:
            self.initial["default_kind"] = f"{self.instance.record_type}.{self.instance.default_kind}"

    def clean_address(self):
        """Return the address; calendars are often offered as webcal:, which is https: to fetch."""
        return re.sub(r"^webcals?://", "https://", self.cleaned_data["address"].strip(), flags=re.IGNORECASE)

    def clean(self):
        """Check the kind and the mappings against the type."""
        cleaned = super().clean()
        receiver = self.receivers.get(cleaned.get("record_type"))
        if receiver is None:
            return cleaned
        if receiver.kind_part:
            self._clean_kinds(cleaned, receiver)
        self._clean_subjects(cleaned)
        return cleaned

    def _clean_kinds(self, cleaned, receiver):
        name, _sign, slug = cleaned.get("default_kind", "").partition(".")
        if name != receiver.name:
            words = gettext("Choose a kind of the type that it becomes: %(type)s.")
            self.add_error("default_kind", words % {"type": receiver.label})
        cleaned["default_kind"] = slug
        names = {label.lower(): slug for slug, label in receiver.kind_part.choices}
        slugs = dict(receiver.kind_part.choices)

        def find(ours):
            slug = names.get(ours.lower(), slugify(ours))
            return slug if slug in slugs else ""

        words = gettext("We have no kind “%(ours)s”. Write one of: %(known)s.")
        self._clean_mapping(cleaned, "kind_mapping", find, words, {"known": ", ".join(slugs.values())})

    def _clean_subjects(self, cleaned):
        known = {name.lower(): subject.name for subject in read_tree().subjects.values() for name in subject.names}
        known |= {subject.slug: subject.name for subject in read_tree().subjects.values()}
        words = gettext("We have no subject “%(ours)s”. Write the name of a subject as it stands in our list.")
        self._clean_mapping(cleaned, "subject_mapping", lambda ours: known.get(ours.lower(), ""), words, {})

    def _clean_mapping(self, cleaned, name, find, words, values):
        """Refuse lines that cannot be read or lead to nothing; write our words as we have them."""
        lines = []
        try:
            mapping = read_mapping(cleaned.get(name, ""))
        except forms.ValidationError as error:
            self.add_error(name, error)
            return
        for theirs, ours in mapping.items():
            found = find(ours)
            if not found:
                self.add_error(name, words % {"ours": ours, **values})
            lines.append(f"{theirs} = {found}")
        cleaned[name] = "\n".join(lines)
