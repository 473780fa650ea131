"""How people sign up for an event."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from pages.actions import JOIN, REGISTER, build_action
from pages.deadlines import DeadlineField


class EventRegistration(models.Model):
    """Registration for an event, elsewhere by a link or on this site, and the links that lead into the meeting.

    For a RecordPage that is also an EventSchedule.
    """

    class Registration(models.TextChoices):
        NONE = "", _("None")
        LINK = "link", _("Elsewhere, by a link")
        FORM = "form", _("On this site")

    # Links that lead into the meeting.
    WAYS_IN = (JOIN, REGISTER)

    registration = models.CharField(
        _("registration"), max_length=10, choices=Registration.choices, blank=True, default=""
    )
    registration_url = models.URLField(_("address for registration"), blank=True, max_length=500)
    registration_deadline = DeadlineField(_("register before"), null=True, blank=True, db_index=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    has_waiting_list = models.BooleanField(_("keeps a waiting list"), default=False)
    registration_opens_at = models.DateTimeField(
        _("registration opens"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Empty: as soon as the event is published."),
    )
    registration_kept_days = models.PositiveSmallIntegerField(
        _("days that personal data are kept"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("After the event. Then names, addresses and answers are erased; the counts stay."),
    )

    registration_panel = MultiFieldPanel(
        [
            FieldPanel("registration"),
            FieldPanel("registration_url"),
            FieldRowPanel([FieldPanel("registration_opens_at"), FieldPanel("registration_deadline")]),
            FieldRowPanel([FieldPanel("capacity"), FieldPanel("has_waiting_list")]),
            FieldPanel("registration_kept_days"),
        ],
        _("Registration"),
    )
    registration_fields = [
        "registration",
        "registration_url",
        "registration_deadline",
        "capacity",
        "has_waiting_list",
        "registration_opens_at",
        "registration_kept_days",
    ]

    class Meta:
        abstract = True

    def clean(self):
        """Refuse registration by a link without the link."""
        super().clean()
        if self.registration == self.Registration.LINK and not self.registration_url:
            raise ValidationError({"registration_url": _("Write the address where people register.")})

    @property
    def registered_on(self):
        """The page to which registrations, capacity and questions of all translations belong.

        It is the one in the main language, else the oldest.
        """
        if self.locale.language_code == settings.LANGUAGE_CODE:
            return self
        versions = type(self).objects.filter(translation_key=self.translation_key).order_by("pk")
        versions = list(versions.select_related("locale"))
        is_main = [page for page in versions if page.locale.language_code == settings.LANGUAGE_CODE]
        return (is_main or versions or [self])[0]

    @property
    def registers_until(self):
        """The deadline of registration as ISO 8601 with its offset; "" without one."""
        page = self.registered_on if self.registration == self.Registration.FORM else self
        deadline = page.registration_deadline if self.registration else None
        return deadline.isoformat() if deadline else ""

    @property
    def places(self):
        """How many can come, as long as one can sign up; else None."""
        deadline = self.registration_deadline
        has_closed = not self.is_open or (deadline is not None and deadline <= timezone.now())
        return None if has_closed else self.capacity

    @property
    def open_meeting_url(self):
        """The address of the online meeting as far as everybody may have it.

        Empty for an event with registration on this site: who has a place gets the address by mail.
        """
        return "" if self.registration == self.Registration.FORM else self.online_url

    @property
    def turning_points(self):
        moments = (self.registration_opens_at, self.registration_deadline)
        return [*super().turning_points, *(moment for moment in moments if moment)]

    @property
    def register_action(self):
        """How to sign up, here or elsewhere, as long as the event is to come and takes place; else None."""
        if not self.registration or not self.is_open:
            return None
        url = self.registration_url
        if self.registration == self.Registration.FORM:
            if self.registration_opens_at and self.registration_opens_at > timezone.now():
                return None
            with override(self.locale.language_code):
                url = reverse("event-sign-up", args=[self.slug]) if self.slug else ""
        return build_action(REGISTER, self.title, url=url, deadline=self.registration_deadline)

    @property
    def link_actions(self):
        """The editor's own links alone; nobody can join what is over or does not take place."""
        return [action for action in super().actions if action.kind not in self.WAYS_IN or self.is_open]
