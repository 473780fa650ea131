"""Delivery of a mailing: queue tasks, batch locks, SMTP and bounces. Guarantees: docs/decisions/sending.md."""
