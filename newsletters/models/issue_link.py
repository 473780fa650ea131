from urllib.parse import urlsplit, urlunsplit

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_URL_LENGTH, MAX_TEXT_LENGTH = 2000, 500


class IssueLink(models.Model):
    """One counted link in the mail of an issue: its item, label and target.

    For a target on this site the page is stored too, so that the link survives a move of the page. Nothing about
    recipients or visitors is stored.
    """

    HEADING, ACTION, TEXT, AGENDA = "heading", "action", "text", "agenda"
    KINDS = [
        (HEADING, _("heading")),
        (ACTION, _("action")),
        (TEXT, _("link in the text")),
        (AGENDA, _("agenda")),
    ]

    issue = models.ForeignKey("newsletters.NewsletterIssuePage", on_delete=models.CASCADE, related_name="mail_links")
    # SHA-256 (hex) of item, kind and target, so that later renderings reuse the row.
    key = models.CharField(max_length=64, editable=False)
    item = models.CharField(max_length=36, editable=False)
    heading = models.CharField(max_length=MAX_TEXT_LENGTH, editable=False)
    position = models.PositiveIntegerField(editable=False)
    kind = models.CharField(max_length=10, choices=KINDS, editable=False)
    label = models.CharField(max_length=MAX_TEXT_LENGTH, editable=False)
    url = models.CharField(max_length=MAX_URL_LENGTH, editable=False)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    # Keeps these rows out of Wagtail's reference index (usage counts of pages).
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link in a mail")
        verbose_name_plural = _("links in mails")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "key"], name="newsletters_one_link_per_target")]

    def __str__(self):
        return self.label

    @property
    def target(self):
        """The URL of the target: the current URL of its page if that is live, else the stored URL."""
        address = self.page.get_url() if self.page and self.page.live else ""
        if not address:
            return self.url
        parts = urlsplit(self.url)
        return urlunsplit(urlsplit(address)._replace(query=parts.query, fragment=parts.fragment))

    def count_visit(self):
        """Add one to today's visits. Safe under concurrent requests: one row per link and day."""
        today = {"link": self, "day": timezone.localdate()}
        if not LinkVisits.objects.filter(**today).update(visits=F("visits") + 1):
            LinkVisits.objects.bulk_create([LinkVisits(**today)], ignore_conflicts=True)
            LinkVisits.objects.filter(**today).update(visits=F("visits") + 1)


class LinkVisits(models.Model):
    """The number of visits of a link on one day (time zone of the site); no personal data."""

    link = models.ForeignKey(IssueLink, on_delete=models.CASCADE, related_name="daily_visits")
    day = models.DateField(_("day"))
    visits = models.PositiveIntegerField(_("visits"), default=0)

    class Meta:
        verbose_name = _("visits of a link")
        verbose_name_plural = _("visits of links")
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="newsletters_one_count_per_day")]

    def __str__(self):
        return f"{self.link}, {self.day:%Y-%m-%d}: {self.visits}"
