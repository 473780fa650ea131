"""The row of a page as it is stored, read once while the page is saved, for all who compare it with the new one."""

from contextlib import contextmanager

from wagtail.models import Page, Site

from pages.cache_kinds import OWN_COLUMNS

# What other pages may show of a page: its title and address, whether it is there.
COMMON_COLUMNS = [field.attname for field in Page._meta.concrete_fields if field.name not in OWN_COLUMNS]


def read_columns(page):
    """Return {name: value} of the COMMON_COLUMNS of a page as they are stored; None for one that is not."""
    return Page.objects.order_by().filter(pk=page.pk).values(*COMMON_COLUMNS).first() if page.pk else None


class ChangedUniqueChecksMixin:
    """Part of a page class: while it is saved, what must be unique of its place is checked where that changed.

    Wagtail and Django ask for the parent, for another page with its slug, for one at its path and for another
    translation in its language, whatever the change.
    """

    @contextmanager
    def stored_columns_known(self, *, is_wanted):
        """Have `columns_before` on the page inside the block, as read_columns() returns it, unless it is not wanted.

        Inside another such block they are those of that one.
        """
        is_read_here = is_wanted and "columns_before" not in vars(self)
        if is_read_here:
            self.columns_before = read_columns(self)
        try:
            yield
        finally:
            if is_read_here:
                del self.columns_before

    def _check_slug_is_unique(self):
        if not self._stands_as_before("path", "slug"):
            super()._check_slug_is_unique()

    def validate_unique(self, exclude=None):
        """Check what must be unique, except the columns of every page that are as they are stored."""
        same = [names for names in (["path"], ["translation_key", "locale_id"]) if self._stands_as_before(*names)]
        super().validate_unique({*(exclude or ()), *(name.removesuffix("_id") for names in same for name in names)})

    def is_site_root(self):
        """Return whether it is the root of a site or a translation of one."""
        # One that becomes the translation of a root is not among those that are cached.
        if not self._stands_as_before("translation_key"):
            return super().is_site_root()
        return self.columns_before["url_path"] in {root.root_path for root in Site.get_site_root_paths()}

    def _stands_as_before(self, *names):
        before = vars(self).get("columns_before")
        return bool(before) and all(before[name] == getattr(self, name) for name in names)
