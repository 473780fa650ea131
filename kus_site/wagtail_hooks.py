"""What the site itself hangs on the hooks of the rooms."""

from wagtail import hooks

from kus_site.account_data import AccountData


@hooks.register("personal_data")
def list_personal_data():
    """Return what is held on people who can log in."""
    return [AccountData()]
