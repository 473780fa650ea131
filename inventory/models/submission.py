import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS, key_of

# Without letters and digits that are taken for one another when read aloud.
REFERENCE_LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"


def new_reference():
    """Return a reference number to tell one submission from another, such as "KUS-7HMX-Q2RD"; it opens nothing."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _place in range(8))
    return f"KUS-{letters[:4]}-{letters[4:]}"


SNAPSHOT = ("title", "municipality_id", "answers", "contact_name", "contact_address", "contact_organisation")


def counts_as_answer():
    """Return the Q of what counts as an answer: accepted, or undecided and from a confirmed address.

    What anybody can send under any address counts only when an editor accepted it; declined and withdrawn never do.
    """
    is_confirmed = models.Q(status__in=Submission.UNDECIDED, address_confirmed_at__isnull=False)
    return models.Q(status=Submission.Status.ACCEPTED) | is_confirmed


class SubmissionQuerySet(models.QuerySet):
    """Submissions by address, by whether they were submitted, and by whether they count."""

    def with_address(self, address):
        """Keep the submissions of an address, normalised."""
        return self.filter(contact_key=key_of(address))

    def sent(self):
        """Keep what reached the editors at least once, whatever its status is now."""
        return self.exclude(submitted_at=None)

    def unsent(self):
        """Keep what never reached the editors: drafts, and what waits for its sender to confirm the address."""
        return self.filter(status__in=Submission.UNSENT, submitted_at=None)

    def for_editors(self):
        """Leave out what waits for its sender to confirm the address and never reached the editors."""
        return self.exclude(status=Submission.Status.UNCONFIRMED, submitted_at=None)

    def readable_by_editors(self):
        """Keep what the editors may read: no drafts, and nothing that never reached them."""
        return self.for_editors().exclude(status=Submission.Status.DRAFT)

    def answers(self):
        """Keep what counts as an answer of its municipality, organisation and address."""
        return self.filter(counts_as_answer())


class Submission(models.Model):
    """A report as it came in, and the project it became.

    Personal data are in the `contact_` columns and in files, never in `answers` (docs/inventory.md), so that they can
    be erased separately. `form_key` is the idempotency key of the first step's form; `receipt_due_at` is set until the
    receipt has been mailed. With `project` set before it is accepted, it is an update of that project.
    `address_confirmed_at` is when the submitter proved to read the mail of `contact_address`, by a link that was mailed
    to it; another address undoes it. What is sent from an address that is not confirmed is UNCONFIRMED until it is.
    `receipt_due_at` is then that of the mail that asks to confirm.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        UNCONFIRMED = "unconfirmed", _("Waits for confirmation of the address")
        SUBMITTED = "submitted", _("Submitted")
        ASKED_BACK = "asked-back", _("Asked back")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    UNSENT = (Status.DRAFT, Status.UNCONFIRMED)
    UNDECIDED = (Status.SUBMITTED, Status.ASKED_BACK)

    round = models.ForeignKey(
        "inventory.InventoryRoundPage",
        verbose_name=_("round"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
        help_text=_("Empty for a change that an owner sent outside a round."),
    )
    reference = models.CharField(_("reference"), max_length=20, unique=True, default=new_reference, editable=False)
    form_key = models.UUIDField(unique=True, null=True, editable=False)
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.DRAFT, db_index=True, editable=False
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    contact_name = models.CharField(_("name"), max_length=120, blank=True)
    contact_address = models.EmailField(_("email address"), max_length=LONGEST_ADDRESS, blank=True)
    contact_key = models.CharField(max_length=2 * LONGEST_ADDRESS, blank=True, editable=False, db_index=True)
    contact_organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    address_confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True, editable=False)
    municipality = models.ForeignKey(
        "network.Municipality",
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
    )
    title = models.CharField(_("title"), max_length=255, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    consent_wording = models.TextField(_("consent text"), blank=True)
    consent_version = models.CharField(_("version of the consent text"), max_length=20, blank=True)
    consented_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    project = models.ForeignKey(
        "inventory.ProjectPage",
        verbose_name=_("project"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("begun at"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    receipt_due_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    anonymised_at = models.DateTimeField(_("made anonymous at"), null=True, blank=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-created_at"]
        permissions = [("handle_submission", _("Can handle submissions"))]

    def __str__(self):
        return f"{self.reference} {self.title}".strip()

    def save(self, *args, **kwargs):
        """Save with the comparable form of the address; another address than before is not confirmed."""
        before, self.contact_key = self.contact_key, key_of(self.contact_address)
        # What was made anonymous lost its address, and stays the answer that it was.
        is_other = before and self.contact_key != before and self.anonymised_at is None
        if is_other:
            self.address_confirmed_at = None
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "contact_key", "changed_at"}
            if is_other:
                kwargs["update_fields"].add("address_confirmed_at")
        super().save(*args, **kwargs)

    def add_event(self, kind, *, user=None, text="", snapshot=None):
        """Store an event of the history (kind: SubmissionEvent.Kind); without `user` the submitter caused it."""
        return SubmissionEvent.objects.create(submission=self, kind=kind, user=user, text=text, snapshot=snapshot)

    def snapshot(self):
        """Return what a submitter can change as a JSON object, for SubmissionEvent.snapshot."""
        confirmed_at = self.address_confirmed_at and self.address_confirmed_at.isoformat()
        return {name: getattr(self, name) for name in SNAPSHOT} | {"address_confirmed_at": confirmed_at}

    def restore(self, snapshot):
        """Set what snapshot() returned; does not save it."""
        for name in SNAPSHOT:
            setattr(self, name, snapshot[name])
        # An address that is put back is as confirmed as it was: for save() it is none other.
        self.contact_key = key_of(self.contact_address)
        confirmed_at = snapshot.get("address_confirmed_at")
        self.address_confirmed_at = datetime.fromisoformat(confirmed_at) if confirmed_at else None


class SubmissionFile(models.Model):
    """A file of a submission; `question` is the clean name of an own question, or "files" for the core question.

    `content_type` is detected from its bytes, `size` is in bytes. Only served by views that check permission.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    question = models.CharField(max_length=255)
    file = models.FileField(upload_to="inzendingen/%Y/", max_length=255)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("file of a submission")
        verbose_name_plural = _("files of submissions")
        ordering = ["pk"]

    def __str__(self):
        return self.name


class SubmissionEvent(models.Model):
    """One event in the history of a submission; `text` is what was said.

    `user` is empty where the submitter or a scheduled job caused it. `snapshot` (Submission.snapshot()) is what had
    been sent when a question was asked, and what came back.
    """

    class Kind(models.TextChoices):
        BEGUN = "begun", _("Begun")
        SUBMITTED = "submitted", _("Submitted")
        ASKED_BACK = "asked-back", _("Asked back")
        ANSWERED = "answered", _("Answered")
        CHANGED = "changed", _("Changed by an editor")
        ACCEPTED = "accepted", _("Accepted as a new project")
        UPDATED = "updated", _("Accepted as an update")
        MERGED = "merged", _("Merged into a project")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REOPENED = "reopened", _("Reopened")
        ANONYMISED = "anonymised", _("Made anonymous")
        UNDELIVERED = "undelivered", _("Mail could not be delivered")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("step"), max_length=12, choices=Kind.choices)
    moment = models.DateTimeField(_("moment"), default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("text"), blank=True)
    snapshot = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("step of a submission")
        verbose_name_plural = _("steps of submissions")
        ordering = ["moment", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.moment:%Y-%m-%d}"
