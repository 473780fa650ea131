"""Projects that look alike, and requests for contact between their people."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS, key_of


class ProjectWord(models.Model):
    """A word of a project's title or summary, in its dictionary form; an index by which similar projects are found."""

    project = models.ForeignKey("inventory.ProjectPage", on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("word of a project")
        verbose_name_plural = _("words of projects")
        constraints = [models.UniqueConstraint(fields=["word", "project"], name="word_of_project_once")]

    def __str__(self):
        return self.word


class ProjectComparison(models.Model):
    """When the words of a project were indexed, and whether it is due for comparison with the others."""

    project = models.OneToOneField("inventory.ProjectPage", on_delete=models.CASCADE, related_name="comparison")
    is_due = models.BooleanField(default=True, db_index=True)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("comparison of a project")
        verbose_name_plural = _("comparisons of projects")

    def __str__(self):
        return f"{self.project_id}"


class Connection(models.Model):
    """Two similar projects; `first` is the one with the lower primary key.

    `strength` is 0 to 100, `reasons` those of inventory.matching.similar.Similarity as JSON. A dismissed one stays, so
    that it is not proposed again.
    """

    first = models.ForeignKey("inventory.ProjectPage", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("inventory.ProjectPage", on_delete=models.CASCADE, related_name="+")
    strength = models.PositiveSmallIntegerField(_("strength"))
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    dismissed_at = models.DateTimeField(_("dismissed at"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("possible connection")
        verbose_name_plural = _("possible connections")
        ordering = ["-strength", "first", "second"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_connection_per_pair"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="connection_in_one_order"),
        ]
        indexes = [models.Index(fields=["dismissed_at", "asked_at", "-strength", "first", "second"])]

    def __str__(self):
        return f"{self.first} – {self.second}"


class ProjectCluster(models.Model):
    """The number of projects on one theme for one audience. Computed by a scheduled job."""

    theme = models.ForeignKey("themes.ThemePage", on_delete=models.CASCADE, related_name="+")
    audience = models.ForeignKey("pages.Audience", on_delete=models.CASCADE, related_name="+")
    projects = models.PositiveIntegerField(_("projects"))
    municipalities = models.PositiveIntegerField(_("municipalities"))
    open_for_contact = models.PositiveIntegerField(_("open for contact"))
    counted_at = models.DateTimeField(_("counted at"), default=timezone.now)

    class Meta:
        verbose_name = _("cluster of projects")
        verbose_name_plural = _("clusters of projects")
        ordering = ["-projects", "theme", "audience"]
        constraints = [models.UniqueConstraint(fields=["theme", "audience"], name="one_cluster_per_pair")]

    def __str__(self):
        return f"{self.theme}, {self.audience}"


class ContactRequestQuerySet(models.QuerySet):
    """Requests by address."""

    def with_address(self, address):
        """Keep the requests of an address, normalised."""
        return self.filter(address_key=key_of(address))


class ContactRequest(models.Model):
    """A message to the owner of a project. Neither side sees the other's address before both agreed.

    States: written, confirmed at the sender's own address and passed on, then answered by the owner. In an introduction
    by editors (`is_introduction`) the sender is the owner of `own_project`, who is asked first. `told` is the state
    whose letters have been sent, `handed_out_at` when they were last queued.
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
