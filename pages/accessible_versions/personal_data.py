"""What requests for accessible versions hold on an address (GDPR article 15)."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pages.inbox import DAYS_AFTER_ANSWER
from pages.models import AccessibleVersionRequest
from visitors.addresses import key_of
from visitors.personal_data import Editable, Held, PersonalDataSource


class AccessibleVersionData(PersonalDataSource):
    """Requests for accessible versions."""

    name = "accessible-versions"
    heading = _("Requests for an accessible version")
    order = 40

    def find(self, address):
        """Return one Held per request."""
        return [_describe(request) for request in self._requests(address)]

    def _requests(self, address):
        return AccessibleVersionRequest.objects.filter(address_key=key_of(address)).order_by("pk")

    def correct(self, address, key, values):
        """Save a corrected name."""
        self._requests(address).filter(pk=key).update(**values)

    def erase(self, address):
        """Delete the requests; the editors have no other copy than their mail."""
        self._requests(address).delete()


def _describe(request):
    rows = (
        (gettext("Sent at"), date_format(localtime(request.created_at), "j F Y H:i")),
        (gettext("File"), request.file),
        (gettext("What you need"), request.need or "-"),
    )
    kept = gettext("Until %(days)d days after our answer, and a year at most.") % {"days": DAYS_AFTER_ANSWER}
    editable = (Editable("name", gettext("Name"), request.name),)
    title = gettext("Accessible version of “%(file)s”") % {"file": request.file}
    return Held(str(request.pk), title, rows, editable, kept)
