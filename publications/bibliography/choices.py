"""What an editor chooses for the records of a file at once: which kind its kinds mean, and which series its series."""

import hashlib
from dataclasses import dataclass, field

from publications.fingerprints import plain_words

KIND, SERIES = "kind-", "series-"


@dataclass(frozen=True)
class Choices:
    """{key: primary key as text, "" for none} for the kinds and series of a file, by kind_key() and series_key()."""

    kinds: dict = field(default_factory=dict)
    series: dict = field(default_factory=dict)

    @classmethod
    def read(cls, data):
        """Return the Choices in the values of a form (a dict), whose fields have the names of Group.field."""
        return cls(_with_prefix(data, KIND), _with_prefix(data, SERIES))


def _with_prefix(data, start):
    return {name.removeprefix(start): data[name] for name in data if name.startswith(start)}


@dataclass
class Group:
    """Records of a file that say the same of their kind or series.

    field: the name of a form field; words: what they say, "" for nothing; chosen: primary key as text or "".
    """

    field: str
    words: str
    chosen: str
    count: int = 0


def kind_key(item):
    """Return the key of what a CSL-JSON item says of its kind."""
    is_episode = item.get("type") == "broadcast" and bool(item.get("container-title"))
    return _digest(f"{item.get('type', '')}|{plain_words(item.get('genre', ''))}|{is_episode}")


def kind_words(item):
    """Return what a CSL-JSON item says of its kind, in its own words."""
    return (item.get("genre") or item.get("type", ""))[:100]


def series_key(item):
    """Return the key of the series that a CSL-JSON item names, or of none."""
    return _digest(plain_words(item.get("collection-title", "")))


def series_words(item):
    """Return the series that a CSL-JSON item names, "" for none."""
    return item.get("collection-title", "")[:255]


def _digest(text):
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def group_plans(plans):
    """Return (Groups of kinds, Groups of series) of Plans that can be made, those with most records first."""
    kinds, series = {}, {}
    for plan in plans:
        for found, start, key, words, chosen in (
            (kinds, KIND, kind_key(plan.item), kind_words(plan.item), plan.kind),
            (series, SERIES, series_key(plan.item), series_words(plan.item), plan.series),
        ):
            group = found.setdefault(key, Group(f"{start}{key}", words, str(chosen.pk) if chosen else ""))
            group.count += 1
    return [sorted(found.values(), key=lambda group: -group.count) for found in (kinds, series)]
