"""The cover of a publication: a chosen image, the first page of its file, or a drawing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publications.covers import describe_drawing


class CoverMixin(models.Model):
    """Abstract, for a RecordPage."""

    cover = models.ForeignKey(
        "pages.SiteImage", verbose_name=_("cover"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    draws_cover = models.BooleanField(
        _("draw a cover"),
        default=False,
        help_text=_("Where no cover is chosen: a drawing, and not the first page of the file."),
    )
    # The first page of its first file as {"name" in the storage, "width", "height"}; kept by publications.file_covers.
    file_cover = models.JSONField(default=dict, blank=True, editable=False)

    # What its cover is drawn of, while its own page is shown (publications.templatetags.publications).
    shown_cover = None

    class Meta:
        abstract = True

    def with_content_json(self, content):
        """Return the page of a revision; what the task found in the files is no part of what editors write."""
        page = super().with_content_json(content)
        page.file_cover = self.file_cover
        return page

    @property
    def cover_facts(self):
        """What its cover is drawn of (publications.covers.describe_drawing); as it was kept, on its own page."""
        return self.shown_cover or describe_drawing(self)

    @property
    def share_image(self):
        return self.listing_image or self.cover

    @property
    def drawn_picture(self):
        # It draws what the models say.
        from publications.cover_pictures import name_of

        return name_of(self)
