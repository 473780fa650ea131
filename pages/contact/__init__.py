"""Readers write to the editors by a form; editors find the messages in an inbox, and get them by mail."""
