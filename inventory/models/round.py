from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PageManager
from wagtail.search import index

from inventory.editing import AnswersPanel, RoundForm
from inventory.filters import RoundFilterSet
from pages.blocks import SHORT_TEXT_FEATURES, BodyBlock
from pages.models import ListedQuerySet, ListingPage, RecordPage
from pages.stream_field import StreamField


class RoundQuerySet(ListedQuerySet):
    """Rounds by whether they can be answered; `moment` is an aware datetime."""

    def open_at(self, moment):
        """Keep rounds that are open at `moment`; a round whose opening is not known never is."""
        return self.filter(opens_at__lte=moment).filter(models.Q(closes_at=None) | models.Q(closes_at__gt=moment))


class InventoryIndexPage(ListingPage):
    """/inventarisatie/: the rounds."""

    max_count_per_parent = 1
    filterset_class = RoundFilterSet
    feed_class = None
    parent_page_types = ["pages.HomePage"]

    content_name = "inventory-index"

    class Meta:
        verbose_name = _("inventory")
        verbose_name_plural = _("inventories")


class InventoryRoundPage(RecordPage):
    """A round of the inventory: when, who is asked, what is asked, and what people consent to."""

    opens_at = models.DateTimeField(
        _("opens at"), null=True, blank=True, help_text=_("Time in Amsterdam. A round without it is not open.")
    )
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
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
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("date", heading=_("date, when the exact days are not known")),
            ],
            _("When"),
        ),
        FieldPanel("body"),
        FieldPanel("asks_needs"),
        InlinePanel(
            "questions",
            label=_("Question"),
            heading=_("Questions of your own"),
            help_text=_(
                "They come after the fixed questions, which are on the page of the round. "
                "See them together in the preview “The form”."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel("invited_municipalities", widget=forms.CheckboxSelectMultiple),
                FieldPanel("invited_organisations"),
                FieldPanel("remind_days"),
            ],
            _("Who is invited"),
            help_text=_("Everybody can read this. The addresses that get a mail are entered apart."),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "consent_text",
                    help_text=_("What people agree to when they send the form. It is kept with each submission."),
                ),
                FieldPanel("consent_version", help_text=_("Change it with the text, such as 2026-1.")),
                FieldPanel("keep_days"),
            ],
            _("Consent"),
        ),
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
        """Refuse a round that closes before it opens."""
        super().clean()
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

    @property
    def is_open(self):
        """True from the opening up to the closing instant; a round whose opening is not known is not open."""
        now = timezone.now()
        return self.opens_at is not None and self.opens_at <= now and (self.closes_at is None or now < self.closes_at)

    @property
    def state(self):
        """How it stands, in one word of the code: open, coming, closed, or unknown."""
        now = timezone.now()
        if self.is_open:
            return "open"
        if self.closes_at and self.closes_at <= now:
            return "closed"
        return "coming" if self.opens_at and self.opens_at > now else "unknown"
