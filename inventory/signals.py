"""Signals of the inventory."""

from django.dispatch import Signal

# Sent with `projects` (primary keys) when rows of projects were written, together with their relations.
projects_changed = Signal()
