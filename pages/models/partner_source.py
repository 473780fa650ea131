"""Sites of partners whose records become proposals (docs/decisions/partner-sources.md)."""

import hashlib
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from pages.languages import LANGUAGES


def validate_address(value):
    """Refuse what is not a whole http(s) address, and one with a user or password in it."""
    URLValidator(schemes=["http", "https"], message=_("Write a whole address, such as https://www.example.nl/oai."))(
        value
    )
    if "@" in urlsplit(value).netloc:
        raise ValidationError(_("Leave out the user and the password: only what everybody may read is fetched."))


def read_mapping(text):
    """Return {their word (lower case): our word} of lines such as “report = rapport”; raises ValidationError."""
    found = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        theirs, sign, ours = (part.strip() for part in line.rpartition("="))
        if not (theirs and sign and ours):
            raise ValidationError(
                gettext("“%(line)s” is not understood. Write their word, = and our word on each line.") % {"line": line}
            )
        found[" ".join(theirs.lower().split())] = ours
    return found


class Problem(models.TextChoices):
    """The cause of a failed harvest; the label is a sentence for administrators."""

    NO_HOST = "no-host", _("The name of the site is not known. Is the address written right?")
    NOT_PUBLIC = "not-public", _("The address is not on the public internet, so it is not fetched.")
    NO_ADDRESS = "no-address", _("The site leads to something that is not a web address.")
    NO_CONNECTION = "no-connection", _("The site does not answer.")
    CERTIFICATE = "certificate", _("The certificate of the site is not right.")
    TOO_SLOW = "too-slow", _("The site does not answer in time.")
    TOO_LARGE = "too-large", _("The answer is too large to take in.")
    REDIRECTS = "redirects", _("The site sends us on from one address to the next without end.")
    STATUS = "status", _("The site answers with an error.")
    GONE = "gone", _("The address does not exist (any more) on the site.")
    BUSY = "busy", _("The site is busy and asks to come back later.")
    NOT_XML = "not-xml", _("The answer is no valid XML, or is in another encoding than it says.")
    DOCTYPE = "doctype", _("The answer declares a document type or entities, which is not safe to read.")
    NOT_OAI = "not-oai", _("The answer is not OAI-PMH. Is this the address for harvesters?")
    OAI_ERROR = "oai-error", _("The site refuses the question.")
    ENDLESS = "endless", _("The list of the site never ends, or begins again.")
    NOT_FEED = "not-feed", _("The answer is no RSS or Atom feed. Is this the address of the feed, not of the page?")
    NOT_CALENDAR = "not-calendar", _("The answer is no calendar (iCalendar).")
    UNEXPECTED = "unexpected", _("Something in the answer could not be read. The log says what.")


class PartnerSource(models.Model):
    """A site that is read by the clock, what becomes of its records, and how reading went.

    next_at: when it is read again. holder, lease_until: the task that reads it now. token: the resumption token of the
    OAI-PMH list that is being read; since: the response date from which the next list asks (text, as the site writes
    it); began: the one that becomes `since` when this list is whole.
    """

    class Protocol(models.TextChoices):
        OAI_PMH = "oai-pmh", "OAI-PMH"
        FEED = "feed", _("RSS or Atom")
        CALENDAR = "calendar", "iCalendar (.ics)"

    class Pause(models.IntegerChoices):
        HOURLY = 1, _("every hour")
        DAILY = 24, _("every day")
        WEEKLY = 168, _("every week")

    name = models.CharField(_("name"), max_length=120, unique=True)
    organisation = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Becomes publisher or organiser where the site names none."),
    )
    protocol = models.CharField(_("protocol"), max_length=10, choices=Protocol.choices)
    address = models.CharField(_("address"), max_length=500, validators=[validate_address])
    set_spec = models.CharField(
        _("set"), max_length=200, blank=True, help_text=_("Only of OAI-PMH, such as publications:social.")
    )
    metadata_prefix = models.CharField(
        _("metadata format"),
        max_length=60,
        blank=True,
        default="oai_dc",
        help_text=_("Only of OAI-PMH: oai_dc, or a format with MODS in it (mods, didl)."),
    )
    record_type = models.CharField(_("becomes"), max_length=20)
    default_kind = models.SlugField(_("kind"), max_length=60, blank=True)
    werkplaats = models.ForeignKey(
        "pages.WerkplaatsPage",
        verbose_name=_("werkplaats"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=LANGUAGES,
        default="nl",
        help_text=_("Of records that do not say in which language they are."),
    )
    kind_mapping = models.TextField(
        _("their kinds and ours"), blank=True, help_text=_("On each line their word, = and the name of our kind.")
    )
    subject_mapping = models.TextField(
        _("their subjects and ours"), blank=True, help_text=_("On each line their word, = and the name of our subject.")
    )
    hours = models.PositiveSmallIntegerField(_("how often"), choices=Pause.choices, default=Pause.DAILY)
    paused = models.BooleanField(_("paused"), default=False, help_text=_("Nothing is fetched while this is ticked."))

    next_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    queued_at = models.DateTimeField(null=True, editable=False)
    holder = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    last_success_at = models.DateTimeField(_("last read"), null=True, editable=False)
    last_failure_at = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=15, choices=Problem.choices, blank=True, editable=False)
    problem_detail = models.CharField(max_length=300, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    list_key = models.CharField(max_length=64, blank=True, editable=False)
    token = models.TextField(blank=True, editable=False)
    pages_read = models.PositiveIntegerField(default=0, editable=False)
    since = models.CharField(max_length=30, blank=True, editable=False)
    began = models.CharField(max_length=30, blank=True, editable=False)

    panels = [
        FieldPanel("name"),
        FieldPanel("organisation"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("protocol"), FieldPanel("hours")]),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("set_spec"), FieldPanel("metadata_prefix")]),
                FieldPanel("paused"),
            ],
            _("Where it is fetched"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("record_type"), FieldPanel("default_kind")]),
                FieldRowPanel([FieldPanel("werkplaats"), FieldPanel("language")]),
                FieldPanel("kind_mapping"),
                FieldPanel("subject_mapping"),
            ],
            _("What becomes of it"),
        ),
    ]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("partner site")
        verbose_name_plural = _("partner sites")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def asked_key(self):
        """A hash of what is asked; a list that was begun with another one cannot be gone on with."""
        asked = "\n".join((self.protocol, self.address, self.set_spec, self.metadata_prefix))
        return hashlib.sha256(asked.encode()).hexdigest()

    @property
    def problem_words(self):
        """Why the last reading failed, as a sentence with what the site said; empty when it went well."""
        if not self.problem:
            return ""
        return (
            f"{self.get_problem_display()} ({self.problem_detail})"
            if self.problem_detail
            else self.get_problem_display()
        )

    @property
    def state_words(self):
        """How it is doing, in a few words."""
        if self.paused:
            return gettext("paused")
        if self.problem:
            return gettext("fails")
        return gettext("works") if self.last_success_at else gettext("not read yet")

    @property
    def kinds(self):
        """{their word: the short name of our kind}."""
        return {theirs: slugify(ours) for theirs, ours in read_mapping(self.kind_mapping).items()}

    @property
    def subjects(self):
        """{their word: our word for a subject}."""
        return read_mapping(self.subject_mapping)
