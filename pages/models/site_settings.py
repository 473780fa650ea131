from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from visitors.addresses import clean_address
from visitors.letters import LetterSender


@register_setting(icon="site", order=1)
class SiteSettings(BaseSiteSetting):
    """What the header, the footer and the structured data say about the site."""

    organisation_name = models.CharField(
        _("name of the platform"), max_length=120, default="kennisplatform Utrecht Sociaal"
    )
    short_name = models.CharField(_("short name"), max_length=30, default="kUS")
    tagline = models.CharField(_("subtitle in Dutch"), max_length=160, blank=True)
    tagline_en = models.CharField(_("subtitle in English"), max_length=160, blank=True)
    footer_text = models.TextField(_("footer text in Dutch"), blank=True)
    footer_text_en = models.TextField(_("footer text in English"), blank=True)
    contact_email = models.EmailField(
        _("email address"),
        blank=True,
        validators=[clean_address],
        help_text=_("Shown in the footer; leave empty when there is none."),
    )
    postal_address = models.CharField(
        _("postal address"), max_length=200, blank=True, help_text=_("On one line. It stands below every mail.")
    )
    linkedin_url = models.URLField("LinkedIn", blank=True)
    werkplaats = models.ForeignKey(
        "pages.WerkplaatsPage",
        verbose_name=_("werkplaats of this site"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels = [
        FieldRowPanel([FieldPanel("organisation_name"), FieldPanel("short_name")]),
        FieldRowPanel([FieldPanel("tagline"), FieldPanel("tagline_en")]),
        PageChooserPanel("werkplaats"),
        MultiFieldPanel(
            [
                FieldPanel("footer_text"),
                FieldPanel("footer_text_en"),
                FieldPanel("contact_email"),
                FieldPanel("postal_address"),
                FieldPanel("linkedin_url"),
            ],
            _("Footer"),
        ),
    ]

    content_name = "site-settings"
    content_folder = "settings"
    content_fields = [
        "organisation_name",
        "short_name",
        "tagline",
        "tagline_en",
        "footer_text",
        "footer_text_en",
        "contact_email",
        "postal_address",
        "linkedin_url",
        "werkplaats",
    ]

    class Meta:
        verbose_name = _("site settings")

    @classmethod
    def for_site(cls, site):
        """Return the settings of a Site: those that were read with it, else as they are stored."""
        return (site and cls.joined_with(site)) or super().for_site(site)

    @classmethod
    def joined_with(cls, site):
        """Return the settings that were read with a Site; None when there are none or they were not read."""
        return site._state.fields_cache.get(cls.site.field.remote_field.cache_name)


def letter_sender():
    """Return the LetterSender of the platform (settings.LETTER_SENDER)."""
    site = Site.objects.filter(is_default_site=True).first()
    own = SiteSettings.for_site(site) if site else SiteSettings()
    return LetterSender(own.organisation_name, settings.DEFAULT_FROM_EMAIL, own.contact_email, own.postal_address)
