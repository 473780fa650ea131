from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS, key_of


class ContactRequestQuerySet(models.QuerySet):
    """Requests with verbs."""

    def with_address(self, address):
        """Keep the requests of who has this address in whatever spelling."""
        return self.filter(address_key=key_of(address))


class ContactRequest(models.Model):
    """Somebody wants to talk with the owner of a project. Neither sees the other's address before both agreed.

    Written, then confirmed at the sender's own address, then passed on, then answered by the owner. When editors bring
    two owners in contact (`is_introduction`), the sender is the owner of `own_project`, who is asked first.
    `told` is the state of which both people have had their letters, `handed_out_at` when that was last begun.
    """

    class State(models.TextChoices):
        WRITTEN = "written", _("Waits for the sender to confirm")
        PASSED_ON = "passed-on", _("Waits for the owner")
        AGREED = "agreed", _("Both agreed")
        DECLINED = "declined", _("The owner would rather not")
        LAPSED = "lapsed", _("Not answered in time")

    project = models.ForeignKey(
        "inventory.ProjectPage", verbose_name=_("project"), on_delete=models.CASCADE, related_name="contact_requests"
    )
    own_project = models.ForeignKey(
        "inventory.ProjectPage",
        verbose_name=_("project of the sender"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    name = models.CharField(_("name"), max_length=120)
    address = models.EmailField(_("email address"), max_length=LONGEST_ADDRESS)
    address_key = models.CharField(max_length=2 * LONGEST_ADDRESS, editable=False, db_index=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    message = models.TextField(_("message"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    is_introduction = models.BooleanField(_("introduced by editors"), default=False, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WRITTEN, editable=False)
    told = models.CharField(max_length=10, choices=State.choices, blank=True, editable=False)
    handed_out_at = models.DateTimeField(default=timezone.now, editable=False)
    created_at = models.DateTimeField(_("written at"), default=timezone.now, editable=False)
    passed_on_at = models.DateTimeField(_("passed on at"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)

    objects = ContactRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for contact")
        verbose_name_plural = _("requests for contact")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.project}, {self.created_at:%Y-%m-%d}"

    def save(self, *args, **kwargs):
        """Save with the comparable form of the address."""
        self.address_key = key_of(self.address)
        super().save(*args, **kwargs)
