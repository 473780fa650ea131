"""Lists of records, a page at a time, and the tokens by which a harvester asks for the next page.

A list is sorted by (datestamp, primary key), and a token holds the last record of its page. What changes gets a later
datestamp and moves to the end of the list, so whatever changes, appears or goes while a harvester reads, it gets all
that it did not have, and nothing twice that did not change.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils import timezone

from publications.models import OaiMembership, OaiRecord, OaiSet
from publications.oai.arguments import OaiError, check_format, read_window

PER_PAGE = 100  # records
TOKEN_VALID = timedelta(hours=24)
SALT = "publications.oai"
# One row after the page tells whether there is a next one.
READ = PER_PAGE + 1


@dataclass(frozen=True)
class Listed:
    """A record as a list has it: the OaiRecord, and whether it is deleted there."""

    record: OaiRecord
    is_deleted: bool
    datestamp: datetime


@dataclass(frozen=True)
class ListPage:
    """A page of a list. token: "" on the last page. cursor: how many records came before. total: of the whole list."""

    prefix: str
    records: list
    cursor: int
    total: int
    token: str
    expires_at: datetime

    @property
    def is_whole(self):
        """Whether the page is the whole list."""
        return not self.cursor and not self.token


def read_page(verb, arguments, *, with_facts):
    """Return the ListPage of a request; raises OaiError. with_facts: whether the metadata are needed."""
    position, cursor, total = None, 0, None
    if "resumptionToken" in arguments:
        state = read_token(verb, arguments["resumptionToken"])
        arguments, cursor, total = state["arguments"], state["cursor"], state["total"]
        position = datetime.fromtimestamp(state["position"][0], tz=UTC), state["position"][1]
    prefix = arguments["metadataPrefix"]
    check_format(prefix)
    rows = _select(read_window(arguments), arguments.get("set"), with_facts)
    found = _read_after(rows, position)
    if not found and position:
        found = _read_last(rows, position)
    if not found:
        raise OaiError("noRecordsMatch", "No record matches: ask for other dates, or for another set.")
    if total is None:
        total = rows.count() if len(found) > PER_PAGE else len(found)
    page, has_next = found[:PER_PAGE], len(found) > PER_PAGE
    expires_at = timezone.now() + TOKEN_VALID
    token = write_token(verb, arguments, cursor + PER_PAGE, total, _place_of(page[-1])) if has_next else ""
    return ListPage(prefix, [_listed(row) for row in page], cursor, total, token, expires_at)


def _select(window, spec, with_facts):
    """Return the queryset of a list without its order: of OaiRecords, or of OaiMemberships with their records."""
    if spec:
        found = OaiSet.objects.filter(spec=spec).first()
        if not found:
            raise OaiError("noRecordsMatch", "There is no such set: ListSets gives them.")
        rows = OaiMembership.objects.filter(oai_set=found).select_related("record")
        rows = rows if with_facts else rows.defer("record__facts")
    else:
        rows = OaiRecord.objects.all() if with_facts else OaiRecord.objects.defer("facts")
    if window.first:
        rows = rows.filter(datestamp__gte=window.first)
    return rows.filter(datestamp__lte=window.last) if window.last else rows


def _key(rows):
    return "record" if rows.model is OaiMembership else "pk"


def _read_after(rows, position):
    """Return at most READ rows in the order of the list, after a position (datestamp, key of the record) or from None.

    The rest of a second and what comes after it are two reads: both begin in the index where they should.
    """
    key = _key(rows)
    ordered = rows.order_by("datestamp", key)
    if position is None:
        return list(ordered[:READ])
    moment, last = position
    found = list(ordered.filter(datestamp=moment, **{f"{key}__gt": last})[:READ])
    if len(found) < READ:
        found += ordered.filter(datestamp__gt=moment)[: READ - len(found)]
    return found


def _read_last(rows, position):
    """Return the last record before a position when all that came after it has moved beyond `until`.

    The protocol has no empty page; a record that comes again does no harm.
    """
    key, (moment, _last) = _key(rows), position
    return list(rows.filter(datestamp__lte=moment).order_by("-datestamp", f"-{key}")[:1])


def _listed(row):
    if isinstance(row, OaiMembership):
        return Listed(row.record, row.record.is_deleted or row.has_left, row.datestamp)
    return Listed(row, row.is_deleted, row.datestamp)


def _place_of(row):
    return int(row.datestamp.timestamp()), row.record_id if isinstance(row, OaiMembership) else row.pk


def write_token(verb, arguments, cursor, total, position):
    """Return a signed token (text) that holds where a list goes on."""
    state = {"verb": verb, "arguments": arguments, "cursor": cursor, "total": total, "position": position}
    return signing.dumps(state, salt=SALT, compress=True)


def read_token(verb, token):
    """Return the state that write_token() wrote for the same verb; raises OaiError."""
    try:
        state = signing.loads(token, salt=SALT, max_age=TOKEN_VALID)
    except signing.SignatureExpired as error:
        raise OaiError("badResumptionToken", "The token has expired: begin the list anew.") from error
    except signing.BadSignature as error:
        raise OaiError("badResumptionToken", "This is no token of this repository.") from error
    if state["verb"] != verb:
        raise OaiError("badResumptionToken", "The token belongs to another verb.")
    return state
