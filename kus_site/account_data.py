"""What is held on people who can log in, for the page where a person sees what the platform holds on them."""

from django.contrib.auth import get_user_model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from visitors.personal_data import Editable, Held, PersonalDataSource


class AccountData(PersonalDataSource):
    """Accounts of editors and administrators. Only an administrator removes one, as pages hang on it."""

    name = "account"
    heading = _("Account in the editors' workplace")
    order = 90

    def find(self, address):
        """Return the accounts with this address."""
        return [self._account(user) for user in self._users(address)]

    def _users(self, address):
        return get_user_model().objects.filter(email__iexact=address.strip(), is_active=True)

    def _account(self, user):
        roles = ", ".join(user.groups.order_by("name").values_list("name", flat=True))
        rows = (
            (gettext("User name"), user.get_username()),
            (gettext("Roles"), roles or gettext("None")),
            (gettext("Last logged in"), date_format(localtime(user.last_login)) if user.last_login else "-"),
        )
        editable = (
            Editable("first_name", gettext("First name"), user.first_name),
            Editable("last_name", gettext("Last name"), user.last_name),
        )
        kept = gettext("As long as you work here. An administrator removes it; erasing below leaves it as it is.")
        return Held(str(user.pk), user.get_username(), rows, editable, kept)

    def correct(self, address, key, values):
        """Save a corrected name."""
        self._users(address).filter(pk=key).update(**values)

    def erase(self, address):
        """Leave the account: who may edit the site is not decided by a link in a mail."""
