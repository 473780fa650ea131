"""What people follow by mail: a topic that they share, and each person's alert on it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .subscriber import Consent, Subscriber


class AlertTopic(models.Model):
    """What can be followed, once for all who follow it (newsletters.alerts.topics).

    name: the type of record of a listing (`search_kind`), else the slug of a theme, subject, municipality or
    werkplaats, or the translation key of a record; empty for a search.
    query: the filters of a listing, or the search, as a query string in its canonical order. label and path: its name
    and its address on the site, in `language`; brought up to date when alerts are sent.
    """

    LISTING, THEME, SUBJECT, MUNICIPALITY = "listing", "theme", "subject", "municipality"
    WERKPLAATS, SEARCH, RECORD = "werkplaats", "search", "record"
    KINDS = [
        (LISTING, _("listing")),
        (THEME, _("theme")),
        (SUBJECT, _("subject")),
        (MUNICIPALITY, _("municipality")),
        (WERKPLAATS, _("werkplaats")),
        (SEARCH, _("search")),
        (RECORD, _("record")),
    ]

    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    name = models.CharField(max_length=255, blank=True)
    query = models.CharField(max_length=1_000, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    label = models.CharField(_("what is followed"), max_length=500)
    path = models.CharField(max_length=2_000)

    class Meta:
        verbose_name = _("followed topic")
        verbose_name_plural = _("followed topics")
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "query", "language"], name="newsletters_one_topic")
        ]

    def __str__(self):
        return self.label


class AlertQuerySet(models.QuerySet):
    """Queries on alerts."""

    def active(self):
        """Filter on alerts that were confirmed."""
        return self.filter(confirmed_at__isnull=False)

    def deliverable(self):
        """Filter on those that mail may be sent for: confirmed, of a confirmed subscriber who was not stopped."""
        return self.active().filter(subscriber__confirmed_at__isnull=False, subscriber__stopped_at=None)


class Alert(models.Model):
    """That a subscriber follows a topic; mail is sent only after confirmation.

    `mailed_until`: what was published up to then is not new any more: it was mailed, or was there at confirmation.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="alerts")
    topic = models.ForeignKey(
        AlertTopic, verbose_name=_("followed topic"), on_delete=models.PROTECT, related_name="alerts"
    )
    consent = models.ForeignKey(Consent, null=True, on_delete=models.SET_NULL, related_name="alerts")
    created_at = models.DateTimeField(_("entered on"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True, editable=False)
    mailed_until = models.DateTimeField(null=True, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["subscriber", "topic"], name="newsletters_one_alert_per_topic")]

    def __str__(self):
        return f"{self.subscriber_id}: {self.topic_id}"
