"""Which records readers may see, as a queryset."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from pages.page_context import only_public


class ListedQuerySet(PageQuerySet):
    """Live records as lists show them."""

    def published(self, restricted=None):
        """Keep what readers may see: live and not behind a login (`restricted`: paths, if they were read already)."""
        return only_public(self.live(), restricted)

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
        from pages.record_index.changes import mark_changed

        pages = list(self.order_by().values_list("pk", flat=True)) if self.model is not Page else []
        changed = super().update(**values)
        mark_changed(pages=pages)
        return changed

    update.alters_data = True


ListedManager = PageManager.from_queryset(ListedQuerySet)
