"""What the inventory does by itself, each minute; every duty takes the moment (aware) and may be done twice."""

from inventory.form.submit import send_owed_receipts
from inventory.matching.contact import keep_requests
from inventory.matching.pairs import compare_due_projects, count_clusters
from inventory.matching.similar import read_unread_projects
from inventory.owners.yearly import ask_yearly, keep_handovers
from inventory.retention import forget_people
from inventory.rounds.invitations import remind_before_closing, try_again

DUTIES = [
    forget_people,
    keep_requests,
    read_unread_projects,
    compare_due_projects,
    count_clusters,
    remind_before_closing,
    try_again,
    send_owed_receipts,
    ask_yearly,
    keep_handovers,
]
