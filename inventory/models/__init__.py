"""The inventory: rounds in which projects are reported, the projects, and where too little happens."""

from .contact_request import ContactRequest
from .handover import Handover
from .invitation import Invitation
from .need import Need
from .project import ProjectIndexPage, ProjectPage, ProjectPartner
from .project_owner import ProjectAnswer, ProjectOwner
from .round import InventoryIndexPage, InventoryRoundPage
from .round_question import RoundQuestion
from .submission import Submission, SubmissionEvent, SubmissionFile
from .visibility import Visibility

__all__ = [
    "ContactRequest",
    "Handover",
    "InventoryIndexPage",
    "InventoryRoundPage",
    "Invitation",
    "Need",
    "ProjectAnswer",
    "ProjectIndexPage",
    "ProjectOwner",
    "ProjectPage",
    "ProjectPartner",
    "RoundQuestion",
    "Submission",
    "SubmissionEvent",
    "SubmissionFile",
    "Visibility",
]
