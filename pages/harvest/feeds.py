"""Reads RSS and Atom feeds with feedparser, from bytes that were fetched already."""

import io
import re
from calendar import timegm
from datetime import UTC, datetime
from hashlib import sha256

import feedparser

from pages.harvest.fetching import FetchFailed, fetch
from pages.harvest.values import (
    RemoteRecord,
    collect,
    find_doi,
    plain,
    read_date,
    read_language,
    read_person,
    web_address,
)
from pages.models import Problem

ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8"
MOST_BYTES = 4 * 2**20
MOST_ENTRIES = 1_000
# References to halves of a surrogate pair (D800 to DFFF), as some programs write emoji; they stop feedparser.
HALF_CHARACTERS = re.compile(
    rb"&#(?:x0*d[89a-f][0-9a-f]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));", re.IGNORECASE
)


def read_feed(source):
    """Return the RemoteRecords of the feed of a PartnerSource; raises FetchFailed."""
    answer = fetch(source.address, ACCEPT, most=MOST_BYTES)
    # In any encoding: a feed has no need of entities of its own, and they can grow without end.
    if b"<!ENTITY" in answer.body.replace(b"\0", b"").upper():
        raise FetchFailed(Problem.DOCTYPE)
    headers = {"content-type": answer.content_type, "content-location": answer.address}
    body = HALF_CHARACTERS.sub(b"", answer.body)
    try:
        # A stream: what is no stream feedparser takes for an address or the name of a file. Markup is ours to take out
        # (values.plain); its own cleaning takes hours for 4 MB of comments that are not closed.
        feed = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:
        # It mends what it can, and of the rest it does not say which exceptions there may be.
        raise FetchFailed(Problem.NOT_FEED, type(error).__name__) from error
    if not feed.get("version"):
        raise FetchFailed(Problem.NOT_FEED)
    language = read_language(feed.feed.get("language", "")) or source.language
    records = [_read_entry(entry, language) for entry in feed.entries[:MOST_ENTRIES]]
    return [record for record in records if record]


def _read_entry(entry, language):
    """Return the RemoteRecord of an entry; None for one without title."""
    link = web_address(entry.get("link", ""))
    # feedparser answers `get` for this with another date.
    updated = _moment(entry["updated_parsed"]) if "updated_parsed" in entry else None
    published = _moment(entry.get("published_parsed")) or updated
    content = next((each.get("value", "") for each in entry.get("content", [])), "")
    authors = [each.get("name") or "" for each in entry.get("authors", []) if each]
    values = collect(
        title=entry.get("title", ""),
        summary=entry.get("summary", "") or content,
        people=[read_person(name) for name in authors],
        publisher=entry.get("dc_publisher", ""),
        date=read_date(published.strftime("%Y-%m-%d")) if published else "",
        language=read_language(entry.get("language", "")) or language,
        doi=find_doi([entry.get("prism_doi", ""), entry.get("dc_identifier", ""), entry.get("id", ""), link]),
        link=link,
        subjects=[tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", [])],
        kinds=[tag.get("term") or "" for tag in entry.get("tags", [])],
    )
    if not values.get("title"):
        return None
    identifier = plain(entry.get("id", ""), 2_000) or link or sha256(values["title"].encode()).hexdigest()
    return RemoteRecord(identifier, updated or published, values)


def _moment(parsed):
    """Return the aware datetime of a time that feedparser read (UTC), or None."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None
