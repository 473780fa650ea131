"""Two hundred people at the same time, and a process that dies halfway: nothing lost, nothing double."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.inventory_flow import data_of
from tests.inventory_samples import ANSWERS
from tests.process_pool import wait_for

# Without it no test database is made.
pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
PEOPLE = 200
DRAFTS = """
from django.utils import timezone
from inventory.form.access import new_token
from inventory.form.core_forms import CheckForm
from inventory.models import InventoryRoundPage, Submission
from tests.inventory_samples import add_round, fill_all
asking = add_round("Drukke ronde met {number}", asks_needs=False)
first = fill_all(Submission(round=asking))
shown = CheckForm(submission=first).initial["shown_wording"]
drafts = [
    Submission(
        round=asking, title=first.title, answers=first.answers, municipality=first.municipality,
        contact_name="Jan", contact_address=f"jan{{number}}@example.org", contact_organisation="Gemeente Woerden",
        address_confirmed_at=timezone.now(),
    )
    for number in range({number})
]
for draft in drafts:
    draft.save()
result = {{"shown": shown, "people": [[draft.pk, new_token(draft)] for draft in drafts]}}
"""
FATES = """
from django_tasks_db.models import DBTaskResult
from inventory.models import Submission, SubmissionEvent
numbers = {numbers}
found = Submission.objects.filter(pk__in=numbers)
letters = [row.args_kwargs["args"][0] for row in DBTaskResult.objects.filter(task_path__endswith="send_receipt")]
result = {{
    submission.pk: [
        submission.status,
        submission.answers.get("results"),
        submission.events.filter(kind="submitted").count(),
        letters.count(submission.pk),
    ]
    for submission in found
}}
"""
BEGUN = """
from inventory.models import Submission
begun = Submission.objects.filter(form_key="{key}")
result = [[event.kind for event in submission.events.all()] for submission in begun]
"""
HALF = """
import pathlib, time
from django.db import transaction
from inventory.form.submit import submit
from inventory.models import Submission
with transaction.atomic():
    assert submit(Submission.objects.get(pk={number}))
    pathlib.Path("{sign}").touch()
    time.sleep(120)
"""


@pytest.fixture
def pool(running_site):
    """Processes that work in the database of the running site."""
    return running_site.pool


def fates_of(pool, people):
    """Return {primary key: [status, text, times sent, letters]} of what people sent."""
    fates = pool.run(FATES.format(numbers=[number for number, _token in people]))
    return {int(number): fate for number, fate in fates.items()}


def test_two_hundred_people_send_at_the_same_time_and_press_twice(running_site, pool):
    drafts = pool.run(DRAFTS.format(number=PEOPLE))
    together = threading.Barrier(PEOPLE)

    def be_a_person(number, token):
        address = f"{running_site.url}/inventarisatie/formulier/{token}"
        together.wait(timeout=60)
        typed = requests.post(
            f"{address}/leren/", {"results": f"Geleerd door {number}"}, timeout=300, allow_redirects=False
        )
        agreed = {"consent": "on", "shown_wording": drafts["shown"]}
        with ThreadPoolExecutor(2) as presses:
            sent = [
                presses.submit(requests.post, f"{address}/controle/", agreed, timeout=300, allow_redirects=False)
                for _press in range(2)
            ]
        return [typed.status_code, *(press.result().status_code for press in sent)]

    with ThreadPoolExecutor(PEOPLE) as crowd:
        statuses = list(crowd.map(lambda person: be_a_person(*person), drafts["people"]))
    assert statuses == [[302, 302, 302]] * PEOPLE
    expected = {number: ["submitted", f"Geleerd door {number}", 1, 1] for number, _token in drafts["people"]}
    assert fates_of(pool, drafts["people"]) == expected


def test_a_process_killed_while_it_sends_leaves_the_draft_which_can_be_sent_then(running_site, pool, tmp_path):
    drafts = pool.run(DRAFTS.format(number=1))
    [[number, token]] = drafts["people"]
    sent = tmp_path / "sent, not committed"
    sending = pool.begin(HALF.format(number=number, sign=sent))
    wait_for(sent.exists, pause=0.02)
    assert pool.kill(sending)
    assert fates_of(pool, drafts["people"])[number] == ["draft", "Een vaste avond werkt.", 0, 0]
    response = requests.post(
        f"{running_site.url}/inventarisatie/formulier/{token}/controle/",
        {"consent": "on", "shown_wording": drafts["shown"]},
        timeout=60,
        allow_redirects=False,
    )
    assert response.headers["Location"].endswith("/verzonden/")
    assert fates_of(pool, drafts["people"])[number][0] == "submitted"


def test_the_first_step_sent_ten_times_at_once_begins_one_draft(running_site, pool):
    address = f"{running_site.url}/inventarisatie/voorbeeldronde/beginnen/"
    visitor = requests.Session()
    shown = data_of(visitor.get(address, timeout=60))
    sent = shown | ANSWERS["wie"] | {"shown": running_site.stamp()}

    def press(_number):
        return requests.post(address, sent, cookies=visitor.cookies, timeout=120, allow_redirects=False).status_code

    with ThreadPoolExecutor(10) as presses:
        assert list(presses.map(press, range(10))) == [302] * 10
    assert pool.run(BEGUN.format(key=sent["form_key"][0])) == [["begun"]]
