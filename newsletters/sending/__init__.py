"""Bringing a mailing to its recipients: at most once each, and none forgotten (docs/decisions/sending.md)."""
