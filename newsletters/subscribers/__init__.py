"""Subscribers: subscriptions and consents, suppression list, personal data, import, and the admin for editors."""
