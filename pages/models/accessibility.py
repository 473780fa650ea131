"""The accessibility statement, with the fields of the European model (Implementing Decision (EU) 2018/1523).

The status is that of the Dutch register (toegankelijkheidsverklaring.nl); Besluit digitale toegankelijkheid overheid.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from pages import structured_data
from pages.blocks import SHORT_TEXT_FEATURES, BodyBlock
from pages.fuzzy_date import FuzzyDateField
from pages.stream_field import StreamField
from visitors.addresses import clean_address

from .base import BasePage


class AccessibilityFeedback(models.Model):
    """Where readers report a problem of accessibility, and where they complain about the answer."""

    feedback = RichTextField(
        _("reporting a problem"),
        features=SHORT_TEXT_FEATURES,
        blank=True,
        help_text=_("How somebody can report a problem or ask for another form."),
    )
    contact_email = models.EmailField(_("mail address"), blank=True, validators=[clean_address])
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    response_days = models.PositiveSmallIntegerField(
        _("answer within so many working days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    is_public_body = models.BooleanField(
        _("of a public body"),
        default=False,
        help_text=_("Then the law on digital accessibility of the government holds, and the Nationale ombudsman."),
    )
    enforcement = RichTextField(
        _("not content with the answer"),
        features=SHORT_TEXT_FEATURES,
        blank=True,
        help_text=_("Only to add to what the page says about the College voor de Rechten van de Mens."),
    )

    feedback_panel = MultiFieldPanel(
        [
            FieldPanel("feedback"),
            FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone"), FieldPanel("response_days")]),
            FieldPanel("is_public_body"),
            FieldPanel("enforcement"),
        ],
        _("Reporting and complaining"),
    )

    class Meta:
        abstract = True


class AccessibilityStatementPage(AccessibilityFeedback, BasePage):
    """What works for everybody on a site, what does not, how that is known, and where to complain."""

    class Status(models.TextChoices):
        A = "A", _("A: meets all requirements")
        B = "B", _("B: meets part of the requirements")
        C = "C", _("C: first measures taken")
        D = "D", _("D: does not meet the requirements")
        E = "E", _("E: no statement")

    class Level(models.TextChoices):
        A = "A", "A"
        AA = "AA", "AA"
        AAA = "AAA", "AAA"

    organisation = models.CharField(
        _("organisation"), max_length=200, blank=True, help_text=_("Leave empty for the name in the site settings.")
    )
    site_address = models.URLField(
        _("address of the site"), blank=True, help_text=_("Leave empty for the address of this site.")
    )
    scope = RichTextField(
        _("what the statement is about"),
        features=SHORT_TEXT_FEATURES,
        blank=True,
        help_text=_("Which parts belong to it, and which do not, such as a mail service or a register elsewhere."),
    )
    status = models.CharField(
        _("status"),
        max_length=1,
        choices=Status.choices,
        default=Status.D,
        help_text=_(
            "As in the Dutch register. A and B need a complete examination of at most three years old; C needs one "
            "that is planned within six months; without either it is D. E is for a site without a statement."
        ),
    )
    standard = models.CharField(_("standard"), max_length=60, default="EN 301 549 V3.2.1")
    wcag_version = models.CharField(
        _("version of WCAG"), max_length=5, choices=[("2.1", "2.1"), ("2.2", "2.2")], default="2.2"
    )
    wcag_level = models.CharField(_("level of WCAG"), max_length=3, choices=Level.choices, default=Level.AA)
    body = StreamField(
        BodyBlock(), verbose_name=_("what readers may expect"), blank=True, help_text=_("What works, in plain words.")
    )
    measures = RichTextField(
        _("what we do about it"),
        features=SHORT_TEXT_FEATURES,
        blank=True,
        help_text=_("What keeps the site accessible: tests at every change, training, agreements with suppliers."),
    )
    drafted_on = models.DateField(_("drafted on"), null=True, blank=True)
    reviewed_on = models.DateField(
        _("last reviewed on"), null=True, blank=True, help_text=_("Look at it again at least once a year.")
    )
    signed_by = models.CharField(
        _("signed by"), max_length=200, blank=True, help_text=_("Who may sign for the organisation, with the position.")
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("organisation"), FieldPanel("site_address")]), FieldPanel("scope")],
            _("About what"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("standard"), FieldPanel("wcag_version"), FieldPanel("wcag_level")]),
            ],
            _("Status"),
        ),
        FieldPanel("body"),
        InlinePanel("evaluations", label=_("Examination"), heading=_("How we know")),
        InlinePanel("barriers", label=_("Barrier"), heading=_("What does not work for everybody yet")),
        FieldPanel("measures"),
        AccessibilityFeedback.feedback_panel,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("drafted_on"), FieldPanel("reviewed_on")]), FieldPanel("signed_by")],
            _("Drafting and signature"),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("scope"),
        index.SearchField("measures"),
        index.SearchField("feedback"),
    ]
    parent_page_types = ["pages.HomePage"]
    subpage_types = []
    shown_rows = {**BasePage.shown_rows, "evaluations": ["report_document"], "barriers": []}

    content_name = "accessibility-statement"
    content_fields = [
        "organisation",
        "site_address",
        "scope",
        "status",
        "standard",
        "wcag_version",
        "wcag_level",
        "evaluations",
        "barriers",
        "measures",
        "feedback",
        "contact_email",
        "contact_phone",
        "response_days",
        "is_public_body",
        "enforcement",
        "drafted_on",
        "reviewed_on",
        "signed_by",
    ]

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")

    @property
    def is_examined_from_outside(self):
        """Whether an outside party examined the site."""
        return any(evaluation.is_external for evaluation in self.evaluations.all())

    def get_structured_data(self, request):
        """Return the page's node; what it is about is the site, with the status as summary of its accessibility."""
        site = {
            "@type": "WebSite",
            "name": structured_data.site_facts(request)["name"],
            "url": self.site_address or f"{structured_data.root_address(request)}/",
            "accessibilitySummary": f"{self.get_status_display()} (WCAG {self.wcag_version}, {self.wcag_level})",
        }
        dated = {"dateCreated": self.drafted_on and self.drafted_on.isoformat()}
        return [structured_data.describe_page(self, request, about=site, **dated)]


class AccessibilityEvaluation(Orderable):
    """How the accessibility was examined: by whom, when, with what, and where the report is."""

    class Kind(models.TextChoices):
        COMPLETE = "complete", _("Complete examination (WCAG-EM)")
        PARTIAL = "partial", _("Examination of a part")
        AUTOMATIC = "automatic", _("Automatic test")
        USERS = "users", _("Test with users")

    page = ParentalKey("pages.AccessibilityStatementPage", on_delete=models.CASCADE, related_name="evaluations")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    performed_by = models.CharField(_("performed by"), max_length=200)
    is_external = models.BooleanField(_("by an outside party"), default=False)
    date = FuzzyDateField(_("date"), blank=True)
    explanation = models.TextField(_("explanation"), blank=True, help_text=_("What was examined, and how."))
    report_document = models.ForeignKey(
        "pages.SiteDocument",
        verbose_name=_("report"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    report_url = models.URLField(_("address of the report"), blank=True, max_length=500)

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("date")]),
        FieldRowPanel([FieldPanel("performed_by"), FieldPanel("is_external")]),
        FieldPanel("explanation"),
        FieldRowPanel([FieldPanel("report_document"), FieldPanel("report_url")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("examination")
        verbose_name_plural = _("examinations")

    def __str__(self):
        return f"{self.get_kind_display()}, {self.performed_by}"


class AccessibilityBarrier(Orderable):
    """Something that does not work for everybody: what, why, for whom, what to do instead, and what we do about it."""

    class Ground(models.TextChoices):
        DEFECT = "defect", _("Does not meet the requirements yet")
        BURDEN = "burden", _("Would ask a disproportionate effort")
        EXEMPT = "exempt", _("Outside the law")

    page = ParentalKey("pages.AccessibilityStatementPage", on_delete=models.CASCADE, related_name="barriers")
    title = models.CharField(_("what does not work"), max_length=200)
    ground = models.CharField(_("ground"), max_length=10, choices=Ground.choices, default=Ground.DEFECT)
    criterion = models.CharField(
        _("success criterion"), max_length=100, blank=True, help_text=_("Of WCAG, such as 1.2.2 Captions.")
    )
    cause = models.TextField(_("cause"), blank=True)
    consequence = models.TextField(_("consequence"), blank=True, help_text=_("Whom it bothers, and how."))
    alternative = models.TextField(_("what to do instead"), blank=True)
    measure = models.TextField(_("what we do about it"), blank=True)
    planned = FuzzyDateField(_("planned for"), blank=True)

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("ground"), FieldPanel("criterion")]),
        FieldRowPanel([FieldPanel("cause"), FieldPanel("consequence")]),
        FieldPanel("alternative"),
        FieldRowPanel([FieldPanel("measure"), FieldPanel("planned")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("barrier")
        verbose_name_plural = _("barriers")

    def __str__(self):
        return self.title
