"""The clock has partner sites read when they are due, one task at a time, and says when that fails."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pages.harvest import harvesting
from pages.harvest.letters import tell_of_failure
from pages.models import PartnerSource, Problem, Proposal
from tests.harvest_samples import add_source, read
from tests.partner_site import core_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(partner_site):
    """A partner's site on this machine, which may be asked."""
    return partner_site


def test_what_is_due_is_read_once(site):
    source = add_source(site.repository("/oai", [[core_record("oai:1", "Eerste")]]))
    add_source(site.address, paused=True)
    add_source(site.address, next_at=timezone.now() + timedelta(hours=1))
    harvesting.queue_due(timezone.now())
    harvesting.queue_due(timezone.now())
    assert list(PartnerSource.objects.exclude(queued_at=None)) == [source]
    now = timezone.now()
    assert harvesting.harvest(source.pk, now) == 1
    assert harvesting.harvest(source.pk, now) is None
    source = PartnerSource.objects.get(pk=source.pk)
    assert source.next_at > now + timedelta(hours=23)
    assert (source.queued_at, source.lease_until) == (None, None)


def test_one_task_at_a_time_reads_a_source(site):
    source = add_source(site.repository("/oai", [[core_record("oai:1", "Eerste")]]))
    now = timezone.now()
    PartnerSource.objects.update(holder="ander", lease_until=now + timedelta(minutes=1))
    assert harvesting.harvest(source.pk, now) is None
    assert not site.asked
    # A task that died holds nothing for ever.
    assert harvesting.harvest(source.pk, now + timedelta(minutes=2)) == 1


def test_a_task_whose_lease_another_has_stores_nothing(site):
    source = add_source(site.repository("/oai", [[core_record("oai:1", "Eerste")]]))
    source.holder, source.list_key = "verlopen", source.asked_key
    PartnerSource.objects.update(holder="ander")
    with pytest.raises(harvesting.LeaseLost):
        harvesting.read_source(source)
    assert not Proposal.objects.exists()


def test_failures_are_told_with_growing_pauses_and_forgotten(site, settings):
    source = add_source(site.address + "/oai")
    pauses = []
    for _attempt in range(8):
        source = read(source)
        pauses.append(source.next_at - source.last_failure_at)
    assert (source.problem, source.failures) == (Problem.GONE, 8)
    assert pauses[0] == timedelta(minutes=15)
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(days=7)
    (row,) = DBTaskResult.objects.filter(task_path__endswith="tell_of_failure")
    tell_of_failure.func(*row.args_kwargs["args"])
    (letter,) = mail.outbox
    assert source.name in letter.subject
    assert f"/admin/partners/sources/inspect/{source.pk}/" in letter.body
    assert letter.to == [settings.CONTACT_EMAIL]
    site.repository("/oai", [[]])
    source = read(source)
    assert (source.problem, source.failures, source.problem_words) == ("", 0, "")


def test_what_nobody_foresaw_ends_in_a_failure_that_is_told(site, monkeypatch):
    source = add_source(site.repository("/oai", [[core_record("oai:1", "Eerste")]]))

    def fail(*arguments):
        raise RuntimeError("een fout van ons")

    monkeypatch.setattr(harvesting, "store", fail)
    source = read(source)
    assert (source.problem, source.lease_until) == (Problem.UNEXPECTED, None)


def test_the_command_reads_to_the_end_and_says_so(site, capsys, monkeypatch):
    monkeypatch.setattr(harvesting, "PAGES_AT_ONCE", 1)
    pages = [[core_record(f"oai:{number}", f"Titel {number}")] for number in range(3)]
    add_source(site.repository("/oai", pages), name="Hogeschool")
    add_source(site.address + "/weg", name="Weg")
    call_command("harvest_sources", source="Hogeschool")
    assert capsys.readouterr().out.startswith("Hogeschool: 3 ")
    call_command("harvest_sources")
    assert "Weg: " in capsys.readouterr().out
    with pytest.raises(CommandError, match="Hogeschool, Weg"):
        call_command("harvest_sources", source="Onbekend")
