"""The inventory: rounds in which projects are reported, the projects, and where too little happens."""

from .coverage import CoverageEntry, Need
from .matching import Connection, ContactRequest, ProjectCluster, ProjectComparison, ProjectWord
from .owner import Handover, ProjectAnswer, ProjectOwner
from .project import ProjectIndexPage, ProjectPage, ProjectPartner
from .round import InventoryIndexPage, InventoryRoundPage, Invitation, RoundQuestion, Visibility
from .submission import Submission, SubmissionEvent, SubmissionFile

__all__ = [
    "Connection",
    "ContactRequest",
    "CoverageEntry",
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
