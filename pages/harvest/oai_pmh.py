"""Reads OAI-PMH 2.0: lists page by page, with records in Dublin Core (oai_dc) or MODS, also inside DIDL.

https://www.openarchives.org/OAI/openarchivesprotocol.html
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode

from pages.harvest.bibliographic import read_dublin_core, read_mods
from pages.harvest.fetching import FetchFailed, fetch
from pages.harvest.values import RemoteRecord
from pages.harvest.xml_reading import read_xml
from pages.models import Problem

ACCEPT = "text/xml, application/xml;q=0.9"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DUBLIN_CORE = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
MODS = "{http://www.loc.gov/mods/v3}mods"
DAY, SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"
LONGEST_TOKEN = 4_000  # characters


class TokenRefused(Exception):
    """The site refuses the resumption token (badResumptionToken): the list must be requested from its start."""


@dataclass
class ListPage:
    """One page of a list: RemoteRecords, the token of the next page ("" for the last), the response date as text."""

    records: list = field(default_factory=list)
    token: str = ""
    response_date: str = ""


def ask(source, **arguments):
    """Return the root of the answer to a request of a PartnerSource; raises FetchFailed, TokenRefused.

    The answer "noRecordsMatch" is no failure: it comes back as it is.
    """
    sign = "&" if "?" in source.address else "?"
    answer = fetch(f"{source.address}{sign}{urlencode(arguments)}", ACCEPT)
    if "html" in answer.content_type.lower() and b"<OAI-PMH" not in answer.body[:2_000]:
        raise FetchFailed(Problem.NOT_OAI)
    root = read_xml(answer.body, answer.charset)
    if root.tag != f"{OAI}OAI-PMH":
        raise FetchFailed(Problem.NOT_OAI)
    codes = {error.get("code", ""): _text(error) for error in root.iter(f"{OAI}error")}
    if "badResumptionToken" in codes and "resumptionToken" in arguments:
        raise TokenRefused
    codes.pop("noRecordsMatch", None)
    for code, words in codes.items():
        raise FetchFailed(Problem.OAI_ERROR, f"{code}: {words}"[:300])
    return root


def read_granularity(source):
    """Return the format (strftime) of dates that the site takes (Identify, section 4.2)."""
    identify = ask(source, verb="Identify").find(f"{OAI}Identify")
    if identify is None:
        raise FetchFailed(Problem.NOT_OAI)
    return SECOND if _text(identify.find(f"{OAI}granularity")) == "YYYY-MM-DDThh:mm:ssZ" else DAY


def read_page(source, token="", since=""):
    """Return the ListPage that comes after `token`, or the first one of what changed since a date (text)."""
    if token:
        root = ask(source, verb="ListRecords", resumptionToken=token)
    else:
        arguments = {"metadataPrefix": source.metadata_prefix or "oai_dc", "set": source.set_spec, "from": since}
        root = ask(source, verb="ListRecords", **{name: value for name, value in arguments.items() if value})
    page = ListPage(response_date=_text(root.find(f"{OAI}responseDate"))[:30])
    found = root.find(f"{OAI}ListRecords")
    if found is None:
        return page
    for element in found.iterfind(f"{OAI}record"):
        if record := read_record(element, source):
            page.records.append(record)
    page.token = _text(found.find(f"{OAI}resumptionToken"))
    if len(page.token) > LONGEST_TOKEN:
        raise FetchFailed(Problem.TOO_LARGE)
    return page


def read_record(element, source):
    """Return the RemoteRecord of a record element; None for one without identifier or readable metadata."""
    header = element.find(f"{OAI}header")
    identifier = _text(header.find(f"{OAI}identifier")) if header is not None else ""
    if not identifier:
        return None
    datestamp = read_moment(_text(header.find(f"{OAI}datestamp")))
    if header.get("status") == "deleted":
        return RemoteRecord(identifier, datestamp, deleted=True)
    metadata = element.find(f"{OAI}metadata")
    if metadata is None:
        return None
    if (mods := next(metadata.iter(MODS), None)) is not None:
        values = read_mods(mods, source.language)
    elif (core := next(metadata.iter(DUBLIN_CORE), None)) is not None:
        values = read_dublin_core(core, source.language)
    else:
        return None
    return RemoteRecord(identifier, datestamp, values) if values.get("title") else None


def read_moment(text):
    """Return a datestamp (UTCdatetime, section 3.3) as aware datetime, or None."""
    for pattern in (SECOND, DAY):
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def since_of(response_date, granularity):
    """Return a response date as the site takes it in `from`; "" when it wrote no date."""
    moment = read_moment(response_date)
    return moment.strftime(granularity) if moment else ""


def _text(element):
    return " ".join((element.text or "").split()) if element is not None else ""
