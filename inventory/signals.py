"""Signals of the inventory."""

from django.dispatch import Signal

# Sent with `projects` (primary keys) when rows of projects were written, with all that hangs on them.
projects_changed = Signal()
