"""Everything that is kept of one subscriber, for that person: on a page, or as JSON (GDPR articles 15 and 20)."""


def describe(subscriber):
    """Return all that is kept of a subscriber as plain values for JSON; moments as ISO 8601."""
    return {
        "address": subscriber.address,
        "language": subscriber.language,
        "entered": _moment(subscriber.created_at),
        "confirmed": _moment(subscriber.confirmed_at),
        "lists": [
            {
                "list": subscription.mailing_list.name,
                "entered": _moment(subscription.created_at),
                "confirmed": _moment(subscription.confirmed_at),
                "left": _moment(subscription.left_at),
            }
            for subscription in subscriber.subscriptions.select_related("mailing_list").order_by("pk")
        ],
        "consents": [
            {
                "given": _moment(consent.given_at),
                "confirmed": _moment(consent.confirmed_at),
                "wording": consent.wording,
                "lists": consent.list_names.splitlines(),
                "source": consent.source,
            }
            for consent in subscriber.consents.all()
        ],
        "address_changes_waiting": [
            {"address": change.address, "asked": _moment(change.created_at)}
            for change in subscriber.address_changes.order_by("pk")
        ],
        "mails": [
            {"title": delivery.mailing.title, "state": delivery.state, "sent": _moment(delivery.sent_at)}
            for delivery in subscriber.deliveries.select_related("mailing").order_by("pk")
        ],
    }


def _moment(value):
    return value.isoformat(timespec="seconds") if value else None
