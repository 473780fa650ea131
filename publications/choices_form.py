"""The form in which an editor says what the kinds and series of a file mean."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ChoicesForm(forms.Form):
    """A field for each Group (publications.bibliography.choices), with what was found for it chosen.

    drafts: the Drafts, which know the kinds and series; data: what was posted, None for what was found.
    """

    def __init__(self, kinds, series, drafts, data=None):
        super().__init__(data)
        for groups, choices, unnamed in (
            (kinds, [(kind.pk, kind.label) for kind in drafts.kinds], gettext("Kind: without one")),
            (series, [(each.pk, each.label) for each in drafts.all_series], gettext("Series: without one")),
        ):
            is_kind = groups is kinds
            for group in groups:
                words = gettext("Kind “%(words)s”") if is_kind else gettext("Series “%(words)s”")
                label = words % {"words": group.words} if group.words else unnamed
                self.fields[group.field] = forms.ChoiceField(
                    label=f"{label} ({group.count})",
                    choices=[("", _("none, or not known yet")), *choices],
                    required=False,
                    initial=group.chosen,
                )
