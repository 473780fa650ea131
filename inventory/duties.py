"""What the inventory does by itself, each minute; every duty takes the moment (aware) and may be done twice."""

from inventory.desk.inviting import remind_before_closing
from inventory.retention import forget_people

DUTIES = [forget_people, remind_before_closing]
