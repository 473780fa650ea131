"""The arguments of a request (OAI-PMH 2.0, 3.1.1), checked; what is wrong is an OaiError with a code of section 3.6."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from publications.oai.formats import FORMATS

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
SET_SPEC = re.compile(r"[\w.!~*'()-]+(?::[\w.!~*'()-]+)*", re.ASCII)
PREFIX = re.compile(r"[\w.!~*'()-]+", re.ASCII)
# A URI as the schema of the protocol takes it (xs:anyURI): with a scheme, with a host, or relative.
CHARACTERS = r"(?:[\w.~!$&'()*+,;=@/?-]|%[0-9A-Fa-f]{2})"
WITH_COLONS = CHARACTERS.replace("@", "@:")
URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?!//){WITH_COLONS}+|https?://[\w.-]+(?::\d{{1,5}})?(?:/{WITH_COLONS}*)?|(?!//){CHARACTERS}+",
    re.ASCII,
)
LONGEST = 2_000  # characters; our own tokens are a tenth of it
SELECTION = ("from", "until", "set")
# Verb: required arguments, optional ones, and whether `resumptionToken` may stand instead of all of them.
VERBS = {
    "Identify": ((), (), False),
    "ListMetadataFormats": ((), ("identifier",), False),
    "ListSets": ((), (), True),
    "GetRecord": (("identifier", "metadataPrefix"), (), False),
    "ListIdentifiers": (("metadataPrefix",), SELECTION, True),
    "ListRecords": (("metadataPrefix",), SELECTION, True),
}


class OaiError(Exception):
    """What is wrong with a request, by its code; `message` is a sentence for who made the harvester."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Window:
    """The first and the last datestamp (aware datetimes) that are asked for; None for no limit. Both are inclusive."""

    first: datetime | None = None
    last: datetime | None = None


def read_arguments(parameters):
    """Return (verb, {argument: value}) of a QueryDict; raises OaiError."""
    verbs = parameters.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", f"Ask for one verb of {', '.join(VERBS)}.")
    verb = verbs[0]
    required, optional, is_resumable = VERBS[verb]
    given = {name: values for name, values in parameters.lists() if name != "verb"}
    known = {*required, *optional, *(["resumptionToken"] if is_resumable else [])}
    if not known.issuperset(given):
        raise OaiError("badArgument", f"{verb} takes {', '.join(sorted(known)) or 'no arguments'}.")
    if any(len(values) != 1 for values in given.values()):
        raise OaiError("badArgument", "Give each argument once.")
    arguments = {name: values[0] for name, values in given.items()}
    if any(len(value) > LONGEST for value in arguments.values()):
        raise OaiError("badArgument", f"An argument is longer than {LONGEST} characters.")
    if "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise OaiError("badArgument", "resumptionToken stands alone: it repeats the other arguments.")
        return verb, arguments
    if missing := [name for name in required if not arguments.get(name)]:
        raise OaiError("badArgument", f"{verb} needs {' and '.join(missing)}.")
    check_syntax(arguments)
    return verb, arguments


def check_syntax(arguments):
    """Refuse arguments that do not have the form that the schema of the protocol prescribes; raises OaiError."""
    if not SET_SPEC.fullmatch(arguments.get("set", "a")):
        raise OaiError("badArgument", "A setSpec is made of names with colons between them, as ListSets gives them.")
    if not PREFIX.fullmatch(arguments.get("metadataPrefix", "a")):
        raise OaiError("badArgument", "A metadataPrefix is a name such as oai_dc.")
    if not URI.fullmatch(arguments.get("identifier", "a")):
        raise OaiError("badArgument", "An identifier is a URI, such as oai:example.nl:1.")
    read_window(arguments)


def check_format(prefix):
    """Refuse a metadataPrefix that is not offered; raises OaiError."""
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", f"The formats are {', '.join(FORMATS)}.")


def read_window(arguments):
    """Return the Window of `from` and `until` (UTCdatetime, in days or in seconds); raises OaiError."""
    first, last = arguments.get("from"), arguments.get("until")
    given = [text for text in (first, last) if text is not None]
    if not all(DAY.fullmatch(text) or SECOND.fullmatch(text) for text in given):
        raise OaiError("badArgument", "Write from and until as YYYY-MM-DD or as YYYY-MM-DDThh:mm:ssZ.")
    if len({len(text) for text in given}) > 1:
        raise OaiError("badArgument", "Give from and until in the same granularity.")
    try:
        window = Window(_read(first), _read(last, is_end=True))
    except (ValueError, OverflowError) as error:
        raise OaiError("badArgument", "A date does not exist.") from error
    if window.first and window.last and window.first > window.last:
        raise OaiError("badArgument", "from lies after until.")
    return window


def _read(text, *, is_end=False):
    """Return the moment that a UTCdatetime means; of a day its first second, or its last."""
    if text is None:
        return None
    if len(text) > len("YYYY-MM-DD"):
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    return day + timedelta(hours=23, minutes=59, seconds=59) if is_end else day
