"""Child relations of wagtailcore.Page, so that all record types of all rooms share one table for each."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Orderable

from pages.actions import KINDS, build_action
from pages.deadlines import DeadlineField


class ActionLink(Orderable):
    """A typed link of a record: download, order, watch and so on, to a document, a page or an address."""

    record = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="action_links")
    kind = models.CharField(_("what the reader does"), max_length=20, choices=KINDS)
    subject = models.CharField(
        _("what it leads to"),
        max_length=255,
        blank=True,
        help_text=_("Leave empty to use the title of the document or page."),
    )
    document = models.ForeignKey(
        "pages.SiteDocument",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    target = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    url = models.URLField(_("address"), blank=True, max_length=500)
    deadline = DeadlineField(
        _("deadline"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Afterwards the link is shown as closed."),
    )

    # For pages.text_passages: the words of a link.
    link_text_fields = ["subject"]

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("subject")]),
        FieldPanel("document"),
        PageChooserPanel("target"),
        FieldRowPanel([FieldPanel("url"), FieldPanel("deadline")]),
    ]

    content_fields = ["kind", "subject", "document", "page:target", "url", "deadline"]

    class Meta(Orderable.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subject or self.target or self.document or self.url}"

    def clean(self):
        """Refuse two targets, or no target and no subject either."""
        super().clean()
        targets = [name for name in ("document", "target", "url") if getattr(self, name)]
        if len(targets) > 1:
            raise ValidationError({targets[1]: _("Choose one target: a page, a document or an address.")})
        if not targets and not self.subject:
            raise ValidationError({"subject": _("Choose a target, or say what the lost address led to.")})

    def as_action(self, title=""):
        """Return the pages.actions.Action; `title` names the record where the link has no subject of its own."""
        subject = self.subject or ("" if self.document or self.target else title)
        return build_action(
            self.kind, subject, url=self.url, document=self.document, page=self.target, deadline=self.deadline
        )


class Attachment(Orderable):
    """A document that belongs to a record (“Bijlagen”)."""

    record = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        "pages.SiteDocument", verbose_name=_("document"), on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField(
        _("title"), max_length=255, blank=True, help_text=_("Only when it must differ from the title of the document.")
    )

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self):
        return self.title or self.document.title


class RelatedRecord(Orderable):
    """Another record that a reader of this one should know."""

    record = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="related_records")
    target = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("record"), on_delete=models.CASCADE, related_name="related_from"
    )

    panels = [PageChooserPanel("target")]

    # Content files write the rows as a list of ids of this field.
    content_reference = "target"

    class Meta(Orderable.Meta):
        verbose_name = _("related record")
        verbose_name_plural = _("related records")

    def __str__(self):
        return str(self.target)


class TeaserPlacement(Orderable):
    """A teaser in the sidebar of one page."""

    record = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="teaser_placements")
    teaser = models.ForeignKey("pages.Teaser", verbose_name=_("teaser"), on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("teaser")]

    content_reference = "teaser"

    class Meta(Orderable.Meta):
        verbose_name = _("teaser")
        verbose_name_plural = _("teasers")

    def __str__(self):
        return str(self.teaser)
