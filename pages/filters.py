"""Filters of listings: plain GET parameters with Dutch names, offering only values that occur."""

import django_filters
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pages import generation


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
        """Keep records with the value; no doubles where a record has several."""
        if not value:
            return queryset
        if "__" not in self.field_name:
            return queryset.filter(**{self.field_name: value})
        return queryset.filter(pk__in=queryset.model.objects.filter(**{self.field_name: value}).values("pk"))


class YearFilter(OccurringFilter):
    """The years in which records fall, newest first."""

    def __init__(self, field_name="sort_date", **kwargs):
        super().__init__(field_name, **kwargs)

    def occurring(self, queryset):
        years = queryset.order_by().filter(**{f"{self.field_name}__year__gt": 1}).dates(self.field_name, "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in years]

    def filter(self, queryset, value):
        return queryset.filter(**{f"{self.field_name}__year": int(value)}) if value else queryset


class RecordFilterSet(django_filters.FilterSet):
    """Filters that every record has; a room adds its own."""

    thema = OccurringFilter("theme_links__theme__slug", ["theme_links__theme__title"], label=_("Theme"))
    werkplaats = OccurringFilter("werkplaatsen__slug", ["werkplaatsen__title"], label=_("Werkplaats"))
    gemeente = OccurringFilter("municipalities__slug", ["municipalities__name"], label=_("Municipality"))
    doelgroep = OccurringFilter("audiences__slug", ["audiences__name", "audiences__name_en"], label=_("For whom"))
    wet = OccurringFilter("laws__slug", ["laws__name", "laws__name_en"], label=_("Law"))
    jaar = YearFilter(label=_("Year"))

    def __init__(self, data, queryset, *, cache_key):
        """`cache_key` names the listing; the choices are kept under it until the content changes."""
        super().__init__(data, queryset=queryset)
        choices = generation.kept(
            f"filter-choices:{cache_key}:{get_language()}",
            lambda: {name: item.occurring(queryset) for name, item in self.filters.items()},
        )
        for name, item in list(self.filters.items()):
            if choices[name]:
                item.extra["choices"] = choices[name]
            else:
                del self.filters[name]

    def refused(self):
        """Return (label, value) for every filter whose value does not occur."""
        return [(str(self.filters[name].label), self.data.get(name, "")) for name in self.form.errors if name in self.filters]

    def chosen(self):
        """Return (parameter, label, name of the value) for every filter in use."""
        result = []
        for name, item in self.filters.items():
            value = self.form.cleaned_data.get(name) if self.form.is_valid() or hasattr(self.form, "cleaned_data") else ""
            if value:
                result.append((name, str(item.label), dict(item.extra["choices"]).get(value, value)))
        return result


class ArticleFilterSet(RecordFilterSet):
    """News: also by kind."""

    soort = OccurringFilter(
        "kind",
        labels=[("news", _("News")), ("interview", _("Interview")), ("practice", _("Practice example")), ("report", _("Report"))],
        label=_("Kind"),
    )
    field_order = ["soort", "thema", "jaar"]


class WerkplaatsFilterSet(RecordFilterSet):
    """Werkplaatsen: by municipality."""

    thema = werkplaats = doelgroep = wet = jaar = None
