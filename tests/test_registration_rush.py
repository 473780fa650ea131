"""Many people who sign up at the same moment, and workers that die: none lost, none over, no letter twice."""

import os
from pathlib import Path

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from tests.process_pool import process_pool, wait_for
from tests.running_site import own_database

pytestmark = [pytest.mark.engine, pytest.mark.heavy]
PEOPLE = 300
PROCESSES = 6
PLACES = 250

# Each process is a part of the crowd.
PREPARE = """
from tests.registration_samples import open_event, register
result = {{}}
for title, (fields, ready) in {events}.items():
    event = open_event(title, **fields)
    for number in range(ready):
        register(event, f"klaar{{number}}@example.org")
    result[title] = event.pk
"""
# title: [fields, how many signed up and wait to confirm]; made in one process, which numbers their addresses.
EVENTS = {
    "Drukte": [{"capacity": PLACES, "has_waiting_list": True}, 0],
    "Laatste plaats": [{"capacity": 1}, PROCESSES],
    "Afzeggen": [{"capacity": 4, "has_waiting_list": True}, 0],
    "Dubbel": [{"capacity": 5}, 0],
    "Gestorven": [{"capacity": 1}, 2],
    "Gestorven bij de brievenbus": [{}, 1],
}
JOIN = """
from events.models import EventPage
from tests.registration_samples import join
event = EventPage.objects.get(pk={pk})
result = [join(event, f"mens{{number}}@example.org").state for number in range({first}, {last})]
"""
CONFIRM = """
from events.models import Registration
from events.registrations import sign_up
registration = Registration.objects.get(event={pk}, address="klaar{number}@example.org")
try:
    result = sign_up.confirm(registration).state
except sign_up.SignUpNotPossibleError as refusal:
    result = refusal.availability.state
"""
CANCEL = """
from events.models import Registration
from events.registrations import sign_up
result = [
    sign_up.cancel(registration).state
    for registration in Registration.objects.filter(event={pk}, address__in={addresses})
]
"""
SAME = """
from events.models import EventPage
from tests.registration_samples import register
result = register(EventPage.objects.get(pk={pk}), "dubbel@example.org").pk
"""
OUTCOME = """
from collections import Counter
from django_tasks_db.models import DBTaskResult
from events.models import Registration, RegistrationLetter
found = Registration.objects.filter(event={pk})
mine = RegistrationLetter.objects.filter(registration__event={pk})
tasks = [row.args_kwargs["args"][0] for row in DBTaskResult.objects.filter(task_path__endswith="letters.send")]
order = list(found.exclude(confirmed_at=None).order_by("confirmed_at", "pk").values_list("state", flat=True))
result = {{
    "states": Counter(found.values_list("state", flat=True)),
    "letters": Counter(mine.values_list("kind", flat=True)),
    "is_in_order": order == sorted(order),
    "is_queued_once": all(tasks.count(pk) == 1 for pk in mine.values_list("pk", flat=True)),
}}
"""
DIES = """
import os
from events.models import Registration
from events.registrations import sign_up
from django.db import transaction
with transaction.atomic():
    sign_up.confirm(Registration.objects.get(event={pk}, address="klaar0@example.org"))
    os._exit(1)
"""

DIES_SENDING = """
from django.conf import settings
from events.models import RegistrationLetter
from events.registrations import letters
settings.EMAIL_BACKEND = "tests.test_registration_rush.FatalBackend"
letters.send.func(RegistrationLetter.objects.get(registration__event={pk}, kind="confirm").pk)
"""
SENDS = """
from datetime import timedelta
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from events.models import RegistrationLetter
from events.registrations import letters
letter = RegistrationLetter.objects.get(registration__event={pk}, kind="confirm")
tasks = DBTaskResult.objects.filter(task_path__endswith="letters.send")
before = tasks.count()
letters.send_due(timezone.now())
letters.send_due(timezone.now() + letters.LOST_AFTER + timedelta(minutes=1))
result = [letter.sent_at, tasks.count() - before]
"""


class FatalBackend(BaseEmailBackend):
    """Ends the process while a mail is being sent."""

    def send_messages(self, email_messages):
        os._exit(1)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory, django_db_setup, django_db_blocker):
    """Processes with a database of their own, each to be some of the people."""
    tmp_path = tmp_path_factory.mktemp("crowd")
    with django_db_blocker.unblock(), own_database(tmp_path) as database:
        environment = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "kus_site.settings.testing"}
        with process_pool(environment, tmp_path / "crowd.log") as pool:
            yield pool


@pytest.fixture(scope="module")
def events(crowd):
    """Return {title: primary key} of the EVENTS."""
    return crowd.run(PREPARE.format(events=EVENTS))


def die(crowd, code):
    """Run code that ends its process, and wait until that is gone."""
    number = crowd.begin(code)
    wait_for(lambda: not Path(f"/proc/{number}").exists())


@pytest.mark.django_db
def test_of_300_at_once_none_is_lost_and_none_is_over(crowd, events):
    pk = events["Drukte"]
    share = PEOPLE // PROCESSES
    answers = crowd.run_all(
        [JOIN.format(pk=pk, first=part * share, last=(part + 1) * share) for part in range(PROCESSES)]
    )
    states = [state for answer in answers for state in answer]
    assert (states.count("registered"), states.count("waiting")) == (PLACES, PEOPLE - PLACES)
    outcome = crowd.run(OUTCOME.format(pk=pk))
    assert outcome["states"] == {"registered": PLACES, "waiting": PEOPLE - PLACES}
    assert outcome["letters"] == {"confirm": PEOPLE, "registered": PLACES, "waiting": PEOPLE - PLACES}
    assert outcome["is_in_order"]
    assert outcome["is_queued_once"]


@pytest.mark.django_db
def test_of_those_on_the_last_place_one_gets_it(crowd, events):
    pk = events["Laatste plaats"]
    answers = crowd.run_all([CONFIRM.format(pk=pk, number=number) for number in range(PROCESSES)])
    assert sorted(answers) == ["full"] * (PROCESSES - 1) + ["registered"]
    assert crowd.run(OUTCOME.format(pk=pk))["states"] == {"registered": 1, "unconfirmed": PROCESSES - 1}


@pytest.mark.django_db
def test_places_that_many_give_up_at_once_are_all_filled(crowd, events):
    pk = events["Afzeggen"]
    crowd.run(JOIN.format(pk=pk, first=0, last=7))
    crowd.run_all([CANCEL.format(pk=pk, addresses=[f"mens{number}@example.org"]) for number in range(4)])
    outcome = crowd.run(OUTCOME.format(pk=pk))
    assert outcome["states"] == {"cancelled": 4, "registered": 3}
    assert outcome["letters"]["moved-up"] == 3


@pytest.mark.django_db
def test_one_who_presses_many_times_is_one(crowd, events):
    pk = events["Dubbel"]
    answers = crowd.run_all([SAME.format(pk=pk)] * PROCESSES)
    assert len(set(answers)) == 1
    assert crowd.run(OUTCOME.format(pk=pk))["letters"] == {"confirm": 1}


@pytest.mark.django_db
def test_a_process_that_dies_leaves_the_place_free(crowd, events):
    pk = events["Gestorven"]
    die(crowd, DIES.format(pk=pk))
    answers = crowd.run_all([CONFIRM.format(pk=pk, number=1)])
    assert answers == ["registered"]
    assert crowd.run(OUTCOME.format(pk=pk))["states"] == {"registered": 1, "unconfirmed": 1}


@pytest.mark.django_db
def test_a_letter_of_a_worker_that_dies_is_handed_out_again(crowd, events):
    pk = events["Gestorven bij de brievenbus"]
    die(crowd, DIES_SENDING.format(pk=pk))
    # Both turns of the clock also hand out what the other tests left.
    sent_at, tasks = crowd.run(SENDS.format(pk=pk))
    assert sent_at is None
    assert tasks >= 1
