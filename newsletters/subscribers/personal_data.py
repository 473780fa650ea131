"""Export of the personal data of a subscriber (GDPR, articles 15 and 20)."""


def export_subscriber(subscriber):
    """Return all data about a subscriber as a dict of JSON types; datetimes in ISO 8601."""
    return {
        "address": subscriber.address,
        "language": subscriber.language,
        "entered": _iso(subscriber.created_at),
        "confirmed": _iso(subscriber.confirmed_at),
        "stopped": _iso(subscriber.stopped_at),
        "lists": [
            {
                "list": subscription.mailing_list.name,
                "entered": _iso(subscription.created_at),
                "confirmed": _iso(subscription.confirmed_at),
                "left": _iso(subscription.left_at),
            }
            for subscription in subscriber.subscriptions.select_related("mailing_list").order_by("pk")
        ],
        "follows": [
            {
                "topic": alert.topic.label,
                "page": alert.topic.path,
                "entered": _iso(alert.created_at),
                "confirmed": _iso(alert.confirmed_at),
            }
            for alert in subscriber.alerts.select_related("topic").order_by("pk")
        ],
        "consents": [
            {
                "given": _iso(consent.given_at),
                "confirmed": _iso(consent.confirmed_at),
                "wording": consent.wording,
                "lists": consent.list_names.splitlines(),
                "source": consent.source,
            }
            for consent in subscriber.consents.all()
        ],
        "address_changes_waiting": [
            {"address": change.address, "asked": _iso(change.created_at)}
            for change in subscriber.address_changes.order_by("pk")
        ],
        "mails": [
            {"title": delivery.mailing.title, "state": delivery.state, "sent": _iso(delivery.sent_at)}
            for delivery in subscriber.deliveries.select_related("mailing").order_by("pk")
        ],
    }


def _iso(value):
    return value.isoformat(timespec="seconds") if value else None
