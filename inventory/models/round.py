"""Rounds of the inventory: what is asked, when, and who is invited."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import PageManager
from wagtail.search import index

from inventory.cards import RoundCard
from inventory.editing import ROUND_PANELS, AnswersPanel, RoundForm, has_words
from inventory.facets import ROUND_FACETS
from pages.blocks import SHORT_TEXT_FEATURES, BodyBlock
from pages.deadlines import DeadlineField
from pages.models import ListedQuerySet, ListingPage, RecordPage
from pages.questions.models import OwnQuestion
from pages.stream_field import StreamField
from visitors.addresses import LONGEST_ADDRESS, key_of


class Visibility(models.TextChoices):
    """Who sees an answer. The network are the editors of all werkplaatsen and the owners of projects."""

    EVERYONE = "everyone", _("Everyone")
    NETWORK = "network", _("The network")
    EDITORS = "editors", _("Only editors")


class RoundQuestion(OwnQuestion):
    """A question that editors add to the fixed ones of a round; `seen_by` says who sees the answer."""

    FIELD_TYPES = [*OwnQuestion.FIELD_TYPES, ("file", _("File"))]

    round = ParentalKey("inventory.InventoryRoundPage", on_delete=models.CASCADE, related_name="questions")
    field_type = models.CharField(_("kind of answer"), max_length=16, choices=FIELD_TYPES, default="singleline")
    visibility = models.CharField(
        _("who sees the answer"), max_length=10, choices=Visibility.choices, default=Visibility.EDITORS
    )

    content_fields = [*OwnQuestion.content_fields, "visibility"]

    panels = [
        *OwnQuestion.question_panels,
        FieldRowPanel([FieldPanel("field_type"), FieldPanel("visibility")]),
        *OwnQuestion.answer_panels,
    ]

    @property
    def seen_by(self):
        """Who sees the answer, a Visibility; files are for editors, whatever `visibility` says."""
        return Visibility.EDITORS if self.field_type == "file" else Visibility(self.visibility)

    def find_own_faults(self):
        """Refuse files that more people than editors see."""
        if self.seen_by == self.visibility:
            return {}
        return {"visibility": gettext("Only editors see files. You can publish one later, with the project.")}


class RoundQuerySet(ListedQuerySet):
    """Rounds by whether they can be answered; `moment` is an aware datetime."""

    def open_at(self, moment):
        """Keep rounds that are open at `moment`; one without opening, consent text or its version never is."""
        begun = self.filter(opens_at__lte=moment).exclude(consent_text="").exclude(consent_version="")
        return begun.filter(models.Q(closes_at=None) | models.Q(closes_at__gt=moment))


class InventoryIndexPage(ListingPage):
    """/inventarisatie/: the rounds."""

    max_count_per_parent = 1
    feed_class = None
    parent_page_types = ["pages.HomePage"]

    content_name = "inventory-index"

    class Meta:
        verbose_name = _("inventory")
        verbose_name_plural = _("inventories")


class InventoryRoundPage(RecordPage):
    """A round of the inventory: when, who is asked, what is asked, and what people consent to."""

    opens_at = models.DateTimeField(
        _("opens at"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Time in Amsterdam. A round without it is not open."),
    )
    closes_at = DeadlineField(_("closes at"), null=True, blank=True, db_index=True)
    body = StreamField(BodyBlock(), verbose_name=_("introduction"), blank=True)
    invited_municipalities = ParentalManyToManyField(
        "network.Municipality", verbose_name=_("invited municipalities"), blank=True, related_name="invited_rounds"
    )
    invited_organisations = ParentalManyToManyField(
        "network.Organisation", verbose_name=_("invited organisations"), blank=True, related_name="invited_rounds"
    )
    consent_text = RichTextField(_("consent text"), features=SHORT_TEXT_FEATURES, blank=True)
    consent_version = models.CharField(_("version of the consent text"), max_length=20, blank=True)
    asks_needs = models.BooleanField(
        _("ask on which issues too little happens"), default=True, help_text=_("Per theme, with how urgent it is.")
    )
    keep_days = models.PositiveSmallIntegerField(
        _("days that personal data are kept"),
        default=365,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("After closing. Then names, addresses and files of submissions are erased; projects stay."),
    )

    remind_days = models.PositiveSmallIntegerField(
        _("days before closing on which who did not answer is reminded"),
        default=7,
        validators=[MaxValueValidator(60)],
        help_text=_("By mail, once, at nine o'clock. 0: nobody is reminded by itself."),
    )

    content_panels = [
        AnswersPanel(heading=_("Submissions")),
        *RecordPage.content_panels,
        *ROUND_PANELS,
        *RecordPage.link_panels,
        FieldPanel("werkplaatsen"),
    ]
    search_fields = [*RecordPage.search_fields, index.SearchField("body")]
    parent_page_types = ["inventory.InventoryIndexPage"]
    subpage_types = []
    base_form_class = RoundForm

    objects = PageManager.from_queryset(RoundQuerySet)()

    listed_on = "inventory.InventoryIndexPage"
    is_shared = False
    is_news = False
    dossier_order = 100
    search_kind = "inventoryround"
    facets = ROUND_FACETS
    card_class = RoundCard
    newsletter_trays = []
    content_name = "inventory-round"
    content_folder = "inventory"
    content_fields = [
        "opens_at",
        "closes_at",
        "invited_municipalities",
        "invited_organisations",
        "questions",
        "consent_text",
        "consent_version",
        "asks_needs",
        "keep_days",
        "remind_days",
    ]

    class Meta:
        verbose_name = _("inventory round")
        verbose_name_plural = _("inventory rounds")

    def clean(self):
        """Refuse a round that closes before it opens; a consent text without words is none."""
        super().clean()
        if not has_words(self.consent_text):
            self.consent_text = ""
        self.consent_version = self.consent_version.strip()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("The round must close after it opens.")})

    @property
    def preview_modes(self):
        """The page, and the form with all its steps below each other."""
        return [("", _("The page")), ("form", _("The form"))]

    def get_preview_template(self, request, mode_name):
        """Return the template of a preview mode."""
        return (
            "inventory/admin/form_preview.html"
            if mode_name == "form"
            else super().get_preview_template(request, mode_name)
        )

    @property
    def first_day(self):
        return timezone.localdate(self.opens_at) if self.opens_at else super().first_day

    def has_begun(self, moment):
        """Return whether the round has opened at a moment (aware datetime).

        A round does not open without the text that people agree to, and its version.
        """
        has_consent = has_words(self.consent_text) and self.consent_version
        return bool(has_consent and self.opens_at is not None and self.opens_at <= moment)

    @property
    def is_open(self):
        """True from the opening up to the closing instant."""
        now = timezone.now()
        return self.has_begun(now) and (self.closes_at is None or now < self.closes_at)

    @property
    def index_span(self):
        """From the opening, None for a round that cannot open, up to the closing instant."""
        return self.opens_at if self.has_begun(self.opens_at) else None, self.closes_at

    @property
    def state(self):
        """How it stands, in one word of the code: open, coming, closed, or unknown."""
        now = timezone.now()
        if self.is_open:
            return "open"
        if self.closes_at and self.closes_at <= now:
            return "closed"
        return "coming" if self.opens_at and self.opens_at > now else "unknown"


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
