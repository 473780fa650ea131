"""Personal data of newsletters for the self-service page of data subjects (visitors.personal_data)."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsletters.models import AddressChange, AddressRequest, Delivery, Subscriber
from newsletters.subscribers.personal_data import export_subscriber
from newsletters.subscribers.subscriptions import DAYS_TO_CONFIRM
from newsletters.subscribers.suppressions import erase_address
from newsletters.subscribers.tokens import preferences_token
from visitors.personal_data import Held, PersonalDataSource


class NewsletterData(PersonalDataSource):
    """Subscriptions and alerts with consents, pending requests, and deliveries of which the address is still stored."""

    name = "newsletter"
    heading = _("Newsletter")
    order = 10

    def find(self, address):
        """Return the list of Held for an address: subscriber, pending requests, sent mails."""
        held = [self._subscriber(subscriber) for subscriber in Subscriber.objects.with_address(address)]
        waiting = AddressRequest.objects.filter(address__iexact=address).count()
        waiting += AddressChange.objects.filter(address__iexact=address).count()
        if waiting:
            kept = gettext("At most %(days)s days.") % {"days": DAYS_TO_CONFIRM}
            rows = ((gettext("Number"), waiting),)
            held.append(Held("waiting", gettext("Requests that are not confirmed yet"), rows, kept=kept))
        mails = Delivery.objects.for_address(address).filter(subscriber=None).select_related("mailing")
        if titles := [delivery.mailing.title for delivery in mails]:
            rows = ((gettext("Issues"), "\n".join(titles)),)
            held.append(Held("mails", gettext("Mails that were sent to this address"), rows))
        return held

    def _subscriber(self, subscriber):
        known = export_subscriber(subscriber)
        lists = [each["list"] for each in known["lists"] if not each["left"]]
        agreed = [f"{each['given'][:10]}: {each['wording']}" for each in known["consents"]]
        rows = (
            (gettext("Lists"), "\n".join(lists) or gettext("None")),
            (gettext("What you follow"), "\n".join(each["topic"] for each in known["follows"]) or gettext("Nothing")),
            (gettext("Language"), subscriber.get_language_display()),
            (gettext("Agreed to"), "\n".join(agreed) or gettext("Nothing")),
            (gettext("Mails sent"), len(known["mails"])),
        )
        return Held(
            str(subscriber.pk),
            gettext("Your subscription"),
            rows,
            kept=gettext("Until you unsubscribe."),
            opens=gettext("Change your choices") if subscriber.confirmed_at else "",
            data=known,
        )

    def open(self, address, key):
        """Return the URL path of the preferences page of the subscriber with primary key `key`."""
        return reverse("newsletter-preferences", args=[preferences_token(int(key))])

    def erase(self, address):
        """Erase all data of an address; only its fingerprint stays on the suppression list."""
        if self.find(address):
            erase_address(address)
