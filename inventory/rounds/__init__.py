"""Rounds: own questions and their conditions, invitations, reminders, response."""
