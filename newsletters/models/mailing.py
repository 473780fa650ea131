"""A mailing: an issue sent to lists or the alerts of a week, its state, its renderings, and the shared rate limit."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Mailing(models.Model):
    """An issue sent to the subscribers of one or more lists, or the alerts of a week, once to each person.

    A mailing of alerts has no issue and no lists; its `issue_key` stands for the week (newsletters.alerts.weekly).
    """

    ISSUE, ALERTS = "issue", "alerts"
    KINDS = [(ISSUE, _("issue")), (ALERTS, _("alerts"))]

    DRAFT, SCHEDULED, PREPARING, SENDING = "draft", "scheduled", "preparing", "sending"
    PAUSED, CANCELLED, DONE = "paused", "cancelled", "done"
    STATES = [
        (DRAFT, _("draft")),
        (SCHEDULED, _("scheduled")),
        (PREPARING, _("being prepared")),
        (SENDING, _("being sent")),
        (PAUSED, _("paused")),
        (CANCELLED, _("cancelled")),
        (DONE, _("sent")),
    ]

    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default=ISSUE, editable=False)
    # Title and key outlive the issue, so that it stays known who received it.
    issue = models.ForeignKey(
        "newsletters.NewsletterIssuePage",
        verbose_name=_("issue"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="mailings",
    )
    issue_key = models.UUIDField(editable=False)
    title = models.CharField(_("title"), max_length=255)
    lists = models.ManyToManyField("newsletters.MailingList", verbose_name=_("lists"), related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=STATES, default=DRAFT)
    notice = models.TextField(_("notice"), blank=True, help_text=_("Why it does not go on, for the editor."))
    scheduled_at = models.DateTimeField(_("to be sent at"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("made on"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("begun on"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished on"), null=True, editable=False)
    # Heartbeat of the preparation.
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    unsubscribed = models.PositiveIntegerField(_("unsubscribed"), default=0, editable=False)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-created_at", "-pk"]
        permissions = [("send_mailing", _("Can send a newsletter"))]
        indexes = [models.Index(fields=["state"], name="newsletters_mailing_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["issue_key"], condition=models.Q(kind="alerts"), name="newsletters_alerts_once_a_week"
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_over(self):
        """Whether nothing more will be sent: cancelled or done."""
        return self.state in (self.CANCELLED, self.DONE)

    @property
    def is_under_way(self):
        """Whether a worker may change its numbers at any time."""
        return self.state in (self.PREPARING, self.SENDING)


class Rendering(models.Model):
    """The mail of an issue for one list in one language; recipients differ only in the unsubscribe token.

    Alerts have a rendering for each recipient, without a list, whose contents are wiped some time after sending.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="renderings")
    mailing_list = models.ForeignKey("newsletters.MailingList", null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=5)
    subject = models.TextField()
    html = models.TextField()
    text = models.TextField()

    class Meta:
        verbose_name = _("rendering")
        verbose_name_plural = _("renderings")
        constraints = [
            models.UniqueConstraint(fields=["mailing", "mailing_list", "language"], name="newsletters_rendered_once")
        ]

    def __str__(self):
        return f"{self.mailing_id}: {self.mailing_list_id}, {self.language}"

    @property
    def is_of_alerts(self):
        """Whether it is the mail about what one subscriber follows."""
        return self.mailing.kind == Mailing.ALERTS


class RateLimit(models.Model):
    """The single row (pk 1) from which all workers reserve time slots, so that together they keep to the rate limit."""

    next_slot = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pace")
        verbose_name_plural = _("pace")

    def __str__(self):
        return f"{self.next_slot:%H:%M:%S}"
