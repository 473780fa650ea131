"""What the inventory does by itself, each minute; every duty takes the moment (aware) and may be done twice."""

from inventory.connections.contact import keep_requests
from inventory.connections.pairs import compare_due_projects, count_clusters
from inventory.connections.words import read_unread_projects
from inventory.desk.inviting import remind_before_closing, try_again
from inventory.filling.letters import send_owed_receipts
from inventory.ownership.yearly import ask_yearly, keep_handovers
from inventory.retention import forget_people

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
