from urllib.parse import urlsplit, urlunsplit

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_URL, LONGEST_WORDS = 2000, 500


class IssueLink(models.Model):
    """One link in the mail of an issue: the item it stands in, its words, and where it leads.

    Of a target on this site the page is kept, so that a page that moved is still reached. The report adds up the links
    of an item; nothing here knows who followed one.
    """

    HEADING, ACTION, TEXT, AGENDA = "heading", "action", "text", "agenda"
    KINDS = [
        (HEADING, _("heading")),
        (ACTION, _("action")),
        (TEXT, _("link in the text")),
        (AGENDA, _("agenda")),
    ]

    issue = models.ForeignKey("newsletters.NewsletterIssuePage", on_delete=models.CASCADE, related_name="mail_links")
    # SHA-256 (hex) of item, kind and target: the same link in a later rendering is this one.
    key = models.CharField(max_length=64, editable=False)
    item = models.CharField(max_length=36, editable=False)
    heading = models.CharField(max_length=LONGEST_WORDS, editable=False)
    position = models.PositiveIntegerField(editable=False)
    kind = models.CharField(max_length=10, choices=KINDS, editable=False)
    label = models.CharField(max_length=LONGEST_WORDS, editable=False)
    url = models.CharField(max_length=LONGEST_URL, editable=False)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    # Wagtail need not tell an editor that a page is in use here.
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
        """Where the link leads now: the page where it is today, or else the address that was kept."""
        address = self.page.get_url() if self.page and self.page.live else ""
        if not address:
            return self.url
        parts = urlsplit(self.url)
        return urlunsplit(urlsplit(address)._replace(query=parts.query, fragment=parts.fragment))

    def count_visit(self):
        """Add one to the visits of today: one row per link and day, however many visitors come at once."""
        today = {"link": self, "day": timezone.localdate()}
        if not LinkVisits.objects.filter(**today).update(visits=F("visits") + 1):
            LinkVisits.objects.bulk_create([LinkVisits(**today)], ignore_conflicts=True)
            LinkVisits.objects.filter(**today).update(visits=F("visits") + 1)


class LinkVisits(models.Model):
    """How often a link was followed on one day (in the time zone of the site); no address, no browser, no cookie."""

    link = models.ForeignKey(IssueLink, on_delete=models.CASCADE, related_name="daily_visits")
    day = models.DateField(_("day"))
    visits = models.PositiveIntegerField(_("visits"), default=0)

    class Meta:
        verbose_name = _("visits of a link")
        verbose_name_plural = _("visits of links")
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="newsletters_one_count_per_day")]

    def __str__(self):
        return f"{self.link}, {self.day:%Y-%m-%d}: {self.visits}"
