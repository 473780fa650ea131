"""Sources and proposals that a test makes for itself."""

import pytest
from django.utils import timezone

from network.models import Organisation
from pages.harvest.fetching import FetchFailed
from pages.harvest.harvesting import harvest
from pages.harvest.storing import store
from pages.harvest.values import RemoteRecord
from pages.models import PartnerSource, Proposal

# XML that grows to a hundred times its size when its entities are read.
BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    "<a>&c;</a>"
)


def problem_of(function, *arguments, **options):
    """Return the Problem with which a function fails."""
    with pytest.raises(FetchFailed) as failure:
        function(*arguments, **options)
    return failure.value.problem


def add_source(address="https://partner.example/oai", protocol="oai-pmh", **fields):
    """Return a new PartnerSource whose records become publications."""
    fields = {
        "name": f"Partner {PartnerSource.objects.count() + 1}",
        "record_type": "publication",
        "default_kind": "rapport",
        **fields,
    }
    return PartnerSource.objects.create(address=address, protocol=protocol, **fields)


def read(source):
    """Read a source now; return it as it is afterwards."""
    harvest(source.pk, timezone.now(), force=True)
    return PartnerSource.objects.get(pk=source.pk)


def propose(title="Samen de wijk in", source=None, identifier="oai:een", **values):
    """Return the proposal that a source makes of these values."""
    source = source or PartnerSource.objects.first() or add_source()
    store(source, [RemoteRecord(identifier, None, {"title": title, **values})])
    return Proposal.objects.get(source=source, identifier=identifier)


def add_organisation(name="Hogeschool Proef"):
    """Return an organisation."""
    return Organisation.objects.create(name=name)
