"""Every type of the content format, by name and by model."""

from . import kinds_network, kinds_pages, kinds_records

KINDS = (*kinds_network.KINDS, *kinds_pages.KINDS, *kinds_records.KINDS)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_MODEL = {kind.model: kind for kind in KINDS}
