"""Owners of projects, what they answered, and handing a project over."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models.round import Visibility
from visitors.addresses import LONGEST_ADDRESS, key_of


class ProjectOwnerQuerySet(models.QuerySet):
    """Owners by address."""

    def with_address(self, address):
        """Keep the owners with an address, normalised."""
        return self.filter(address_key=key_of(address))


class ProjectOwner(models.Model):
    """The person who answers for a project. Stored outside the page, so that no revision and no export holds the
    address.

    `asked_at` and `reminded_at` are when the last yearly question and its reminder were sent, `answered_at` the last
    answer.
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


class ProjectAnswerQuerySet(models.QuerySet):
    """Answers about projects."""

    def by_visibility(self):
        """Return {Visibility value: [ProjectAnswer]}, in one query; every value is there."""
        found = {visibility: [] for visibility in Visibility.values}
        for answer in self:
            found[answer.visibility].append(answer)
        return found


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

    objects = ProjectAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer about a project")
        verbose_name_plural = _("answers about projects")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "question"], name="one_answer_per_question")]

    def __str__(self):
        return self.label


class Handover(models.Model):
    """A question to a colleague to take over a project; the owner stays until it is accepted.

    After that `name` and `address` are those of the former owner, until they have been told.
    """

    project = models.ForeignKey(
        "inventory.ProjectPage", verbose_name=_("project"), on_delete=models.CASCADE, related_name="handovers"
    )
    name = models.CharField(_("name"), max_length=120)
    address = models.EmailField(_("email address"), max_length=LONGEST_ADDRESS)
    address_key = models.CharField(max_length=2 * LONGEST_ADDRESS, editable=False, db_index=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("handover of a project")
        verbose_name_plural = _("handovers of projects")
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(accepted_at=None), name="one_open_handover_per_project"
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Save with the comparable form of the address."""
        self.address_key = key_of(self.address)
        super().save(*args, **kwargs)
