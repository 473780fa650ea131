"""Series of meetings, and which number an event has in its series."""

from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from pages.models import Term
from pages.models.base import UNDATED
from pages.record_index.changes import mark_changed


class EventSeries(Term):
    """Meetings that belong together, such as those on dementia and quality of life."""

    description = models.TextField(_("description"), blank=True)

    panels = [*Term.panels, FieldPanel("description")]

    content_name = "event-series"
    content_fields = [*Term.content_fields, "description"]

    class Meta(Term.Meta):
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")

    def get_absolute_url(self):
        """Return the path of its page, in the active language."""
        return reverse("event-series", args=[self.slug])

    @cached_property
    def numbers(self):
        """{translation key: number as text} of its published events, in the order of their days; one query.

        An event without a number of its own is counted on from the one before it; undated ones have none.
        """
        rows = self.events.filter(live=True, alias_of=None).soonest_first()
        found, last = {}, 0
        for key, number, day in rows.values_list("translation_key", "series_number", "sort_date"):
            if key in found or day == UNDATED:
                continue
            found[key] = number or str(last + 1)
            last = int(number) if number.isdecimal() else last + 1
        return found


class EventInSeries(models.Model):
    """The series of an event. For a RecordPage with `sort_date` and `starts_at`."""

    series = models.ForeignKey(
        EventSeries,
        verbose_name=_("series"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    series_number = models.CharField(
        _("number in the series"),
        max_length=20,
        blank=True,
        help_text=_("Leave empty to have the meetings of the series counted by their days."),
    )

    series_panel = FieldRowPanel([FieldPanel("series"), FieldPanel("series_number")])
    series_fields = [
        "series",
        "series_number",
    ]

    class Meta:
        abstract = True

    # One transaction for the event and what is noted after it: both are kept and indexed together, or not at all.
    @transaction.atomic(savepoint=False)
    def save(self, *args, **kwargs):
        """Save; what lists say of the other events of a series that it leaves is brought up to date."""
        before = type(self).objects.filter(pk=self.pk).values_list("series", flat=True).first() if self.pk else None
        super().save(*args, **kwargs)
        if before and before != self.series_id:
            mark_changed(rows=[(EventSeries, before)])

    @property
    def series_place(self):
        """Its place in its series as {number, words, url}, in the active language; None without a series."""
        if self.series is None:
            return None
        number = self.series_number or self.series.numbers.get(self.translation_key, "")
        return {
            "number": number,
            "words": place_words(number, self.series.label),
            "url": self.series.get_absolute_url(),
        }


def place_words(number, name):
    """Return “4th of “Dementia””; a number that is no whole number, and none at all, in words of their own."""
    if number.isdecimal():
        return gettext("no. %(number)s of “%(series)s”") % {"number": number, "series": name}
    words = gettext("part of “%(series)s”") % {"series": name}
    return f"{number}, {words}" if number else words
