"""Publications: books, reports, guides, podcasts, recordings, with all that a library record holds."""

from .fingerprint import Fingerprint
from .import_file import ImportLine, PublicationImport
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
    "Fingerprint",
    "ImportLine",
    "KeyPoint",
    "OaiMembership",
    "OaiRecord",
    "OaiSet",
    "OrderLink",
    "PartFile",
    "PublicationFile",
    "PublicationImport",
    "PublicationIndexPage",
    "PublicationKind",
    "PublicationPage",
    "PublicationPart",
    "ResultOf",
    "Series",
]
