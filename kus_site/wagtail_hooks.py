"""Hook implementations of the site itself."""

from wagtail import hooks

from kus_site.account_data import AccountData


@hooks.register("personal_data")
def list_personal_data():
    """Return the PersonalDataSource of user accounts."""
    return [AccountData()]
