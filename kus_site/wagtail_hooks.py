"""Hook implementations of the site itself."""

from wagtail import hooks

from kus_site import example_views, page_visibility
from kus_site.account_data import AccountData
from kus_site.explorer import ExplorerViewSet
from kus_site.models import ContentKey

hooks.register("construct_page_chooser_queryset", page_visibility.limit_chooser)
hooks.register("construct_explorer_page_queryset", page_visibility.refuse_explorer)
hooks.register("register_admin_viewset", ExplorerViewSet)
hooks.register("example_records", ContentKey.find_examples)
hooks.register("register_admin_urls", example_views.register_urls)
hooks.register("register_settings_menu_item", example_views.menu_item)


@hooks.register("personal_data")
def list_personal_data():
    """Return the PersonalDataSource of user accounts."""
    return [AccountData()]
