"""Scheduled jobs of the inventory, run every minute; each takes the moment (aware datetime) and is idempotent."""

from inventory.form.submit import retry_receipts
from inventory.matching.contact import expire_requests
from inventory.matching.pairs import compare_due_projects, count_clusters
from inventory.matching.similar import index_missing_projects
from inventory.owners.yearly import ask_yearly, expire_handovers
from inventory.retention import forget_people
from inventory.rounds.invitations import remind_before_closing, retry_failed

JOBS = [
    forget_people,
    expire_requests,
    index_missing_projects,
    compare_due_projects,
    count_clusters,
    remind_before_closing,
    retry_failed,
    retry_receipts,
    ask_yearly,
    expire_handovers,
]
