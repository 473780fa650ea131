"""Spam protection of forms without a puzzle: a honeypot field and a minimum time between showing and sending."""

import time

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 2, 24 * 3600  # seconds between showing a form and sending it

_signer = Signer(salt="visitors.form-time", sep="~")


def stamp(moment=None):
    """Return a signed Unix timestamp (text; default now): when the form was shown."""
    return _signer.sign(str(int(time.time() if moment is None else moment)))


class HoneypotMixin(forms.Form):
    """Adds the honeypot field `website`, which only bots fill in, and `shown`, the signed time the form was shown.

    After validation `caught` tells whether the honeypot was filled in. A form that comes too fast or too late gets an
    error, since a person may have sent it; sending it again is enough.
    """

    website = forms.CharField(required=False, label=_("Leave this empty"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    caught = False

    def __init__(self, data=None, **kwargs):
        kwargs["initial"] = {"shown": stamp(), **(kwargs.get("initial") or {})}
        super().__init__(data, **kwargs)
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    def clean(self):
        """Set `caught`; add an error to a form sent too fast or too late."""
        cleaned = super().clean()
        self.caught = bool(cleaned.get("website"))
        seconds = self._seconds()
        if seconds is None or not SHORTEST <= seconds <= LONGEST:
            self.add_error(
                None,
                _("That went very fast. Please send the form once more.")
                if seconds is not None and 0 <= seconds < SHORTEST
                else _("The form was open for too long. Nothing is lost: please send it once more."),
            )
            if seconds is None or seconds > LONGEST or seconds < 0:
                self.data = self.data.copy()
                self.data["shown"] = stamp()
        return cleaned

    def _seconds(self):
        try:
            return time.time() - int(_signer.unsign(self.data.get("shown", "")))
        except (BadSignature, ValueError):
            return None
