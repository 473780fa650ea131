"""Filters of listings: plain GET parameters with Dutch names, offering only values that occur."""

import django_filters
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pages import cache_version


class OccurringFilter(django_filters.ChoiceFilter):
    """A choice among the values that occur in the listing.

    `field_name` is the lookup of the value in addresses; `names` are the lookups of its Dutch and, optionally,
    English name; `labels` maps values to names where the names are not in the database.
    """

    def __init__(self, field_name, names=(), labels=None, **kwargs):
        self.names = names
        self.labels = labels
        kwargs.setdefault("empty_label", _("All"))
        kwargs.setdefault("choices", [])
        super().__init__(field_name=field_name, **kwargs)

    def occurring(self, queryset):
        """Return the (value, name) pairs that occur in `queryset`, by name, in the active language."""
        if self.labels is not None:
            present = set(queryset.order_by().values_list(self.field_name, flat=True).distinct())
            return [(value, str(name)) for value, name in self.labels if value in present]
        rows = queryset.order_by().values_list(self.field_name, *self.names).distinct()
        english = (get_language() or "").startswith("en")
        pairs = {row[0]: (row[2] if english and len(row) > 2 and row[2] else row[1]) for row in rows if row[0]}
        return sorted(pairs.items(), key=lambda pair: pair[1].lower())

    def filter(self, queryset, value):
        """Filter by the value; distinct where a record has several."""
        if not value:
            return queryset
        if "__" not in self.field_name:
            return queryset.filter(**{self.field_name: value})
        # order_by(): a subquery for IN needs no order.
        matching = queryset.model.objects.order_by().filter(**{self.field_name: value}).values("pk")
        return queryset.filter(pk__in=matching)


class YearFilter(OccurringFilter):
    """The years in which records fall, newest first."""

    def __init__(self, field_name="sort_date", **kwargs):
        super().__init__(field_name, **kwargs)

    def occurring(self, queryset):
        """Return the years as pairs; undated records have none."""
        # Year 1 stands for undated (pages.models.base.UNDATED).
        dated = queryset.order_by().filter(**{f"{self.field_name}__year__gt": 1})
        return [(str(day.year), str(day.year)) for day in dated.dates(self.field_name, "year", order="DESC")]

    def filter(self, queryset, value):
        """Keep the records of the year."""
        return queryset.filter(**{f"{self.field_name}__year": int(value)}) if value else queryset


class RecordFilterSet(django_filters.FilterSet):
    """Filters that every record has; a room adds its own, and may name in `field_order` which come first."""

    thema = OccurringFilter("theme_links__theme__slug", ["theme_links__theme__title"], label=_("Theme"))
    werkplaats = OccurringFilter("werkplaatsen__slug", ["werkplaatsen__title"], label=_("Werkplaats"))
    gemeente = OccurringFilter("municipalities__slug", ["municipalities__name"], label=_("Municipality"))
    doelgroep = OccurringFilter("audiences__slug", ["audiences__name", "audiences__name_en"], label=_("For whom"))
    wet = OccurringFilter("laws__slug", ["laws__name", "laws__name_en"], label=_("Law"))
    jaar = YearFilter(label=_("Year"))

    field_order = ("periode", "soort")

    def __init__(self, data, queryset, *, cache_key):
        """`cache_key` names the listing; the choices are cached under it (pages.cache_version)."""
        super().__init__(data, queryset=queryset)
        choices = cache_version.cached(
            f"filter-choices:{cache_key}:{get_language()}",
            lambda: {name: item.occurring(queryset) for name, item in self.filters.items()},
        )
        self.without_choices = [(name, item) for name, item in self.filters.items() if not choices[name]]
        first = [name for name in self.field_order if name in self.filters]
        names = [*first, *(name for name in self.filters if name not in first)]
        self.filters = type(self.filters)((name, self.filters[name]) for name in names if choices[name])
        for name, item in self.filters.items():
            item.extra["choices"] = choices[name]

    def refused(self):
        """Return (parameter, label, value) for every filter whose value does not occur."""
        refused = [(item, name) for name, item in self.filters.items() if name in self.errors]
        refused += [(item, name) for name, item in self.without_choices if self.data.get(name)]
        return [(name, str(item.label), self.data.get(name, "")) for item, name in refused]

    def chosen(self):
        """Return (parameter, label, name of the value) for every filter in use."""
        if not self.is_bound:
            return []
        # is_valid() fills cleaned_data with what fits, also when something else does not.
        self.form.is_valid()
        values = self.form.cleaned_data
        return [
            (name, str(item.label), dict(item.extra["choices"]).get(values[name], values[name]))
            for name, item in self.filters.items()
            if values.get(name)
        ]


class ArticleFilterSet(RecordFilterSet):
    """News: also by kind."""

    soort = OccurringFilter(
        "kind",
        labels=[
            ("news", _("News")),
            ("interview", _("Interview")),
            ("practice", _("Practice example")),
            ("report", _("Report")),
        ],
        label=_("Kind"),
    )


class WerkplaatsFilterSet(RecordFilterSet):
    """Werkplaatsen: by municipality."""

    thema = werkplaats = doelgroep = wet = jaar = None
