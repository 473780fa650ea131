"""The inventory: rounds in which projects are reported, the projects, and where too little happens."""

from .need import Need
from .project import ProjectIndexPage, ProjectPage, ProjectPartner
from .round import InventoryIndexPage, InventoryRoundPage, RoundQuestion
from .submission import Submission

__all__ = [
    "InventoryIndexPage",
    "InventoryRoundPage",
    "Need",
    "ProjectIndexPage",
    "ProjectPage",
    "ProjectPartner",
    "RoundQuestion",
    "Submission",
]
