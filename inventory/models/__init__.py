"""The inventory: rounds in which projects are reported, the projects, and where too little happens."""

from .connection import Connection, ProjectCluster, ProjectComparison, ProjectWord
from .contact_request import ContactRequest
from .coverage_fact import CoverageFact
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
    "Connection",
    "ContactRequest",
    "CoverageFact",
    "Handover",
    "InventoryIndexPage",
    "InventoryRoundPage",
    "Invitation",
    "Need",
    "ProjectAnswer",
    "ProjectCluster",
    "ProjectComparison",
    "ProjectIndexPage",
    "ProjectOwner",
    "ProjectPage",
    "ProjectPartner",
    "ProjectWord",
    "RoundQuestion",
    "Submission",
    "SubmissionEvent",
    "SubmissionFile",
    "Visibility",
]
