"""Registrations of people for an event, and the letters to them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS, key_of


class RegistrationQuerySet(models.QuerySet):
    """Registrations by event, address and state."""

    def of_event(self, event):
        """Keep those for an EventPage in any language."""
        # By the key: registrations from before there was a page in the main language are on another one.
        return self.filter(event__translation_key=event.translation_key)

    def with_address(self, address):
        """Keep the registrations of an address, normalised; none for an empty one."""
        key = key_of(address)
        return self.filter(address_key=key) if key else self.none()

    def with_mail(self):
        """Keep those of people who gave an address."""
        return self.exclude(address_key="")

    def taking_part(self):
        """Keep those with a place or on the waiting list, of people who are still known by name."""
        return self.filter(state__in=Registration.TAKING_PART, forgotten_at=None)


class Registration(models.Model):
    """One person who signed up for an event; `event` is EventPage.registered_on.

    A confirmed address gives a place (`registered`) or one on the waiting list. `confirmed_at` is the order of the
    waiting list. Who came without signing up has a place and no address (`is_walk_in`), so that no mail is sent. After
    the retention period the row stays for the counts, without anything about the person (`forgotten_at`). `answers`
    holds the answers to own questions: {clean name of the question: JSON value}.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Address not confirmed")
        REGISTERED = "registered", _("Registered")
        WAITING = "waiting", _("On the waiting list")
        CANCELLED = "cancelled", _("Registration cancelled")

    TAKING_PART = (State.REGISTERED, State.WAITING)

    event = models.ForeignKey(
        "events.EventPage", verbose_name=_("event"), on_delete=models.CASCADE, related_name="registrations"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    name = models.CharField(_("name"), max_length=120)
    address = models.EmailField(_("email address"), max_length=LONGEST_ADDRESS, blank=True)
    address_key = models.CharField(max_length=2 * LONGEST_ADDRESS, editable=False, db_index=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=200, blank=True)
    access_needs = models.TextField(_("what you need to take part"), blank=True)
    diet = models.CharField(_("diet"), max_length=255, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.UNCONFIRMED, editable=False
    )
    created_at = models.DateTimeField(_("signed up at"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True, editable=False)
    placed_at = models.DateTimeField(_("got a place at"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    attended_at = models.DateTimeField(_("attended"), null=True, blank=True, editable=False)
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RegistrationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "address_key"],
                # As text: State is not in scope here.
                condition=~models.Q(state="cancelled") & models.Q(forgotten_at=None) & ~models.Q(address_key=""),
                name="one_registration_per_address",
            )
        ]
        indexes = [models.Index(fields=["event", "state", "confirmed_at"], name="registration_by_state")]

    def __str__(self):
        return self.name or str(self.get_state_display())

    def save(self, *args, **kwargs):
        """Save with the comparable form of the address."""
        self.address_key = key_of(self.address)
        super().save(*args, **kwargs)

    @property
    def is_walk_in(self):
        """True for who came without signing up."""
        return not self.address and self.forgotten_at is None


class RegistrationNotice(models.Model):
    """A message to the people registered for an event, of an editor or about a change of plan.

    `key` identifies the occasion within the event, so that nobody is told of it twice.
    """

    event = models.ForeignKey(
        "events.EventPage", verbose_name=_("event"), on_delete=models.CASCADE, related_name="registration_notices"
    )
    key = models.CharField(max_length=100)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("message"))
    created_at = models.DateTimeField(_("written at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message to registered people")
        verbose_name_plural = _("messages to registered people")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="one_notice_per_occasion")]

    def __str__(self):
        return self.subject or self.key


class RegistrationLetter(models.Model):
    """A letter that one person gets about a registration: stored with the change it is about, sent by a task.

    Due at `due_at` until `sent_at` or `failed_at` is set; `attempts` counts those that failed. A letter that is out of
    date when its turn comes is deleted unsent.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Confirm your address")
        REGISTERED = "registered", _("You are registered")
        WAITING = "waiting", _("You are on the waiting list")
        MOVED_UP = "moved-up", _("You have a place now")
        CANCELLED = "cancelled", _("You are no longer registered")
        REMINDER = "reminder", _("Reminder")
        THANKS = "thanks", _("Thank you")
        NOTICE = "notice", _("Message")

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    notice = models.ForeignKey(
        RegistrationNotice, null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, editable=False)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("letter about a registration")
        verbose_name_plural = _("letters about registrations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=models.Q(kind__in=["reminder", "thanks"]),
                name="one_letter_of_this_kind",
            ),
            models.UniqueConstraint(fields=["registration", "notice"], name="one_letter_per_notice"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at=None, failed_at=None),
                name="letter_that_is_due",
            )
        ]

    def __str__(self):
        return str(self.get_kind_display())
