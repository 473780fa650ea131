"""The formats of metadata, by their metadataPrefix."""

from collections.abc import Callable
from dataclasses import dataclass

from . import didl, dublin_core, mods


@dataclass(frozen=True)
class Format:
    """A format: its namespace, the address of its schema, and what makes the Element of an OaiRecord."""

    namespace: str
    schema: str
    describe: Callable


FORMATS = {
    "oai_dc": Format(dublin_core.NAMESPACE, dublin_core.SCHEMA, dublin_core.describe),
    "mods": Format(mods.NAMESPACE, mods.SCHEMA, mods.describe),
    "nl_didl": Format(didl.NAMESPACE, didl.SCHEMA, didl.describe),
}
