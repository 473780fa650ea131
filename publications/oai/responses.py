"""The answers to the six verbs (OAI-PMH 2.0, 4) as Elements."""

from datetime import UTC

from django.conf import settings
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext, override

from pages.structured_data import root_address, site_facts
from publications.models import OaiMembership, OaiRecord, OaiSet
from publications.oai.arguments import OaiError, check_format
from publications.oai.formats import FORMATS
from publications.oai.formats.dublin_core import container
from publications.oai.identifiers import find_record, oai_identifier
from publications.oai.lists import Listed, read_page
from publications.oai.sets import SEPARATOR
from publications.oai.xml import Element, declare, written_as

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
IDENTIFIER_NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai-identifier"
IDENTIFIER_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"
SAMPLE = "6fa459ea-ee8a-3ca4-894e-db77e160355e:nl"


def utc(moment):
    """Return an aware datetime as UTCdatetime in seconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def envelope(request, content, **attributes):
    """Return OAI-PMH, the root of every answer; attributes: verb and arguments that were understood."""
    return declare(
        Element(
            "OAI-PMH",
            Element("responseDate", utc(timezone.now())),
            Element("request", base_address(request), **attributes),
            content,
        ),
        f"{NAMESPACE} {SCHEMA}",
        default=NAMESPACE,
    )


def base_address(request):
    """Return the address of the repository."""
    return f"{root_address(request)}/oai/"


def identify(request, arguments):
    """Return what the repository is."""
    facts = site_facts(request)
    earliest = OaiRecord.objects.aggregate(earliest=Min("datestamp"))["earliest"] or timezone.now()
    scheme = declare(
        Element(
            "oai-identifier",
            Element("scheme", "oai"),
            Element("repositoryIdentifier", settings.OAI_REPOSITORY_ID),
            Element("delimiter", ":"),
            Element("sampleIdentifier", f"oai:{settings.OAI_REPOSITORY_ID}:{SAMPLE}"),
        ),
        f"{IDENTIFIER_NAMESPACE} {IDENTIFIER_SCHEMA}",
        default=IDENTIFIER_NAMESPACE,
    )
    return Element(
        "Identify",
        Element("repositoryName", facts["name"]),
        Element("baseURL", base_address(request)),
        Element("protocolVersion", "2.0"),
        Element("adminEmail", facts["email"] or settings.CONTACT_EMAIL),
        Element("earliestDatestamp", utc(earliest)),
        Element("deletedRecord", "persistent"),
        Element("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        Element("compression", "gzip"),
        Element("description", scheme),
    )


def list_formats(request, arguments):
    """Return the formats; each record has all of them."""
    if "identifier" in arguments and not find_record(arguments["identifier"]):
        raise OaiError("idDoesNotExist", "There is no record with this identifier.")
    return Element(
        "ListMetadataFormats",
        *(
            Element(
                "metadataFormat",
                Element("metadataPrefix", prefix),
                Element("schema", found.schema),
                Element("metadataNamespace", found.namespace),
            )
            for prefix, found in FORMATS.items()
        ),
    )


def list_sets(request, arguments):
    """Return all sets; the list has one page, so a token is never ours."""
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "The list of sets is given at once.")
    sets = list(OaiSet.objects.all())
    if not sets:
        raise OaiError("noSetHierarchy", "There are no sets yet.")
    return Element("ListSets", *map(_describe_set, sets))


def _describe_set(found):
    with override(settings.LANGUAGE_CODE):
        words = gettext("Publications with %(name)s") % {"name": found.name}
    return Element(
        "set",
        Element("setSpec", found.spec),
        Element("setName", found.name),
        Element("setDescription", container(Element("dc:description", words, xml__lang=settings.LANGUAGE_CODE))),
    )


def get_record(request, arguments):
    """Return one record."""
    record = find_record(arguments["identifier"])
    if not record:
        raise OaiError("idDoesNotExist", "There is no record with this identifier.")
    check_format(arguments["metadataPrefix"])
    listed = Listed(record, record.is_deleted, record.datestamp)
    return Element("GetRecord", *_describe_records([listed], arguments["metadataPrefix"]))


def list_records(request, arguments):
    """Return a page of records."""
    page = read_page("ListRecords", arguments, with_facts=True)
    return Element("ListRecords", *_describe_records(page.records, page.prefix), *_describe_token(page))


def list_identifiers(request, arguments):
    """Return a page of headers."""
    page = read_page("ListIdentifiers", arguments, with_facts=False)
    specs = _read_specs(page.records)
    return Element("ListIdentifiers", *(_header(listed, specs) for listed in page.records), *_describe_token(page))


def _describe_records(listed, prefix):
    specs, describe = _read_specs(listed), FORMATS[prefix].describe
    return [
        Element(
            "record",
            _header(each, specs),
            *([] if each.is_deleted else [Element("metadata", describe(each.record))]),
        )
        for each in listed
    ]


def _read_specs(listed):
    """Return {primary key of an OaiRecord: setSpecs}, without the upper levels that those name already. One query."""
    rows = OaiMembership.objects.filter(
        record__in=[each.record.pk for each in listed], has_left=False, oai_set__spec__contains=SEPARATOR
    )
    found = {}
    for record, spec in rows.order_by("oai_set__spec").values_list("record", "oai_set__spec"):
        found.setdefault(record, []).append(spec)
    return found


def _header(listed, specs):
    return Element(
        "header",
        Element("identifier", oai_identifier(listed.record)),
        Element("datestamp", utc(listed.datestamp)),
        *written_as("setSpec", specs.get(listed.record.pk, [])),
        status="deleted" if listed.is_deleted else "",
    )


def _describe_token(page):
    """Return resumptionToken of a page, empty on the last one; none when the page is the whole list."""
    if page.is_whole:
        return []
    size = {"completeListSize": str(page.total), "cursor": str(page.cursor)}
    expiry = {"expirationDate": utc(page.expires_at)} if page.token else {}
    return [Element("resumptionToken", page.token, **expiry, **size)]


VERBS = {
    "Identify": identify,
    "ListMetadataFormats": list_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_identifiers,
    "ListRecords": list_records,
}
