"""A second instance of this platform as a partner site: what it gives to harvesters is what we read."""

import pytest

from pages.models import Proposal
from tests.harvest_samples import add_source, read


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["oai_dc", "mods", "nl_didl"])
def test_our_own_second_instance_is_a_partner(running_site, settings, prefix):
    """running_site serves a database of its own; this process harvests it into the test's database."""
    settings.HARVEST_LOOPBACK_ALLOWED = True
    source = read(add_source(f"{running_site.url}/oai/", metadata_prefix=prefix))
    assert source.problem_words == ""
    while source.token:
        source = read(source)
    live = running_site.pool.run(
        "from publications.models import PublicationPage\n"
        "result = sorted(PublicationPage.objects.live().filter(alias_of=None).values_list('title', flat=True))"
    )
    # Dublin Core has one title, with the subtitle behind it.
    proposed = sorted(Proposal.objects.values_list("title", flat=True))
    assert len(proposed) == len(live)
    assert [title for title in proposed if not title.startswith(tuple(live))] == []
    count = Proposal.objects.count()
    read(source)
    assert Proposal.objects.count() == count
