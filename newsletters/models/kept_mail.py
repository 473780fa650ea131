from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KeptMail(models.Model):
    """A mail in the bounce mailbox that changed nothing and stays there, for an editor to look at.

    Only what it takes to find it in the mailbox is stored: its date, its subject without addresses, and `digest`, the
    SHA-256 (hex) of its content.
    """

    REPLY, AUTOMATIC, REPORT, BROKEN = "reply", "automatic", "report", "broken"
    KINDS = [
        (REPLY, _("from a person")),
        (AUTOMATIC, _("automatic answer")),
        (REPORT, _("report that was not understood, or about a mail that we do not know")),
        (BROKEN, _("could not be read")),
    ]

    digest = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, editable=False)
    subject = models.CharField(_("subject"), max_length=200, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent on"), null=True, editable=False)
    found_at = models.DateTimeField(_("found on"), default=timezone.now, editable=False)
    handled_at = models.DateTimeField(_("handled on"), null=True, editable=False)

    class Meta:
        verbose_name = _("kept mail")
        verbose_name_plural = _("kept mails")
        ordering = ["-found_at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.found_at:%Y-%m-%d}"
