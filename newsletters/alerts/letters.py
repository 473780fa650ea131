"""Letters about following (visitors.letters): confirmation, and what there is to say to who follows already."""

from django.utils import translation

from newsletters.alerts.tokens import follow_token
from newsletters.subscribers.letters import send_to
from newsletters.subscribers.tokens import preferences_token
from visitors.letters import absolute_url


def send_confirmation(subscriber, alert):
    """Ask a subscriber to confirm that they want mail about the topic of an Alert."""
    with translation.override(subscriber.language):
        link = absolute_url("newsletter-follow-confirm", follow_token(alert.pk))
        send_to(subscriber, "follow", {"link": link, "label": alert.topic.label})


def send_already_following(subscriber, label):
    """Tell a subscriber who asked again that they follow the topic with this label (text) already."""
    _send_with_preferences(subscriber, "following", {"label": label})


def send_too_many(subscriber, most):
    """Tell a subscriber that they follow `most` topics, the most there can be."""
    _send_with_preferences(subscriber, "follow_too_many", {"most": most})


def _send_with_preferences(subscriber, name, context):
    with translation.override(subscriber.language):
        link = absolute_url("newsletter-preferences", preferences_token(subscriber.pk))
        send_to(subscriber, name, {"link": link, **context})
