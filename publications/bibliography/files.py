"""Citations as files for reference managers: citation.bib, citation.ris and citation.json of a record or a list."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .bibtex import write_bibtex
from .csl import csl_items
from .ris import write_ris

# Of a longer list a file holds the first ones.
MOST_CITED = 500


@dataclass(frozen=True)
class Format:
    """A format of citations: its name, which programs read it, its media type, and what writes CSL-JSON items in it."""

    name: str
    programs: str
    media_type: str
    write: Callable


def write_csl_json(items):
    """Return the items as one CSL-JSON 1.0.2 document, always a list."""
    return f"{json.dumps(items, ensure_ascii=False, indent=2)}\n"


FORMATS = {
    "ris": Format("RIS", "EndNote, Mendeley, Zotero", "application/x-research-info-systems", write_ris),
    "bib": Format("BibTeX", "LaTeX, JabRef", "application/x-bibtex", write_bibtex),
    "json": Format("CSL-JSON", "Zotero, pandoc", "application/vnd.citationstyles.csl+json", write_csl_json),
}
# The end of an address, for URL patterns.
FILE_NAME = r"citation\.(?P<ending>bib|ris|json)"


def citation_response(pages, ending, name, request):
    """Return the citations of PublicationPages (a list) as a file; `name` (a slug) is what a browser saves it as."""
    found = FORMATS[ending]
    response = HttpResponse(found.write(csl_items(pages, request)), content_type=f"{found.media_type}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{ending}")
    return response


def describe_files(address, query=""):
    """Return the files at the whole address or path of a page as (Format, address), narrowed by a query string."""
    narrowed = f"?{query}" if query else ""
    return [(found, f"{address}citation.{ending}{narrowed}") for ending, found in FORMATS.items()]
