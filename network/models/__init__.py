"""Who takes part: organisations, people, municipalities and the regions they form. Imports no app of the project."""

from .municipality import Municipality, RegionGroup
from .organisation import Organisation
from .person import Person

__all__ = ["Municipality", "Organisation", "Person", "RegionGroup"]
