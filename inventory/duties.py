"""What the inventory does by itself, each minute; every duty takes the moment (aware) and may be done twice."""

from inventory.connections.contact import keep_requests
from inventory.connections.pairs import compare_due_projects, count_clusters
from inventory.connections.words import read_unread_projects
from inventory.retention import forget_people

DUTIES = [forget_people, keep_requests, read_unread_projects, compare_due_projects, count_clusters]
