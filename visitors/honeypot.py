"""Spam protection of forms without a puzzle: a honeypot field and a minimum time between showing and sending."""

import time

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 2, 24 * 3600  # seconds between showing a form and sending it
# No form has a real field of this name, and browsers have nothing that they would fill in here.
TRAP = "second_subject"

_signer = Signer(salt="visitors.form-time", sep="~")


def stamp(moment=None):
    """Return a signed Unix timestamp (text; default now): when the form was shown."""
    return _signer.sign(str(int(time.time() if moment is None else moment)))


class HoneypotMixin(forms.Form):
    """Adds the honeypot field TRAP, which only bots fill in, and `shown`, the signed time the form was shown.

    A form with a filled honeypot, or one that comes too fast or too late, is invalid. A person may have sent it all the
    same (browser extensions fill in hidden fields too): shown again it holds all that was typed, with the honeypot
    empty, and sending it once more is enough. After validation `caught` tells whether the honeypot was filled in.

    Who was fast or late did nothing wrong: `second_look` is the sentence that then stands above the form in place of an
    error summary, when nothing else is wrong. It is kept as the error of `shown`, which no summary lists.
    """

    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    caught = False

    def __init__(self, data=None, **kwargs):
        kwargs["initial"] = {"shown": stamp(), **(kwargs.get("initial") or {})}
        super().__init__(data, **kwargs)
        self.fields[TRAP] = forms.CharField(
            required=False,
            label=_("Leave this empty"),
            widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
        )

    @property
    def second_look(self):
        """The request to look at the form once more and send it; empty when something else is wrong, or nothing."""
        return self.errors["shown"][0] if self.is_bound and set(self.errors) == {"shown"} else ""

    @property
    def trap(self):
        """The bound honeypot field."""
        return self[TRAP]

    def clean(self):
        """Set `caught`; refuse a form with a filled honeypot, or else ask for a second look at a fast or late one."""
        cleaned = super().clean()
        seconds = self._seconds()
        is_fast = seconds is not None and 0 <= seconds < SHORTEST
        is_stale = seconds is None or not 0 <= seconds <= LONGEST
        self.caught = bool(self.data.get(TRAP, "").strip())
        if self.caught:
            self.add_error(
                None,
                _(
                    "A hidden field that has to stay empty was filled in, perhaps by your browser. We have emptied it. "
                    "Nothing else is lost: please send the form once more."
                ),
            )
        elif is_fast:
            self.add_error("shown", _("Is everything as you want it? Then send it."))
        elif is_stale:
            self.add_error("shown", _("You began a while ago. Is everything still as you want it? Then send it."))
        if self.caught or is_stale:
            self.data = self.data.copy()
            self.data[TRAP] = ""
            if is_stale:
                # One second look is enough: sent at once it is not too fast.
                self.data["shown"] = stamp(time.time() - SHORTEST)
        return cleaned

    def _seconds(self):
        try:
            return time.time() - int(_signer.unsign(self.data.get("shown", "")))
        except (BadSignature, ValueError):
            return None
