"""What messages to the editors hold on an address (GDPR article 15)."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pages.inbox import DAYS_AFTER_ANSWER
from pages.models import Message
from visitors.addresses import key_of
from visitors.personal_data import Editable, Held, PersonalDataSource


class MessageData(PersonalDataSource):
    """Messages to the editors."""

    name = "messages"
    heading = _("Messages to the editors")
    order = 35

    def find(self, address):
        """Return one Held per message."""
        return [_describe(message) for message in self._messages(address)]

    def _messages(self, address):
        return Message.objects.filter(address_key=key_of(address)).order_by("pk")

    def correct(self, address, key, values):
        """Save a corrected name."""
        self._messages(address).filter(pk=key).update(**values)

    def erase(self, address):
        """Delete the messages; the editors have no other copy than their mail."""
        self._messages(address).delete()


def _describe(message):
    rows = [
        (gettext("Sent at"), date_format(localtime(message.created_at), "j F Y H:i")),
        (gettext("What it is for"), message.get_topic_display()),
        (gettext("Your message"), message.text),
        (gettext("State"), message.get_state_display()),
    ]
    if message.about:
        rows.insert(2, (gettext("It is about"), message.about))
    if message.note:
        rows.append((gettext("Note of the editors"), message.note))
    kept = gettext("Until %(days)d days after our answer, and a year at most.") % {"days": DAYS_AFTER_ANSWER}
    editable = (Editable("name", gettext("Name"), message.name),)
    title = gettext("Message of %(day)s") % {"day": date_format(localtime(message.created_at), "j F Y")}
    return Held(str(message.pk), title, tuple(rows), editable, kept)
