"""Files with more publications of others than are read while somebody waits: the file, and a report line by line."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicationImport(models.Model):
    """A file that a task reads, and of which a task makes drafts (publications.importing)."""

    class State(models.TextChoices):
        READING = "reading", _("is being read")
        READ = "read", _("read; look at it and make the drafts")
        MAKING = "making", _("drafts are being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("cannot be read")

    file_name = models.CharField(_("file"), max_length=200)
    # Emptied when the drafts are made.
    text = models.TextField(blank=True)
    listing = models.ForeignKey("publications.PublicationIndexPage", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READING)
    # Why it cannot be read, in a sentence.
    problem = models.TextField(blank=True)
    # What the editor chose for its kinds and series (publications.bibliography.choices), by the names of form fields.
    choices = models.JSONField(default=dict)
    # Whether drafts are made of what looks like something else too.
    takes_likely = models.BooleanField(default=False)
    # Of what is going on: how many lines there are, and how many were handled.
    total = models.PositiveIntegerField(default=0)
    handled = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(null=True)
    # Which task works on it, and until when no other does.
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import of publications")
        verbose_name_plural = _("imports of publications")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.file_name

    @property
    def is_going_on(self):
        """Whether a task has work to do on it."""
        return self.state in (self.State.READING, self.State.MAKING)


class ImportLine(models.Model):
    """One record of an imported file: what is, or was, made of it, and why."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        LIKELY = "likely", _("looks like another")
        KNOWN = "known", _("already there")
        TWICE = "twice", _("twice in the file")
        UNUSABLE = "unusable", _("cannot be made")
        MADE = "made", _("draft made")
        REFUSED = "refused", _("refused")

    source = models.ForeignKey(PublicationImport, on_delete=models.CASCADE, related_name="lines")
    # Its place among the records, from 1, and the line of the file on which it begins.
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    title = models.CharField(max_length=255, blank=True)
    # By which a record that a file has twice is recognised.
    identity = models.CharField(max_length=32)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    # Sentences for the editor.
    notes = models.JSONField(default=list)
    # What it says of kind and series, the keys of publications.bibliography.choices, and what was made of that.
    kind_key = models.CharField(max_length=16)
    kind_words = models.CharField(max_length=100, blank=True)
    kind = models.ForeignKey("publications.PublicationKind", null=True, on_delete=models.SET_NULL, related_name="+")
    series_key = models.CharField(max_length=16)
    series_words = models.CharField(max_length=255, blank=True)
    series = models.ForeignKey("publications.Series", null=True, on_delete=models.SET_NULL, related_name="+")
    page = models.ForeignKey("publications.PublicationPage", null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of an import")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="unique_import_line")]
        indexes = [models.Index(fields=["source", "outcome", "number"], name="import_line_by_outcome")]

    def __str__(self):
        return f"{self.number}: {self.title}"
