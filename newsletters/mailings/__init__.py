"""Sending an issue to subscribers: what editors do with a mailing, the mail itself, and how it is delivered."""
