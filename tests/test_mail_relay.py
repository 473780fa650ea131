"""The form of the inventory on a real web server, with a worker and a mail server: no way to mail texts to others."""

import pytest
import requests

from tests.inventory_flow import data_of
from tests.inventory_samples import ANSWERS
from tests.mail_server import listening
from tests.process_pool import process_pool, wait_for
from visitors.rate_limit import RECIPIENT_BY_NETWORK

# Without it no test database is made.
pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
VICTIM = "slachtoffer@example.org"
TYPED = ("Goedkope horloges", "horloges.example", "Vera Verkoper")
STRANGERS = RECIPIENT_BY_NETWORK.most + 2
ROUND = """
from inventory.form import choices
from tests.inventory_samples import add_round
page = add_round("Ronde voor vreemden", asks_needs=False)
names = {"themes": choices.current_themes, "audiences": choices.audience_names, "laws": choices.law_names}
result = [page.slug, {name: list(found())[:1] for name, found in names.items()}]
"""
WAITING = """
from django_tasks_db.models import DBTaskResult
result = DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"]).count()
"""
FATES = """
from inventory.models import Submission
found = Submission.objects.filter(contact_address="slachtoffer@example.org")
result = list(found.values_list("status", flat=True))
"""


def be_a_stranger(site, slug, chosen, stamp, number):
    """Fill in the form with an address of one's own, change it at the end to that of somebody else, and send."""
    visitor = requests.Session()

    def post(address, values):
        shown = data_of(visitor.get(address, timeout=60))
        response = visitor.post(address, shown | values, timeout=60, allow_redirects=False)
        assert response.status_code == 302, response.text
        return f"{site.url}{response.headers['Location']}"

    who = ANSWERS["wie"] | {"contact_name": TYPED[2], "contact_address": f"vreemde{number}@example.org"}
    address = post(f"{site.url}/inventarisatie/{slug}/beginnen/", who | {"shown": stamp})
    private = address.removesuffix("project/")
    post(address, ANSWERS["project"] | {"title": TYPED[0], "summary": "Koop nu.", "website": f"https://{TYPED[1]}"})
    post(f"{private}waarover/", ANSWERS["waarover"] | chosen)
    post(f"{private}leren/", ANSWERS["leren"])
    post(f"{private}wie/", who | {"contact_address": VICTIM})
    post(f"{private}controle/", {"consent": "on"})
    visitor.post(f"{private}leren/", {"actie": "later"}, timeout=60)
    visitor.post(f"{private}adres/", {"address": VICTIM}, timeout=60)


def test_strangers_cannot_mail_what_they_type_to_the_address_of_somebody_else(running_site, tmp_path):
    slug, chosen = running_site.run(ROUND)
    stamp = running_site.stamp()
    with listening() as server:
        environment = {
            "DATABASE_URL": running_site.database,
            "KUS_VAR": str(running_site.folder),
            "BASE_URL": running_site.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "DJANGO_SETTINGS_MODULE": "kus_site.settings.local",
        }
        with process_pool(environment, tmp_path / "worker.log") as pool:
            pool.worker()
            for number in range(STRANGERS):
                be_a_stranger(running_site, slug, chosen, stamp, number)
            wait_for(lambda: pool.run(WAITING) == 0, pause=0.2)
        texts = [
            f"{mail['Subject']} {mail.get_body(('plain',)).get_content()} {mail.get_body(('html',)).get_content()}"
            for mail in server.parsed()
            if VICTIM in mail["To"]
        ]
    assert 1 <= len(texts) <= RECIPIENT_BY_NETWORK.most
    assert not [typed for text in texts for typed in TYPED if typed in text]
    assert all("/inventarisatie/bevestigen/" in text for text in texts)
    assert running_site.run(FATES) == ["unconfirmed"] * STRANGERS
