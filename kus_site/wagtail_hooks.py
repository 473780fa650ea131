"""Hook implementations of the site itself."""

from wagtail import hooks

from kus_site import page_visibility
from kus_site.account_data import AccountData

hooks.register("construct_page_chooser_queryset", page_visibility.limit_chooser)
hooks.register("construct_explorer_page_queryset", page_visibility.refuse_explorer)


@hooks.register("personal_data")
def list_personal_data():
    """Return the PersonalDataSource of user accounts."""
    return [AccountData()]
