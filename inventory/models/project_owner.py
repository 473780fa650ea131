from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS, key_of

from .visibility import Visibility


class ProjectOwnerQuerySet(models.QuerySet):
    """Owners with verbs."""

    def with_address(self, address):
        """Keep the owners with this address in whatever spelling."""
        return self.filter(address_key=key_of(address))


class ProjectOwner(models.Model):
    """Who answers for a project. It stands outside the page, so that no revision and no export keeps the address.

    `asked_at` is the last time a mail asked whether the project is still right, `reminded_at` the last time a second
    mail asked it again, `answered_at` the last answer.
    """

    project = models.OneToOneField(
        "inventory.ProjectPage", verbose_name=_("project"), on_delete=models.CASCADE, related_name="project_owner"
    )
    name = models.CharField(_("name"), max_length=120)
    address = models.EmailField(_("email address"), max_length=LONGEST_ADDRESS)
    address_key = models.CharField(max_length=2 * LONGEST_ADDRESS, editable=False, db_index=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    since = models.DateTimeField(_("since"), default=timezone.now)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = ProjectOwnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("owner of a project")
        verbose_name_plural = _("owners of projects")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Save with the comparable form of the address."""
        self.address_key = key_of(self.address)
        super().save(*args, **kwargs)


class ProjectAnswer(models.Model):
    """What the owner answered about a project to a question that editors added, and who may see it.

    `question` is the clean name of the RoundQuestion, `label` its wording at the time, `value` text for people.
    """

    project = models.ForeignKey(
        "inventory.ProjectPage", verbose_name=_("project"), on_delete=models.CASCADE, related_name="own_answers"
    )
    question = models.CharField(_("question"), max_length=255)
    label = models.CharField(_("label"), max_length=255)
    value = models.TextField(_("answer"))
    visibility = models.CharField(_("who sees it"), max_length=10, choices=Visibility.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("answer about a project")
        verbose_name_plural = _("answers about projects")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "question"], name="one_answer_per_question")]

    def __str__(self):
        return self.label
