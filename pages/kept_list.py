"""Under which keys the form and the rows of a list are kept (kept_html), to be drawn once for all readers."""

from hashlib import sha256

from django.utils.functional import cached_property
from django.utils.translation import get_language

# So many pages of a list are kept, of the whole list and of those with so many choices: no more than there are values.
MOST_KEPT = 3
MOST_CHOICES = 1


class KeptList:
    """Mixin of pages.listing.Listing."""

    @cached_property
    def is_usual(self):
        """Whether it is the whole list in its usual order, which is the same for every reader."""
        is_whole = self.selection.is_whole and not self.kept_parameters
        return is_whole and self.has_usual_order and not self.notices

    @property
    def moment(self):
        return self.selection.moment

    @cached_property
    def kept_choices(self):
        """What sets a list of which form and rows are kept apart from the others, as (name, value) pairs.

        None for what is made for one request: more than MOST_CHOICES, another order, something to notice.
        """
        chosen = [(name, value.value) for name, _label, value in self._in_use()]
        is_own = self.notices or not self.has_usual_order or self.selection.base or self.kept_parameters
        return None if is_own or len(chosen) > MOST_CHOICES else chosen

    @property
    def panel_key(self):
        """The form of a list that is kept is the same until the content, or the clock, changes a record."""
        return "" if self.kept_choices is None else self.kept_key("facet-panel", self.address, self.kept_choices)

    @property
    def rows_key(self):
        """Under which key the rows of the page shown are kept (kept_html); empty where they are not.

        Those of the first pages of a list that is kept are.
        """
        is_kept = self.kept_choices is not None and self.number <= MOST_KEPT and self.paginator.count
        return self.kept_key("rows", self.number, self.kept_choices) if is_kept else ""

    def kept_key(self, name, *parts):
        """Return the key under which a part of a list is kept; parts: what it depends on besides its type."""
        parts = [self.selection.model._meta.label, self.language, get_language(), *parts]
        return f"{name}:{sha256(repr(parts).encode()).hexdigest()}"
