"""The form with which an editor sends an issue."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from newsletters.models import MailingList


class SendForm(forms.Form):
    """To which lists an issue goes, and when: now, or at a moment to come."""

    lists = forms.ModelMultipleChoiceField(
        MailingList.objects.all(),
        label=_("Lists"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Somebody on several lists gets the issue once."),
    )
    scheduled_at = forms.DateTimeField(
        label=_("Send at"), required=False, widget=AdminDateTimeInput, help_text=_("Leave empty to send it now.")
    )

    def clean_scheduled_at(self):
        """Refuse a moment that is over."""
        moment = self.cleaned_data["scheduled_at"]
        if moment and moment <= timezone.now():
            raise forms.ValidationError(_("This moment is over. Choose a later one, or leave it empty."))
        return moment
