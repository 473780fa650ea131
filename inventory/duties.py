"""What the inventory does by itself, each minute; every duty takes the moment (aware) and may be done twice."""

from inventory.ownership.yearly import ask_yearly, keep_handovers

DUTIES = [ask_yearly, keep_handovers]
