"""What is known of a recording: of an episode among the parts of a publication, or of a publication that is one."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from pages.chapters import ChaptersField, read_chapters


class Recorded(models.Model):
    """How long a recording takes, what stands in for its sound, and its chapters."""

    duration = models.DurationField(
        _("duration"), null=True, blank=True, help_text=_("Hours, minutes and seconds: 00:25:00.")
    )
    has_captions = models.BooleanField(_("has captions"), default=False)
    transcript = models.ForeignKey(
        "pages.SiteDocument",
        verbose_name=_("transcript"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Of an episode or a recording."),
    )
    chapters = ChaptersField()

    recording_fields = ["duration", "has_captions", "transcript", "chapters"]
    recording_panels = [
        FieldRowPanel([FieldPanel("duration"), FieldPanel("has_captions"), FieldPanel("transcript")]),
        FieldPanel("chapters"),
    ]

    class Meta:
        abstract = True

    @property
    def chapter_list(self):
        """Its chapters as pages.chapters.Chapters, in order."""
        return read_chapters(self.chapters)
