from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewslettersConfig(AppConfig):
    name = "newsletters"
    verbose_name = _("Newsletters")

    def ready(self):
        """Connect the signal handlers for tracking events of mail providers, and for what issues mention."""
        from newsletters.mailings.sending import webhooks  # noqa: F401
        from newsletters.public import mentions

        mentions.connect()
