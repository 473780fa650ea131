"""Records that readers could see and that were taken away: what their addresses still say."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# With the slugs of a listing and a record at their longest.
LONGEST_PATH = 1_000  # characters


class WithdrawnRecord(models.Model):
    """A record in one language that was public and is not any more; its address answers 410 (RFC 9110, 15.5.11).

    Identity is (translation_key, language), as of the page, which may be deleted. The row goes when the record is
    published again (pages/withdrawn_records.py).
    """

    translation_key = models.UUIDField(editable=False)
    language = models.CharField(_("language"), max_length=10, editable=False)
    # The `search_kind` of the type of record.
    record_type = models.CharField(max_length=40, editable=False)
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+", editable=False)
    # Decoded, with a slash at the end; empty when another record has that address now.
    path = models.CharField(_("address"), max_length=LONGEST_PATH, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=255)
    description = models.CharField(
        _("description"), max_length=500, blank=True, help_text=_("What was there, in one line.")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), editable=False, db_index=True)
    # What it was found by: {name of the facet: [values]} of pages.record_index.facets.
    facets = models.JSONField(default=dict, editable=False)
    reason = models.TextField(
        _("reason"),
        blank=True,
        max_length=1_000,
        help_text=_("Shown at the old address: why it was taken away, such as “Replaced by the edition of 2026.”"),
    )
    moved_to = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page to read instead"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    moved_to_url = models.URLField(
        _("address to read instead"), blank=True, max_length=500, help_text=_("When it is on another website now.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("withdrawn record")
        verbose_name_plural = _("withdrawn records")
        ordering = ["-withdrawn_at", "-pk"]
        # Made by the platform, and kept: harvesters count on a withdrawal that stays known.
        default_permissions = ["change", "view"]
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "language"], name="unique_withdrawn_record"),
            models.UniqueConstraint(
                fields=["site", "path"], condition=~models.Q(path=""), name="unique_withdrawn_path"
            ),
        ]

    def __str__(self):
        return self.title
