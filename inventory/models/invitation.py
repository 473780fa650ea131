from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS, key_of


class Invitation(models.Model):
    """Whom a round asks, on behalf of which municipality or organisation; outside the page, as it holds an address.

    `invited_at` and `reminded_at` are when the last mail of that kind was sent. `failed_kind` is the mail that could
    not be sent and waits, `failures` how many times in a row that happened, and `failed_at` when last.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        REMINDER = "reminder", _("Reminder")

    round = models.ForeignKey(
        "inventory.InventoryRoundPage", verbose_name=_("round"), on_delete=models.CASCADE, related_name="invitations"
    )
    municipality = models.ForeignKey(
        "network.Municipality",
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    address = models.EmailField(_("email address"), max_length=LONGEST_ADDRESS)
    address_key = models.CharField(max_length=2 * LONGEST_ADDRESS, editable=False, db_index=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    created_at = models.DateTimeField(_("entered at"), default=timezone.now, editable=False)
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True, editable=False)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0, editable=False)
    failed_kind = models.CharField(
        _("mail that could not be sent"), max_length=10, choices=Kind.choices, blank=True, editable=False
    )
    failures = models.PositiveSmallIntegerField(_("failed attempts"), default=0, editable=False)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["municipality__name", "organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "address_key"], name="one_invitation_per_address"),
            models.CheckConstraint(
                condition=models.Q(municipality__isnull=False, organisation=None)
                | models.Q(municipality=None, organisation__isnull=False),
                name="invited_on_behalf_of_one",
                violation_error_message=_("Choose a municipality or an organisation, not both."),
            ),
        ]

    def __str__(self):
        return str(self.municipality or self.organisation)

    def save(self, *args, **kwargs):
        """Save with the comparable form of the address."""
        self.address_key = key_of(self.address)
        super().save(*args, **kwargs)
