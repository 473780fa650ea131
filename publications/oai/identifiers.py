"""Identifiers of records for harvesters: those of the protocol, and persistent ones of the works themselves."""

import re
import uuid

from django.conf import settings

from publications.models import OaiRecord

IDENTIFIER = re.compile(
    r"oai:(?P<repository>[^:]+):(?P<key>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(?P<language>\w+)"
)


def oai_identifier(record):
    """Return the identifier of an OaiRecord by the scheme oai-identifier: oai:example.nl:<translation key>:nl."""
    return f"oai:{settings.OAI_REPOSITORY_ID}:{record.translation_key}:{record.language}"


def find_record(identifier):
    """Return the OaiRecord with an identifier (text as it was asked for), or None. At most one query."""
    match = IDENTIFIER.fullmatch(identifier)
    if not match or match["repository"] != settings.OAI_REPOSITORY_ID:
        return None
    return OaiRecord.objects.filter(translation_key=uuid.UUID(match["key"]), language=match["language"]).first()


def persistent_identifier(record):
    """Return what identifies the work wherever it is kept: its URN:NBN, else its DOI, else a URN that is ours.

    A URN:NBN (RFC 8458) asks for a prefix that the national library gave out (OAI_NBN_PREFIX).
    """
    if settings.OAI_NBN_PREFIX:
        return f"{settings.OAI_NBN_PREFIX}{record.translation_key}-{record.language}"
    doi = record.facts.get("item", {}).get("DOI")
    return f"https://doi.org/{doi}" if doi else uuid.uuid5(record.translation_key, f"{record.language}/").urn
