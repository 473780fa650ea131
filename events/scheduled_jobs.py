"""Scheduled jobs of the agenda, run every minute; each takes the moment (aware datetime) and is idempotent."""

from events.registrations.letters import send_due
from events.registrations.occasions import remind, thank
from events.registrations.retention import forget_registrations
from events.registrations.sign_up import fill_places

JOBS = [forget_registrations, fill_places, remind, thank, send_due]
