"""What the inventory does by itself, each minute; every duty takes the moment (aware) and may be done twice."""

from inventory.filling.letters import send_owed_receipts
from inventory.retention import forget_people

DUTIES = [forget_people, send_owed_receipts]
