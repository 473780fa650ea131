from django.utils.translation import gettext_lazy as _

from pages.models import Term


class EventKind(Term):
    """What an event is: themabijeenkomst, conferentie, webinar and so on."""

    content_name = "event-kind"

    class Meta(Term.Meta):
        verbose_name = _("kind of event")
        verbose_name_plural = _("kinds of event")
