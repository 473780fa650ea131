"""What the inventory does by itself, each minute; every duty takes the moment (aware) and may be done twice."""

DUTIES = []
