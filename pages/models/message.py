"""What readers write to the editors."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visitors.addresses import LONGEST_ADDRESS, key_of


class Message(models.Model):
    """A message of a reader to the editors; personal data, kept for a limited time (pages.contact.personal_data).

    `page`, `about` and `about_url` say which page of the site it is about: the Wagtail page (None for other pages of
    the site, and for a page that is gone), its title and its address as they were when the message was written.
    """

    class Topic(models.TextChoices):
        """Why somebody writes."""

        QUESTION = "question", _("I have a question")
        CORRECTION = "correction", _("Something is not right")
        REQUEST = "request", _("I am looking for a publication, recording or file")
        TIP = "tip", _("I know something that belongs on this site")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        """What the editors did with it."""

        NEW = "new", _("New")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed without an answer")

    topic = models.CharField(_("what it is for"), max_length=20, choices=Topic)
    text = models.TextField(_("message"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    address = models.EmailField(_("email address"), max_length=LONGEST_ADDRESS)
    address_key = models.CharField(max_length=2 * LONGEST_ADDRESS, editable=False, db_index=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    about = models.CharField(_("what it is about"), max_length=300, blank=True)
    about_url = models.CharField(_("address"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False, db_index=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.NEW, db_index=True)
    handled_at = models.DateTimeField(_("answered or closed at"), null=True, editable=False, db_index=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered or closed by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.TextField(
        _("note"), blank=True, help_text=_("For the other editors. The sender can ask to see it, as all personal data.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        default_permissions = ["change", "view"]

    def __str__(self):
        return f"{self.get_topic_display()}: {self.about or self.first_words}"

    def save(self, *args, **kwargs):
        """Save with the comparable form of the address."""
        self.address_key = key_of(self.address)
        super().save(*args, **kwargs)

    @property
    def first_words(self):
        """The beginning of the text on one line, for titles."""
        words = " ".join(self.text.split())
        return words if len(words) <= 60 else f"{words[:60].rsplit(' ', 1)[0]} …"
