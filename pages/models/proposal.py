"""What a partner site offers, as it waits at the editors' desk (docs/decisions/partner-sources.md)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .partner_source import PartnerSource


class Proposal(models.Model):
    """One remote record. `identifier` tells it apart within its source; both together are unique.

    values: what the site says now (pages.harvest.values); taken_values: what it said when an editor last took it over.
    waits: whether an editor must decide, kept with `state` for the index of the list. year, doi, isbn, link: out of
    `values`, to find duplicates. likely: those found when it was stored, as [{"page" or "proposal": pk, "reasons"}].
    follows: False once an editor stopped following the source. version: grows with each change, so that nobody decides
    about what they have not seen. page: set null when the page is deleted.
    """

    class State(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed at the source")
        WITHDRAWN = "withdrawn", _("withdrawn by the source")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    source = models.ForeignKey(
        PartnerSource, verbose_name=_("partner site"), on_delete=models.CASCADE, related_name="proposals"
    )
    identifier = models.CharField(max_length=500)
    datestamp = models.DateTimeField(_("changed there"), null=True)
    record_type = models.CharField(_("becomes"), max_length=20)
    title = models.CharField(_("title"), max_length=255)
    values = models.JSONField(default=dict)
    taken_values = models.JSONField(default=dict)
    year = models.PositiveSmallIntegerField(null=True)
    doi = models.CharField(max_length=200, blank=True, db_index=True)
    isbn = models.CharField(max_length=13, blank=True, db_index=True)
    link = models.CharField(max_length=500, blank=True, db_index=True)
    likely = models.JSONField(default=list)
    has_likely = models.BooleanField(_("may be here already"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    waits = models.BooleanField(default=True)
    follows = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="proposals", verbose_name=_("page")
    )
    first_seen_at = models.DateTimeField(_("offered"), auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("editor")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        permissions = [("handle_proposal", _("Can decide about proposals of partner sites"))]
        constraints = [models.UniqueConstraint(fields=["source", "identifier"], name="unique_remote_record")]
        indexes = [
            models.Index(fields=["-waits", "-first_seen_at", "-id"], name="proposal_list"),
            models.Index(fields=["state", "-first_seen_at", "-id"], name="proposal_states"),
        ]

    def __str__(self):
        return self.title

    @property
    def must_wait(self):
        """Whether an editor must decide, by its state; a withdrawn record without a page of ours asks for nothing."""
        if self.state == self.State.WITHDRAWN:
            return self.follows and self.page_id is not None
        return self.state in (self.State.NEW, self.State.CHANGED)

    def move(self, state, user=None, moment=None):
        """Set the state and what follows from it; saves nothing."""
        self.state, self.version, self.changed_at = state, self.version + 1, timezone.now()
        self.waits = self.must_wait
        if user:
            self.decided_by, self.decided_at = user, moment
