"""Under which themes of today the records of older themes count, by the mappings between themes."""

from collections import defaultdict

from django.conf import settings

from pages.page_context import restricted_paths
from pages.read_together import read_together
from themes.models import ThemeLink, ThemeMapping, ThemePage

Relation = ThemeMapping.Relation
# Whoever belongs under the theme on the left belongs under the one on the right too. "A is narrower than B" says
# nothing about what stood under B, so that direction is missing.
FORWARD = {Relation.NARROWER, Relation.SAME}
BACKWARD = {Relation.BROADER, Relation.CONTINUES, Relation.SAME}


def records_of_themes(model, pks):
    """Return the primary keys (set) of the records of these themes (primary keys), and of those that mappings tie to
    them; empty for another model.
    """
    if model is not ThemePage:
        return set()
    related = CurrentThemes().related(pks)
    return set(ThemeLink.objects.filter(theme__in=related).values_list("record", flat=True))


class CurrentThemes:
    """The graph of theme mappings; themes are named by primary key.

    Translations of a theme count as the theme in the main language. It is read in one query, unless it gets `rows`:
    what pages.read_together makes of list_queries().
    """

    def __init__(self, rows=None):
        themes, mappings = rows or read_together(*self.list_queries())
        self.day, self.language, self.original, self.published = {}, {}, {}, set()
        self.translations = defaultdict(list)
        by_key = {}
        hidden = tuple(restricted_paths())
        for pk, key, language, day, is_live, path in themes:
            self.day[pk], self.language[pk] = day, language
            if is_live and not path.startswith(hidden):
                self.published.add(pk)
            if language == settings.LANGUAGE_CODE or key not in by_key:
                by_key[key] = pk
        self.original = {pk: by_key[key] for pk, key, *_rest in themes}
        for pk, original in self.original.items():
            self.translations[original].append(pk)
        self.leads_to, self.linked = defaultdict(set), defaultdict(set)
        for theme, relation, other in mappings:
            self._relate(self.original[theme], relation, self.original[other])

    @staticmethod
    def list_queries():
        """Return the querysets of what it reads."""
        return [
            ThemePage.objects.values_list(
                "pk", "translation_key", "locale__language_code", "sort_date", "live", "path"
            ),
            ThemeMapping.objects.values_list("theme", "relation", "other"),
        ]

    def _relate(self, theme, relation, other):
        self.linked[theme].add(other)
        self.linked[other].add(theme)
        is_same = relation == Relation.SAME
        if relation in FORWARD and self._is_later(theme, other, is_same):
            self.leads_to[theme].add(other)
        if relation in BACKWARD and self._is_later(other, theme, is_same):
            self.leads_to[other].add(theme)

    def _is_later(self, older, newer, is_same):
        return self.day[newer] > self.day[older] or (is_same and self.day[newer] == self.day[older])

    def resolve(self, pk):
        """Return the primary keys of the published themes under which records of theme `pk` count today.

        Those are the newest themes that the mappings lead to; without any the theme itself, when it is published.
        """
        theme = self.original.get(pk, pk)
        later = [
            other
            for other in self._reach(self.leads_to, theme)
            if other in self.published and self.day[other] > self.day[theme]
        ]
        if later:
            newest = max(self.day[other] for other in later)
            return frozenset(other for other in later if self.day[other] == newest)
        return frozenset([theme] if theme in self.published else [])

    def related(self, pks):
        """Return the primary keys of all themes that mappings, in whatever direction, tie to themes of `pks`."""
        found = set()
        for pk in pks:
            start = self.original.get(pk, pk)
            found |= {pk, start} | self._reach(self.linked, start)
        return found | {pk for pk, original in self.original.items() if original in found}

    @staticmethod
    def _reach(edges, start):
        seen, waiting = {start}, [start]
        while waiting:
            for other in edges.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen - {start}

    def in_place_of(self, pk):
        """Return the primary keys of the themes under which records of theme `pk` are found too, itself aside.

        They are in the language of the theme, where they were translated.
        """
        return {self._translated(other, pk) for other in self.resolve(pk)} - {pk, self.original.get(pk, pk)}

    def _translated(self, other, pk):
        wanted = self.language.get(pk)
        translations = [each for each in self.translations[other] if self.language[each] == wanted]
        return next((each for each in translations if each in self.published), other)
