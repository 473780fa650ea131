"""The lists that readers choose from."""

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel

from pages.models.vocabulary import Term

from .subscriber import Subscription


class MailingListQuerySet(models.QuerySet):
    """Queries on lists."""

    def open(self):
        """Filter on lists that readers can choose themselves."""
        return self.filter(is_open=True)

    def with_people(self):
        """Annotate with `people`: the number of deliverable subscriptions."""
        counted = Q(subscriptions__in=Subscription.objects.deliverable())
        return self.annotate(people=Count("subscriptions", filter=counted))


class MailingList(Term):
    """A list of subscribers: of the platform, of a theme, of a werkplaats, or national."""

    description = models.CharField(_("Dutch description"), max_length=255, blank=True)
    description_en = models.CharField(_("English description"), max_length=255, blank=True)
    theme = models.ForeignKey(
        "themes.ThemePage", verbose_name=_("theme"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    werkplaats = models.ForeignKey(
        "pages.WerkplaatsPage",
        verbose_name=_("werkplaats"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_open = models.BooleanField(
        _("open"), default=True, help_text=_("Readers can choose it themselves; a closed list is filled by editors.")
    )

    panels = [
        *Term.panels,
        MultiFieldPanel([FieldPanel("description"), FieldPanel("description_en")], _("Description")),
        MultiFieldPanel([PageChooserPanel("theme"), PageChooserPanel("werkplaats")], _("What it is about")),
        FieldRowPanel([FieldPanel("is_open")]),
    ]

    objects = MailingListQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("mailing list")
        verbose_name_plural = _("mailing lists")

    @property
    def explanation(self):
        """The description in the active language; Dutch where there is no English."""
        english = (get_language() or "").startswith("en")
        return self.description_en if english and self.description_en else self.description
