"""The record index: what readers' lists need of the records, in narrow rows of its own (pages/record_index)."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexedRecordQuerySet(models.QuerySet):
    """Records of the index for a list; `moment` is an aware datetime.

    scope: conditions (dict) of of_lists(), by which values of facets are found too: each list has values of its own.
    """

    scope = {}

    def _clone(self):
        clone = super()._clone()
        clone.scope = self.scope
        return clone

    def of_lists(self, language, record_types=()):
        """Keep what the lists of some types of record (their search_kind) show in a language, or those of all types."""
        scope = {"language": language} | ({"record_type__in": list(record_types)} if record_types else {})
        found = self.filter(**scope)
        found.scope = scope
        return found

    def with_value(self, facet, *values):
        """Keep records that have any of the values of the facet or relation of that name (pages.record_index.facets).

        Of a relation a value is a primary key, and of a page a translation key.
        """
        found = FacetValue.objects.filter(facet=facet, value__in=[str(value) for value in values], **self.scope)
        return self.with_values(found)

    def with_any(self, facets, value):
        """Keep records that have a value of any of the facets or relations of those names."""
        return self.with_values(FacetValue.objects.filter(facet__in=facets, value=str(value), **self.scope))

    def with_values(self, values):
        """Keep records that have any of some FacetValues: a queryset of them, or their primary keys."""
        return self.filter(pk__in=RecordFacet.objects.filter(value__in=values).values("record"))

    def current(self, moment):
        """Keep what is to come, open or confirmed."""
        return self.filter(ends_at__gt=moment)

    def over(self, moment):
        """Keep what is not current, and what knows no such moment."""
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__lte=moment))

    def newest_first(self):
        """Sort on the day, undated ones last; the number of the page decides between equals."""
        return self.order_by("-sort_day", "-page")

    def soonest_first(self):
        """Sort on the first day, then on the first start."""
        return self.order_by("sort_day", models.F("starts_at").asc(nulls_last=True), "page")


class IndexedRecord(models.Model):
    """A record as the lists in one language show it; there is a row only for what every reader may see.

    A record in the main language that was not translated has a row for each language, so a list is what has its
    language and type. `card` holds what a card draws (pages.record_index.cards), in the language of the row.
    """

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="indexed_records")
    language = models.CharField(max_length=10)
    # The `search_kind` of the type of record.
    record_type = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    # Folded, for sorting (pages.record_index.build.fold_title).
    sort_title = models.CharField(max_length=255)
    # Its own date, else the day it was first mentioned, else pages.models.base.UNDATED.
    sort_day = models.DateField()
    mentioned_on = models.DateField(null=True)
    # `ends_at`: until when it is to come, open or confirmed; None where a type knows no such moment.
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    first_published_at = models.DateTimeField(null=True)
    # When there was last something new to tell: its publication, and of some types what came after that.
    news_at = models.DateTimeField(null=True)
    # The day of `news_at` in Amsterdam, by which feeds sort; UNDATED without one.
    published_on = models.DateField()
    changed_at = models.DateTimeField()
    place = models.CharField(max_length=255, blank=True)
    card = models.JSONField(encoder=DjangoJSONEncoder)
    # What a feed says of it besides the card (pages.feeds); lists leave it in the database.
    entry = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    # What the row holds by the code that made it (pages.record_index.build.shape_of).
    shape = models.CharField(max_length=8, default="")

    objects = IndexedRecordQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("indexed record")
        verbose_name_plural = _("indexed records")
        constraints = [models.UniqueConstraint(fields=["language", "page"], name="unique_indexed_record")]
        # One for each order, so that a page of a list is read from the index wherever it is; backwards too.
        indexes = [
            models.Index(fields=["language", "record_type", "sort_day", "page", "ends_at"], name="record_by_day"),
            models.Index(fields=["language", "record_type", "sort_title", "page"], name="record_by_title"),
            models.Index(
                fields=["language", "record_type", "sort_day", "starts_at", "page", "ends_at"], name="record_by_start"
            ),
            models.Index(fields=["language", "record_type", "ends_at"], name="record_by_end"),
            models.Index(
                fields=["language", "record_type", "published_on", "sort_day", "page"], name="record_by_publication"
            ),
            # The newest of several types, which the home page shows.
            models.Index(
                fields=["language", "sort_day", "page"], name="record_without_end", condition=models.Q(ends_at=None)
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.language})"


class FacetValue(models.Model):
    """One choice of a facet in the lists of one type and language, and which records have it, and how many.

    The row with neither facet nor value is of all records of the type in that language.
    """

    language = models.CharField(max_length=10)
    record_type = models.CharField(max_length=40)
    facet = models.CharField(max_length=40)
    value = models.CharField(max_length=255)
    label = models.CharField(max_length=255)
    # The heading under which it stands among the choices; empty for none.
    group = models.CharField(max_length=255, blank=True)
    position = models.IntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    # The pages that have it (pages.record_index.bitmaps).
    bitmap = models.BinaryField(default=b"")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("facet value")
        verbose_name_plural = _("facet values")
        constraints = [
            models.UniqueConstraint(fields=["language", "record_type", "facet", "value"], name="unique_facet_value")
        ]
        # For one value over all types of record.
        indexes = [models.Index(fields=["facet", "value", "language"], name="facet_by_value")]

    def __str__(self):
        return f"{self.facet}: {self.label} ({self.language})"


class RecordFacet(models.Model):
    """That a record has a value of a facet."""

    value = models.ForeignKey(FacetValue, on_delete=models.CASCADE, related_name="records", db_index=False)
    record = models.ForeignKey(IndexedRecord, on_delete=models.CASCADE, related_name="facets")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("facet of a record")
        verbose_name_plural = _("facets of a record")
        constraints = [models.UniqueConstraint(fields=["value", "record"], name="unique_record_facet")]

    def __str__(self):
        return f"{self.value_id}: {self.record_id}"
