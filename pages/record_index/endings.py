"""Which records of a type have ended at a moment, kept until the next of them ends."""

from math import inf

from django.db.models import Q
from django.utils.functional import cached_property

from pages import cache_version
from pages.record_index.bitmaps import pages_of


class Endings:
    """What ends after a moment (aware datetime) and what ended, of the IndexedRecords that `records()` returns.

    `name`: under which it is kept, unique in the project. Each is read when it is first asked for.
    """

    def __init__(self, name, records, moment):
        self.name, self.records, self.moment = name, records, moment

    @cached_property
    def current(self):
        """The BitMap of the records that end after this moment."""
        return self._at_moment("current", Q(ends_at__gt=self.moment))

    @cached_property
    def ended(self):
        """The BitMap of the records that ended."""
        return self._at_moment("ended", Q(ends_at__lte=self.moment))

    @cached_property
    def next_end(self):
        """When the next of the records ends (aware datetime); None when none will."""
        coming = self.records().filter(ends_at__gt=self.moment).order_by("ends_at")
        return coming.values_list("ends_at", flat=True).first()

    def _at_moment(self, name, condition):
        """Return the BitMap of the records for which a condition on `ends_at` holds at this moment.

        It is kept until the content changes, or the first of them ends.
        """

        def read():
            return self.moment, self.next_end, pages_of(self.records().filter(condition))

        def until(_now):
            return self.next_end.timestamp() if self.next_end else inf

        since, end, pages = cache_version.cached(f"{self.name}:{name}", read, alone=True, until=until)
        if since <= self.moment and (end is None or self.moment < end):
            return pages
        return pages_of(self.records().filter(condition))
