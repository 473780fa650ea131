"""Every POST of every public form is answered with a redirect; a refused one shows what was typed, for an hour."""

import datetime
import re
import time

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from wagtail.models import PageViewRestriction

from events.registrations.links import make_token
from inventory.desk import workflow
from inventory.form.submit import CONFIRM as CONFIRM_SENDER
from inventory.matching.contact import ANSWER, CONFIRM
from inventory.models import ContactRequest, Invitation, Submission
from inventory.owners.access import make_handover_link
from network.models import Municipality
from newsletters.alerts.tokens import follow_token, stop_token
from newsletters.models import Alert
from newsletters.subscribers.tokens import change_token, confirm_token, preferences_token, unsubscribe_token
from pages.models import StandardPage
from tests.alert_samples import a_topic
from tests.inventory_flow import FORM, a_draft, begin_address, data_of, first_step, soup_of
from tests.inventory_samples import ADDRESS, WOERDEN, add_round
from tests.owner_samples import add_owned, private
from tests.redirects import follow, outcome, post
from tests.registration_samples import open_event, register
from tests.subscriber_samples import a_list, subscribe
from visitors import sent_forms
from visitors.data_requests import PURPOSE
from visitors.honeypot import stamp
from visitors.models import SentForm
from visitors.private_links import make_link
from visitors.rate_limit import Limit

pytestmark = pytest.mark.django_db
TYPED = "Wat hier getypt is"
WRONG = "geen adres"


def of_draft(part, status=Submission.Status.DRAFT):
    draft, address = a_draft()
    Submission.objects.filter(pk=draft.pk).update(status=status, submitted_at=timezone.now())
    return f"{address}{part}"


def of_asked_back(admin):
    draft, address = a_draft()
    Submission.objects.filter(pk=draft.pk).update(status=Submission.Status.SUBMITTED, submitted_at=timezone.now())
    workflow.ask_back(Submission.objects.get(pk=draft.pk), admin, "Welke wijk?")
    return address


def of_owner(page):
    return private(add_owned(date="2024-02"), page)


def of_handover():
    from inventory.models import Handover

    owner = add_owned()
    asked = Handover.objects.create(project=owner.project, name="Bert Vos", address="bert@example.org")
    return f"/projecten/beheer/{make_handover_link(asked)}/overnemen/"


def of_contact(purpose, state):
    owner = add_owned()
    found = ContactRequest.objects.create(
        project=owner.project, name="Vera", address="vera@example.org", message="Dag", state=state
    )
    token = make_link(purpose, found.pk, days=7, address=owner.address)
    return f"/inventarisatie/contact/{'bevestigen' if purpose == CONFIRM else 'antwoord'}/{token}/"


def of_writing():
    return f"/inventarisatie/contact/{add_owned().project_id}/"


def of_invitation():
    invitation = Invitation.objects.create(
        round=add_round(), address=ADDRESS, language="nl", municipality=Municipality.objects.get(code=WOERDEN)
    )
    return f"/inventarisatie/uitnodiging/{make_link('invitation', invitation.pk, days=7, address=ADDRESS)}/"


def of_confirmation():
    return f"/inventarisatie/bevestigen/{make_link(CONFIRM_SENDER, address=ADDRESS, days=7)}/"


def of_following():
    alert = Alert.objects.create(subscriber=subscribe(), topic=a_topic())
    return f"/nieuwsbrief/volgen/bevestigen/{follow_token(alert.pk)}/"


def of_registration(part=""):
    return f"/agenda/aanmelding/{make_token(register(open_event()))}/{part}"


def of_data(part):
    subscribe(ADDRESS)
    return f"/mijn-gegevens/{make_link(PURPOSE, address=ADDRESS, days=7)}/{part}"


def of_password_page(home):
    page = home.add_child(instance=StandardPage(title="Besloten", slug="besloten"))
    rule = PageViewRestriction.objects.create(page=page, restriction_type="password", password="geheim-woord")
    return f"/_util/authenticate_with_password/{rule.pk}/{page.pk}/"


# View: (function of fixtures that returns the address, bad data, {field: what has to come back}).
REFUSED = {
    "inventory-form-begin": (lambda _: begin_address(add_round()), {"contact_name": TYPED}, {"contact_name": TYPED}),
    "inventory-step": (
        lambda _: of_draft("project/"),
        {"title": "", "website": WRONG, "summary": TYPED},
        {"website": WRONG, "summary": TYPED},
    ),
    "inventory-submission": (lambda made: of_asked_back(made("administrator")), {"antwoord": ""}, {"antwoord": ""}),
    "inventory-address": (
        lambda _: of_draft("adres/", Submission.Status.UNCONFIRMED),
        {"address": WRONG},
        {"address": WRONG},
    ),
    "inventory-lost-link": (lambda _: "/inventarisatie/link/", {"address": WRONG}, {"address": WRONG}),
    "inventory-contact": (lambda _: of_writing(), {"name": TYPED, "address": WRONG}, {"name": TYPED, "address": WRONG}),
    "project-ask-link": (lambda _: "/projecten/beheer/", {"address": WRONG}, {"address": WRONG}),
    "project-end": (lambda _: of_owner("afgelopen"), {"month": "ooit"}, {"month": "ooit"}),
    "project-hand-over": (
        lambda _: of_owner("overdragen"),
        {"name": TYPED, "address": WRONG},
        {"name": TYPED, "address": WRONG},
    ),
    "newsletter-sign-up": (lambda _: "/nieuwsbrief/aanmelden/", {"address": WRONG}, {"address": WRONG}),
    "newsletter-sign-up-begin": (lambda _: "/nieuwsbrief/aanmelden/stap/", {"address": WRONG}, {"address": WRONG}),
    "newsletter-ask-link": (lambda _: "/nieuwsbrief/voorkeuren/", {"address": WRONG}, {"address": WRONG}),
    "newsletter-follow": (lambda _: "/nieuwsbrief/volgen/gemeente/woerden/", {"address": WRONG}, {"address": WRONG}),
    "newsletter-preferences": (
        lambda _: f"/nieuwsbrief/voorkeuren/{preferences_token(subscribe().pk)}/",
        {"what": "address", "nieuw-address": WRONG},
        {"nieuw-address": WRONG},
    ),
    "accessible-version": (
        lambda _: "/toegankelijke-versie/",
        {"need": TYPED, "address": WRONG},
        {"need": TYPED, "address": WRONG},
    ),
    "contact-form": (
        lambda _: "/contact/bericht/",
        {"topic": "tip", "text": TYPED, "address": WRONG},
        {"text": TYPED, "address": WRONG},
    ),
    "event-sign-up": (
        lambda _: f"{open_event().url}aanmelden/",
        {"name": TYPED, "address": WRONG},
        {"name": TYPED, "address": WRONG},
    ),
    "event-lost-link": (lambda _: f"{open_event().url}aanmelden/link/", {"address": WRONG}, {"address": WRONG}),
    "event-registration-change": (
        lambda _: of_registration("wijzigen/"),
        {"name": "", "organisation": TYPED},
        {"organisation": TYPED},
    ),
    "personal-data-ask": (lambda _: "/mijn-gegevens/", {"address": WRONG}, {"address": WRONG}),
    "login": (lambda _: "/_util/login/", {"username": TYPED, "password": "geheim"}, {"username": TYPED}),
    "admin login": (lambda _: "/admin/login/", {"username": TYPED, "password": "geheim"}, {"username": TYPED}),
    "password reset": (lambda _: "/admin/password_reset/", {"email": WRONG}, {"email": WRONG}),
    "password page": (
        lambda made: of_password_page(made("home")),
        {"password": "fout", "return_url": "/besloten/"},
        {"return_url": "/besloten/"},
    ),
}
# View: (function that returns the address, what the button sends).
BUTTONS = {
    "inventory-confirm": (of_confirmation, {}),
    "inventory-withdraw": (lambda: of_draft("intrekken/"), {}),
    "inventory-another": (lambda: of_draft("nog-een/", Submission.Status.SUBMITTED), {}),
    "inventory-invitation": (of_invitation, {"wat": "project", "form_key": "0e3ef4b5-3f5a-4c11-9dd0-1b3f1d0b9a55"}),
    "inventory-contact-confirm": (lambda: of_contact(CONFIRM, ContactRequest.State.WRITTEN), {"answer": "yes"}),
    "inventory-contact-answer": (lambda: of_contact(ANSWER, ContactRequest.State.PASSED_ON), {"answer": "yes"}),
    "project-confirm": (lambda: of_owner("klopt"), {}),
    "project-change": (lambda: of_owner("wijzigen"), {}),
    "project-renew-links": (lambda: of_owner("links"), {}),
    "project-leave": (lambda: of_owner("vertrekken"), {}),
    "project-takeover": (of_handover, {"what": "yes"}),
    "newsletter-confirm": (lambda: f"/nieuwsbrief/bevestigen/{confirm_token(subscribe(confirmed=False).pk)}/", {}),
    "newsletter-follow-confirm": (of_following, {}),
    "newsletter-follow-stop": (
        lambda: f"/nieuwsbrief/volgen/stoppen/{stop_token(subscribe().pk, 0)}/",
        {"what": "all"},
    ),
    "newsletter-erase": (lambda: f"/nieuwsbrief/voorkeuren/{preferences_token(subscribe().pk)}/wissen/", {}),
    "newsletter-unsubscribe": (
        lambda: f"/nieuwsbrief/afmelden/{unsubscribe_token(subscribe().pk, a_list().pk)}/",
        {"what": "all"},
    ),
    "event-registration": (lambda: of_registration(), {"action": "confirm"}),
    "personal-data-erase": (lambda: of_data("wissen/"), {}),
}
# Tried elsewhere: what a page of personal data sends depends on what is held.
ELSEWHERE = {"personal-data-correct", "personal-data-open"}


def test_every_public_view_that_takes_a_form_is_tried_here(client):
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    rooms = ("inventory-", "project-", "newsletter-", "personal-data", "accessible-version", "contact-", "event-")
    ours = {name for name in names if name.startswith(rooms)}
    tried = set(REFUSED) | set(BUTTONS) | ELSEWHERE
    read_only = set()
    for name in sorted(ours - tried):
        path = "/" + re.sub(r"%\(\w+\)s", "1", get_resolver().reverse_dict.getlist(name)[0][0][0][0])
        if not path.startswith("/admin/"):
            # A view that only reads refuses the method before it looks at anything.
            assert client.post(path).status_code == 405, name
        read_only.add(name)
    assert read_only


@pytest.mark.parametrize("view", REFUSED)
def test_a_refused_form_is_redirected_and_comes_back_filled_in(client, request, view):
    make, sent, expected = REFUSED[view]
    address = make(request.getfixturevalue)
    response = client.post(address, sent)
    assert response.status_code == 302
    assert response["Location"].endswith(f"#{sent_forms.FRAGMENT}")
    page = follow(client, response)
    shown = soup_of(page)
    for name, value in expected.items():
        field = shown.select_one(f"main [name={name}], [name={name}]")
        assert (field.text if field.name == "textarea" else field.get("value", "")).strip() == value
    assert "geheim" not in SentForm.objects.get().content
    if view != "newsletter-sign-up-begin" and "passw" not in view and "admin" not in view and view != "login":
        assert shown.select_one(f"#{sent_forms.FRAGMENT}[tabindex='-1'] li")
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert "sessionid" not in client.cookies
    # Reload of what is shown now sends nothing, and shows the same.
    again = soup_of(client.get(response["Location"].partition("#")[0]))
    assert again.select_one(f"[name={next(iter(expected))}]")


@pytest.mark.parametrize("view", BUTTONS)
def test_every_button_is_redirected_to_a_page(client, view):
    make, sent = BUTTONS[view]
    address = make()
    page = post(client, address, sent)
    assert soup_of(page).h1
    assert client.post(address, sent).status_code == 302


def test_a_new_address_is_confirmed_by_a_redirect(client):
    from newsletters.models import AddressChange

    person = subscribe()
    change = AddressChange.objects.create(subscriber=person, address="nieuw@example.org")
    page = post(client, f"/nieuwsbrief/bevestigen/{change_token(change.pk)}/")
    assert "nieuw@example.org" in soup_of(page).main.text


def test_a_mail_program_is_not_redirected():
    person = subscribe()
    link = f"/nieuwsbrief/afmelden/{unsubscribe_token(person.pk, a_list().pk)}/"
    assert Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200


# The key in the address


SIGN_UP = "/nieuwsbrief/aanmelden/"


def refused_sign_up(client, **changes):
    """Return the address that a refused sign-up is redirected to."""
    return client.post(SIGN_UP, {"address": WRONG} | changes)["Location"].partition("#")[0]


@pytest.mark.parametrize("key", ["onzin", "", "x" * 3000, "%00", "' OR 1=1 --", "🙈"])
def test_a_key_that_was_made_up_shows_a_new_form_and_a_sentence(client, key):
    page = client.get(SIGN_UP, {"form": key})
    assert page.status_code == 200
    shown = soup_of(page)
    assert shown.select_one("input[name=address]").get("value", "") == ""
    assert bool(shown.select_one("main .notice")) == bool(key)
    assert "no-store" in page["Cache-Control"]


def test_a_key_opens_nothing_at_another_address(client):
    key = refused_sign_up(client).partition("form=")[2]
    page = soup_of(client.get("/nieuwsbrief/voorkeuren/", {"form": key}))
    assert page.select_one("input[name=address]").get("value", "") == ""
    assert page.select_one("main .notice")


def test_an_hour_later_the_form_is_new_and_the_row_is_gone(client):
    address = refused_sign_up(client)
    SentForm.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    page = soup_of(client.get(address))
    assert page.select_one("input[name=address]").get("value", "") == ""
    assert "niet meer bewaard" in page.select_one("main .notice").text
    call_command("forget_visitors")
    assert not SentForm.objects.exists()


def test_what_went_through_is_forgotten_with_every_earlier_attempt(client):
    first = refused_sign_up(client)
    second = client.post(first, {"address": "ook geen adres"})["Location"].partition("#")[0]
    assert SentForm.objects.count() == 2
    assert soup_of(client.get(first)).select_one("input[name=address]")["value"] == WRONG
    sent = data_of(client.get(second)) | {"address": "jan@example.org", "shown": stamp(time.time() - 10)}
    assert outcome(client.post(second, sent | {"lists": [a_list().pk], "language": "nl"})) == "sent"
    assert not SentForm.objects.exists()
    assert soup_of(client.get(first)).select_one("main .notice")


def test_neither_key_nor_path_is_kept(client):
    _draft, address = a_draft()
    location = client.post(f"{address}project/", {"title": ""})["Location"]
    row = SentForm.objects.get()
    kept = f"{row.digest} {row.series} {row.content}"
    assert location.partition("form=")[2].partition("#")[0] not in kept
    assert address.split("/")[-2] not in kept


def test_no_key_is_in_the_log(client, caplog):
    caplog.set_level("INFO")
    address = refused_sign_up(client)
    client.get(address)
    assert address.partition("form=")[2] not in caplog.text


def test_too_many_refused_forms_are_not_kept_and_say_so(client, monkeypatch):
    monkeypatch.setattr(sent_forms, "NETWORK", Limit("sent-form-network", 1, 3600))
    refused_sign_up(client)
    response = client.post(SIGN_UP, {"address": WRONG})
    assert response.status_code == 429
    assert "Ga in uw browser terug" in response.content.decode()
    assert SentForm.objects.count() == 1


def test_a_very_long_form_is_kept_up_to_its_limit(client):
    refused_sign_up(client, **{f"veld{number}": "x" * 30_000 for number in range(20)})
    assert len(SentForm.objects.get().content) < sent_forms.LONGEST + 2_000


def test_it_works_without_the_cache(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    page = client.get(refused_sign_up(client))
    assert soup_of(page).select_one("input[name=address]")["value"] == WRONG


def test_it_costs_few_queries(client, django_assert_max_num_queries):
    address = refused_sign_up(client)
    client.get(SIGN_UP)
    client.get(address)
    with django_assert_max_num_queries(22):
        client.post(SIGN_UP, {"address": WRONG})
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for path in (SIGN_UP, address):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[1] == counts[0] + 1


def test_back_after_beginning_shows_no_older_text(client):
    page = add_round(asks_needs=False)
    sent = first_step(client, page)
    refused = client.post(begin_address(page), sent | {"contact_name": ""})["Location"].partition("#")[0]
    assert outcome(client.post(refused, sent)) == "sent"
    assert Submission.objects.count() == 1
    assert soup_of(client.get(refused)).select_one("[name=contact_name]").get("value", "") == ""
    assert FORM in client.post(begin_address(page), sent)["Location"]
    assert Submission.objects.count() == 1
