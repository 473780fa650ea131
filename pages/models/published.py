"""Which records readers may see, as a queryset."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from pages import cache_version


class ListedQuerySet(PageQuerySet):
    """Live records as lists show them."""

    def published(self):
        """Keep what readers may see: live and not behind a login."""
        hidden = Q()
        for path in restricted_paths():
            hidden |= Q(path__startswith=path)
        return self.live().exclude(hidden) if hidden else self.live()

    def newest_first(self):
        """Sort on the record's own date, undated ones last; the number decides between equals."""
        return self.order_by("-sort_date", "-pk")

    def in_language(self, locale):
        """Keep records written in `locale`, and those in the main language that were not translated into it."""
        if locale.language_code == settings.LANGUAGE_CODE:
            return self.filter(locale=locale)
        translated = Page.objects.filter(locale=locale, live=True, translation_key=OuterRef("translation_key"))
        main = Q(locale__language_code=settings.LANGUAGE_CODE)
        return self.filter(Q(locale=locale) | (main & ~Exists(translated)))

    def update(self, **values):
        """Update as Django does, and note which records must be indexed again."""
        from pages.record_index.changes import note

        pages = list(self.order_by().values_list("pk", flat=True)) if self.model is not Page else []
        changed = super().update(**values)
        note(pages=pages)
        return changed

    update.alters_data = True


def restricted_paths():
    """Return the paths (list) of the pages that, with all below them, are behind a login."""
    return cache_version.cached("restricted-paths", _read_restricted_paths, alone=True)


def _read_restricted_paths():
    return list(PageViewRestriction.objects.values_list("page__path", flat=True))


ListedManager = PageManager.from_queryset(ListedQuerySet)
