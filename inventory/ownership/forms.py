"""What owners of projects fill in."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import ProjectPage
from pages.fuzzy_date import LONGEST, FuzzyDateError, parse
from visitors.addresses import AddressField, key_of

NOT_IN_NAMES = re.compile(r"[/@<>\r\n]|www\.", re.IGNORECASE)


class EndForm(forms.Form):
    """How and when a project ended; `month` becomes a pages.fuzzy_date.Point. What is known of it is filled in."""

    status = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[
            (ProjectPage.Status.FINISHED, _("It is finished: done what it set out to do")),
            (ProjectPage.Status.STOPPED, _("It was stopped before that")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the project ended.")},
    )
    month = forms.CharField(
        label=_("In which month did it end?"),
        help_text=_("For example: March 2026. Only the year is fine too."),
        max_length=LONGEST,
        error_messages={"required": _("Fill in the month or the year.")},
    )

    def __init__(self, data=None, *, project, **kwargs):
        super().__init__(data, **kwargs)
        self.project = project
        if project.is_over:
            self.initial["status"] = project.status
            if project.date:
                self.initial["month"] = (project.date.end or project.date.start).input_words()

    def clean_month(self):
        """Return the Point; refuse a period, the future, and what lies before the beginning of the project."""
        try:
            date = parse(self.cleaned_data["month"])
        except FuzzyDateError as error:
            raise ValidationError(str(error)) from error
        if date.is_period or date.expected:
            raise ValidationError(_("Fill in one month or one year."))
        if date.earliest > timezone.localdate():
            raise ValidationError(_("That is in the future. Come back when the project has ended."))
        begun = self.project.date
        # The one date of a project that is over may be its end, which is corrected now.
        is_end = self.project.is_over and begun and not begun.is_period
        if begun and date.latest < begun.earliest and not is_end:
            raise ValidationError(
                _("The project began later: %(date)s.") % {"date": begun.start.display()}, code="before-beginning"
            )
        return date.start


class HandOverForm(forms.Form):
    """The colleague who is asked to take a project over."""

    name = forms.CharField(
        label=_("Name of your colleague"),
        max_length=120,
        error_messages={"required": _("Fill in the name of your colleague.")},
    )
    address = AddressField(
        label=_("Email address of your colleague"),
        error_messages={"required": _("Fill in the email address of your colleague.")},
    )

    def __init__(self, data=None, *, owner, **kwargs):
        super().__init__(data, **kwargs)
        self.owner = owner
        # The browser knows its user, not the colleague.
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean_name(self):
        """Refuse a web address: the name stands in a mail to somebody who did not ask for it."""
        name = self.cleaned_data["name"]
        if NOT_IN_NAMES.search(name):
            raise ValidationError(_("A name has no web address in it."))
        return name

    def clean_address(self):
        """Refuse the owner's own address."""
        address = self.cleaned_data["address"]
        if key_of(address) == key_of(self.owner.address):
            raise ValidationError(_("This is your own address. Fill in that of your colleague."))
        return address
