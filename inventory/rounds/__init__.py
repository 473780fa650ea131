"""Rounds: invitations, reminders, response."""
