from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from visitors.addresses import clean_address


def refuse_line_breaks(text):
    """Validator against header injection: raises ValidationError for control characters (RFC 5322, section 2.2)."""
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise ValidationError(_("Write it on one line, without control characters."))


@register_setting(icon="mail", order=2)
class NewsletterSettings(BaseSiteSetting):
    """Settings per site: sender, consent and privacy texts, and the rate limit."""

    sender_name = models.CharField(
        _("sender's name"), max_length=120, default="kennisplatform Utrecht Sociaal", validators=[refuse_line_breaks]
    )
    sender_address = models.EmailField(
        _("sender's address"),
        blank=True,
        validators=[clean_address],
        help_text=_("Leave empty to use the address of the server's settings."),
    )
    reply_address = models.EmailField(
        _("address for answers"),
        blank=True,
        validators=[clean_address],
        help_text=_("Leave empty when answers go to the sender."),
    )
    rate_per_second = models.PositiveIntegerField(
        _("messages per second"),
        default=20,
        validators=[MinValueValidator(1)],
        help_text=_("What the mail server allows, all workers together."),
    )
    consent_text = models.TextField(
        _("what people agree to, in Dutch"),
        default=(
            "Ja, stuur mij de nieuwsbrief van de lijsten die ik heb gekozen. Ik kan mij in elke nieuwsbrief afmelden."
        ),
    )
    consent_text_en = models.TextField(
        _("what people agree to, in English"),
        default=("Yes, send me the newsletter of the lists that I chose. I can unsubscribe in every newsletter."),
    )
    privacy_text = models.TextField(
        _("what happens with the address, in Dutch"),
        blank=True,
        default="Wij bewaren alleen uw e-mailadres, uw taal en uw lijsten, en geven ze aan niemand door.",
    )
    privacy_text_en = models.TextField(
        _("what happens with the address, in English"),
        blank=True,
        default="We keep only your email address, your language and your lists, and pass them on to nobody.",
    )

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("sender_name"), FieldPanel("sender_address")]),
                FieldRowPanel([FieldPanel("reply_address"), FieldPanel("rate_per_second")]),
            ],
            _("Sending"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("consent_text"),
                FieldPanel("consent_text_en"),
                FieldPanel("privacy_text"),
                FieldPanel("privacy_text_en"),
            ],
            _("Signing up"),
        ),
    ]

    class Meta:
        verbose_name = _("newsletter settings")

    @classmethod
    def for_visit(cls, request):
        """Return the settings of the site of a request, or unsaved defaults when there is no site."""
        site = Site.find_for_request(request)
        return cls.for_site(site) if site else cls()

    @property
    def consent(self):
        """The consent text in the active language."""
        return self.consent_text_en if (get_language() or "").startswith("en") else self.consent_text

    @property
    def privacy(self):
        """The privacy text in the active language."""
        return self.privacy_text_en if (get_language() or "").startswith("en") else self.privacy_text
