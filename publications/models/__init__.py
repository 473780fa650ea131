"""Publications: books, reports, guides, podcasts, recordings, with all that a library record holds."""

from .oai import OaiMembership, OaiRecord, OaiSet
from .parts import (
    CompanionMaterial,
    Contributor,
    KeyPoint,
    OrderLink,
    PartFile,
    PublicationFile,
    PublicationPart,
    ResultOf,
)
from .publication import PublicationIndexPage, PublicationPage
from .vocabulary import PublicationKind, Series

__all__ = [
    "CompanionMaterial",
    "Contributor",
    "KeyPoint",
    "OaiMembership",
    "OaiRecord",
    "OaiSet",
    "OrderLink",
    "PartFile",
    "PublicationFile",
    "PublicationIndexPage",
    "PublicationKind",
    "PublicationPage",
    "PublicationPart",
    "ResultOf",
    "Series",
]
