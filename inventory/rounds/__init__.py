"""Rounds: the rules of own questions, invitations and reminders, and who answered."""
