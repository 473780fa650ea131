"""Cards: what a list shows of a record, read from one row of the record index and from no page.

A Card offers what a listed page offers by the same names (`title`, `summary`, `kind_label`, `date_line` …), so one
template draws both. What changes with the clock is worked out when it is drawn: a type that has such parts names a
subclass of Card in `card_class`, and shares their properties between that and its page by a mixin.
"""

from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext

from pages.fuzzy_date import parse


class Card:
    """One record in a list, made of an IndexedRecord.

    The facts that its type names in `card_fields` are attributes: text, numbers, lists and dicts as JSON has them.
    """

    def __init__(self, row, record_type):
        self.row = row
        self.record_type = record_type
        self.pk = self.page_id = row.page_id
        self.title = row.title
        self.starts_at = row.starts_at
        self.ends_at = row.ends_at
        self.sort_date = row.sort_day
        self.mentioned_on = row.mentioned_on
        self.first_published_at = row.first_published_at
        self.changed_at = row.changed_at
        self.place_line = row.place

    def __getattr__(self, name):
        try:
            return self.__dict__["row"].card[name]
        except KeyError:
            # A row written by an older release lacks newer fields; `migrate` and the clock index it again.
            if "record_type" in self.__dict__ and name in self.record_type.card_fields:
                return None
            raise AttributeError(name) from None

    @property
    def date_line(self):
        """When it is, in words; of an undated record when it was first mentioned."""
        return self.dated_words or (mention_words(self.mentioned_on) if self.mentioned_on else "")

    @property
    def news_title(self):
        """Its title as news, in a feed or a mail."""
        return self.title

    @property
    def news_date(self):
        """Its date beside that title."""
        return self.date_line

    @property
    def own_note(self):
        """What a list says of it besides in the language of the record; empty for nothing."""
        return ""

    @cached_property
    def date(self):
        """Its own date as a FuzzyDate, or None; of an event with sessions too."""
        return parse(self.date_text) if self.date_text else None

    @property
    def is_outdated(self):
        """Whether it is over or closed, so that nothing should put it forward any more."""
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def entry(self):
        """What a feed says of it besides, by the names in `entry_fields` of its type, and its `id`."""
        return self.row.entry

    @property
    def thumbnail_template(self):
        """The template of what stands on the card where there is no picture; empty for none."""
        return self.record_type.thumbnail_template


def mention_words(day):
    """Return “mentioned March 2018” for the date on which a record was first mentioned."""
    return gettext("mentioned %(month)s") % {"month": formats.date_format(day, "YEAR_MONTH_FORMAT")}
