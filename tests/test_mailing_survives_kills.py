"""Workers die by SIGKILL at any moment: each recipient gets at most one mail, and none is forgotten."""

import collections
import random
import time

import pytest

from tests.mail_server import listening
from tests.process_pool import process_pool, wait_for
from tests.running_site import own_database

pytestmark = [pytest.mark.engine, pytest.mark.heavy]

RECIPIENTS = 600
KILLS = 24
START = """
from newsletters.models import NewsletterSettings
from newsletters.mailings.actions import create_mailing
from tests.mailing_samples import add_issue, add_list, add_subscribers, addresses
from wagtail.models import Site
settings = NewsletterSettings.for_site(Site.objects.get(is_default_site=True))
settings.rate_per_second = 5000
settings.save()
chosen = add_list()
add_subscribers(chosen, addresses({number}))
result = create_mailing(add_issue(), [chosen], None).pk
"""
CLOCK = """
from newsletters.models import Mailing
from newsletters.mailings.sending.recovery import run_due_work
run_due_work()
result = Mailing.objects.get().state
"""
FATES = """
from newsletters.models import Delivery
result = [list(row) for row in Delivery.objects.values_list("address", "state")]
"""


# Of the module, so that the database is copied before a test opens its transaction.
@pytest.fixture(scope="module")
def mailing(tmp_path_factory, django_db_setup, django_db_blocker):
    """A mail server and processes for a mailing of their own database: (server, pool)."""
    tmp_path = tmp_path_factory.mktemp("mailing")
    with django_db_blocker.unblock(), own_database(tmp_path) as database, listening(seconds=0.01) as server:
        environment = {
            "DATABASE_URL": database,
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "DJANGO_SETTINGS_MODULE": "kus_site.settings.testing",
            "MAILING_BATCH_SIZE": "25",
            "MAILING_LEASE_SECONDS": "3",
            "MAILING_STALLED_SECONDS": "2",
        }
        with process_pool(environment, tmp_path / "workers.log") as pool:
            yield server, pool


@pytest.mark.django_db
def test_each_recipient_gets_it_at_most_once_and_none_is_forgotten(mailing):
    server, pool = mailing
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    pool.run(START.format(number=RECIPIENTS))
    kills = 0
    while kills < KILLS and pool.run(CLOCK) != "done":
        while len(pool.started) < 2:
            pool.worker()
        # Some die before they did anything, most while mail leaves.
        before = len(server.mails)
        patience = time.monotonic() + chance.uniform(0, 3)
        while len(server.mails) == before and time.monotonic() < patience:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.05))
        kills += pool.kill(chance.choice(pool.started))
    while len(pool.started) < 2:
        pool.worker()
    wait_for(lambda: pool.run(CLOCK) == "done", pause=0.5)

    received = collections.Counter(server.recipients())
    fates = dict(pool.run(FATES))
    sent = {address for address, state in fates.items() if state == "sent"}
    unknown = {address for address, state in fates.items() if state == "unknown"}
    told = f"seed {seed}, {kills} kills, {len(unknown)} unknown"
    assert kills, told
    assert max(received.values()) == 1, told
    assert len(fates) == RECIPIENTS, told
    assert sent | unknown == set(fates), told
    assert sent <= set(received) <= sent | unknown, told
    assert len(unknown) <= kills, told
    print(told)
