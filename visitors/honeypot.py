"""Tells programs from people without asking anything of people: a field that nobody sees, and the time it takes."""

import time

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 2, 24 * 3600  # seconds between showing a form and sending it

_signer = Signer(salt="visitors.form-time", sep="~")


def stamp(moment=None):
    """Return the signed moment (seconds since 1970, default now) at which a form is shown."""
    return _signer.sign(str(int(time.time() if moment is None else moment)))


class HoneypotMixin(forms.Form):
    """Adds a hidden field `website` for programs to fill in, and `shown`, the signed moment the form was shown.

    `caught` says after validation that a program filled it in. What came too fast or too late is refused with a
    sentence, for it may be a person; sending the form again is enough then.
    """

    website = forms.CharField(required=False, label=_("Leave this empty"))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    caught = False

    def __init__(self, data=None, **kwargs):
        kwargs["initial"] = {"shown": stamp(), **(kwargs.get("initial") or {})}
        super().__init__(data, **kwargs)
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    def clean(self):
        """Mark what a program sent; refuse what came too fast or too late."""
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
