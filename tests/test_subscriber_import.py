"""Importing an existing list: tried first, with its provenance; every odd row is named, nothing is half done."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsletters.models import Consent, Subscriber, SubscriberImport, Suppression
from newsletters.subscribers import importer
from newsletters.subscribers.suppressions import suppress_address
from tests.subscriber_samples import a_list, lists_of, soup_of, subscribe

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

UPLOAD = "/admin/newsletters/subscribers/import/"
PROVENANCE = "Aanmeldlijst van de conferentie op 10 april 2018, met handtekening."


@pytest.fixture
def upload(administrator_client):
    """A function (content, **fields) that uploads a file and returns the response."""

    def send(content, *, lists=("platformnieuws",), provenance=PROVENANCE):
        content = content.encode() if isinstance(content, str) else content
        return administrator_client.post(
            UPLOAD,
            {
                "file": SimpleUploadedFile("lijst.csv", content),
                "lists": [a_list(slug).pk for slug in lists],
                "language": "nl",
                "provenance": provenance,
            },
        )

    return send


def problems():
    """Return the problems of the only import as (line, kind)."""
    return [(problem["line"], problem["kind"]) for problem in SubscriberImport.objects.get().report["problems"]]


def test_a_list_is_tried_first_and_then_imported_with_its_provenance(upload, administrator_client):
    report = upload("Naam;E-mail\nJan;jan@example.org\nPiet;piet@example.org\n")["Location"]
    assert not Subscriber.objects.exists()
    assert "lijst.csv" in soup_of(administrator_client.get(report)).text
    administrator_client.post(report)
    assert lists_of("jan@example.org") == lists_of("piet@example.org") == ["platformnieuws"]
    consent = Consent.objects.first()
    assert consent.wording == PROVENANCE
    assert "lijst.csv" in consent.source
    done = SubscriberImport.objects.get()
    assert done.content == ""
    assert done.done_at


def test_importing_the_same_file_twice_changes_nothing(upload, administrator_client):
    report = upload("jan@example.org\n")["Location"]
    administrator_client.post(report)
    administrator_client.post(report)
    assert Subscriber.objects.count() == Consent.objects.count() == 1
    again = upload("jan@example.org\n")["Location"]
    administrator_client.post(again)
    assert Subscriber.objects.count() == Consent.objects.count() == 1


def test_every_row_that_is_not_imported_is_named_with_its_line(upload, administrator_client):
    subscribe("bekend@example.org")
    subscribe("wacht@example.org", confirmed=False)
    suppress_address("weg@example.org", Suppression.COMPLAINED)
    left = subscribe("vertrokken@example.org", lists=["landelijk"])
    left.subscriptions.create(mailing_list=a_list(), left_at=left.confirmed_at)
    report = upload(
        "e-mail\nnieuw@example.org\ngeen adres@\nNIEUW@example.org\nbekend@example.org\nwacht@example.org\n"
        "weg@example.org\nvertrokken@example.org\n"
    )["Location"]
    assert problems() == [
        (3, "invalid"),
        (4, "double"),
        (5, "known"),
        (6, "waiting"),
        (7, "blocked"),
        (8, "left"),
    ]
    file = administrator_client.get(report + "report/").content.decode("utf-8-sig")
    assert len(file.splitlines()) == 7
    administrator_client.post(report)
    assert lists_of("nieuw@example.org") == ["platformnieuws"]
    assert lists_of("weg@example.org") == lists_of("wacht@example.org") == []
    assert lists_of("vertrokken@example.org") == ["landelijk"]


def test_somebody_known_gets_a_list_they_are_not_on(upload, administrator_client):
    subscribe(lists=["landelijk"])
    administrator_client.post(upload("jan@example.org")["Location"])
    assert lists_of("jan@example.org") == ["landelijk", "platformnieuws"]
    assert Consent.objects.last().list_names == "Platformnieuws"


@pytest.mark.parametrize(
    "content",
    [
        "jan@example.org\n",
        "jan@example.org",
        "\ufeffadres\njan@example.org\n",
        "Naam;Adres\nAndré;jan@example.org\n".encode("cp1252"),
        "Naam\tAdres\nAndré\tjan@example.org\n".encode("utf-16"),
        'naam,adres\n"Jansen, Jan",jan@example.org\n',
        '"naam";"adres"\r\n"Jansen; ""Jan""";"jan@example.org"\r\n',
        'naam;adres\n"Jan\nJansen";jan@example.org\n',
        "\n\nnaam;adres;\n;jan@example.org;;;\n\n",
        "naam;adres\nJan; jan@example.org \n",
    ],
)
def test_files_as_spreadsheets_write_them(upload, administrator_client, content):
    administrator_client.post(upload(content)["Location"])
    assert lists_of("jan@example.org") == ["platformnieuws"]
    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"naam;adres\nJan;geen\n",
        b"PK\x03\x04\x00\x00\x00",
        b'naam;adres\n"Jan;jan@example.org\nPiet;piet@example.org\n',
        b'adres\n"jan@example.org"x\n',
        b"jan@example.org\n" * 20_002,
        b"jan@example.org;" + b"x" * 5_000_001,
    ],
)
def test_a_file_that_nobody_can_read_is_refused_and_the_rest_stays_filled_in(upload, content):
    response = upload(content)
    assert response.status_code == 200
    page = soup_of(response)
    assert page.select_one(".w-field__errors, .error-message")
    assert PROVENANCE in page.select_one("textarea[name=provenance]").text
    assert not SubscriberImport.objects.exists()


def test_what_our_own_export_protected_comes_back_as_it_was(upload, administrator_client):
    administrator_client.post(upload("adres\n'+31@example.org\no'brien@example.org\n")["Location"])
    assert {person.address for person in Subscriber.objects.all()} == {"+31@example.org", "o'brien@example.org"}


def test_without_provenance_nothing_is_imported(upload):
    assert upload("jan@example.org", provenance="").status_code == 200
    assert not SubscriberImport.objects.exists()


@pytest.mark.parametrize(
    "cell",
    [
        '"jan@example.org\nBcc: piet@example.org"',
        '"jan@example.org\r\n"',
        "x" * 320 + "@example.org",
        "josé@example.nl",
        '=HYPERLINK("x")@example.org',
        "<script>alert(1)</script>@example.org",
    ],
)
def test_hostile_cells_are_problems_and_do_no_harm(upload, administrator_client, cell):
    response = upload(f"naam;adres\nGoed;goed@example.org\nSlecht;{cell}\n")
    if response.status_code == 200:
        assert not SubscriberImport.objects.exists()
        return
    report = response["Location"]
    assert problems() == [(3, "invalid")]
    assert "<script>alert(1)" not in administrator_client.get(report).content.decode()
    lines = administrator_client.get(report + "report/").content.decode("utf-8-sig").splitlines()
    assert not any(part.startswith(("=", "+", "@")) for line in lines for part in line.split(";"))
    administrator_client.post(report)
    assert lists_of("goed@example.org") == ["platformnieuws"]


@pytest.mark.parametrize(
    "content",
    [
        "jan@example.org;piet@example.org;kees@example.org\n",
        "e-mail\njan@example.org;piet@example.org;kees@example.org\n",
        "Zorg;jan@example.org\nWelzijn;piet@example.org;kees@example.org\n",
        'dienst;adres\nZorg;"jan@example.org; piet@example.org, kees@example.org"\n',
        'dienst;adres\nZorg;"jan@example.org\npiet@example.org kees@example.org"\n',
        "Jan <jan@example.org>, Piet <piet@example.org>, kees@example.org\n",
        '"Jansen, Jan" <jan@example.org>\n"Pietersen, Piet" <piet@example.org>\nkees@example.org\n',
        'adres\n"Jansen, Jan <jan@example.org>; Piet < piet@example.org >; kees@example.org"\n',
        "mail werk;mail thuis\njan@example.org;piet@example.org\nkees@example.org;\n",
        "Naam;E-mail\n@jan;jan@example.org\npiet@zorg;piet@example.org\n@kees@sociaal.nl;kees@example.org\n",
        "Naam;E-mail\njan@example.org;jan@example.org\nPiet;piet@example.org\nkees@example.org;kees@example.org\n",
    ],
)
def test_every_address_of_a_line_is_imported(upload, administrator_client, content):
    administrator_client.post(upload(content)["Location"])
    assert sorted(person.address for person in Subscriber.objects.all()) == [
        "jan@example.org",
        "kees@example.org",
        "piet@example.org",
    ]
    assert problems() == []


def test_everything_that_is_left_out_is_counted(upload, administrator_client):
    report = upload(
        "naam;e-mail;nota\nJan;jan@example.org;belt\nPiet;;via piet@example.org\nKees;kees@example.org, fout@;komt\n"
    )["Location"]
    assert problems() == [(3, "empty"), (3, "unused"), (4, "invalid")]
    facts = soup_of(administrator_client.get(report)).dl
    numbers = [term.text for term in facts.find_all("dd")]
    assert numbers[:6] == ["3", "2", "0", "1", "1", "1"]
    assert numbers[6] == "3"


def test_a_mailchimp_file_of_who_left_imports_nobody(upload, administrator_client):
    report = upload(
        '"Email Address","First Name",MEMBER_RATING,OPTIN_TIME,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON,LEID\n'
        'jan@example.org,Jan,2,"2018-01-01 10:00:00","2019-05-01 09:00:00",Mei,"NORMAL",1\n'
        'piet@example.org,Piet,2,"2018-01-01 10:00:00",,,,2\n'
    )["Location"]
    assert problems() == [(2, "gone")]
    administrator_client.post(report)
    assert lists_of("jan@example.org") == []
    assert lists_of("piet@example.org") == ["platformnieuws"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("e-mail;status\na@example.org;Subscribed\nb@example.org;Unsubscribed\n", [(3, "gone")]),
        ("e-mail;status\na@example.org;actief\nb@example.org;cleaned\n", [(3, "gone")]),
        ("e-mail;Afgemeld\na@example.org;nee\nb@example.org;ja\n", [(3, "gone")]),
        ("e-mail;Actief\na@example.org;1\nb@example.org;0\n", [(3, "gone")]),
        ("e-mail;Uitschrijfdatum\na@example.org;\nb@example.org;01-05-2019\n", [(3, "gone")]),
        ("e-mail;EMAIL_BLOCKLISTED\na@example.org;false\nb@example.org;true\n", [(3, "gone")]),
        ("a@example.org;Aangemeld\nb@example.org;niet bevestigd\n", [(2, "gone")]),
        ("e-mail;status\na@example.org;actief\nb@example.org;sluimerend\n", [(3, "unclear")]),
        (
            "e-mail;status\na@example.org;actief\nb@example.org;actief\nb@example.org;afgemeld\n",
            [(3, "gone"), (4, "gone")],
        ),
    ],
)
def test_who_left_according_to_the_file_is_not_imported(upload, administrator_client, content, expected):
    report = upload(content)["Location"]
    assert problems() == expected
    administrator_client.post(report)
    assert lists_of("a@example.org") == ["platformnieuws"]
    assert lists_of("b@example.org") == []


def test_the_editor_sees_what_each_column_was_taken_for_and_changes_it(upload, administrator_client):
    content = "Naam;Werk;Thuis;Status\nJan;jan@example.org;jan@thuis.nl;actief\nPiet;piet@example.org;;sluimerend\n"
    report = upload(content)["Location"]
    chosen = {
        select["name"]: select.select_one("option[selected]")["value"]
        for select in soup_of(administrator_client.get(report)).select("select[name^=column_]")
    }
    assert list(chosen.values()) == ["ignored", "address", "address", "status"]
    assert "jan@thuis.nl" in soup_of(administrator_client.get(report)).select_one("table.listing").text
    # Pressing “Import” after a change only tries the change.
    changed = chosen | {"column_2": "ignored", "column_3": "ignored"}
    administrator_client.post(report, changed)
    assert not Subscriber.objects.exists()
    assert problems() == [(2, "unused")]
    administrator_client.post(report, changed | {"again": "1"})
    assert not Subscriber.objects.exists()
    administrator_client.post(report, changed)
    assert sorted(person.address for person in Subscriber.objects.all()) == ["jan@example.org", "piet@example.org"]


def test_columns_without_addresses_are_refused(upload, administrator_client):
    report = upload("Naam;E-mail\nJan;jan@example.org\n")["Location"]
    response = administrator_client.post(report, {"column_0": "ignored", "column_1": "ignored"})
    assert response.status_code == 200
    assert soup_of(response).select_one(".messages .error, .error-message")
    assert SubscriberImport.objects.get().roles == ["ignored", "address"]
    assert not Subscriber.objects.exists()


def test_an_import_that_fails_halfway_imports_nobody(upload, administrator_client, monkeypatch):
    report = upload("jan@example.org\npiet@example.org\n")["Location"]
    # Somebody signs up between the look and the writing.
    monkeypatch.setattr(importer, "_find_people", lambda keys: {})
    subscribe("piet@example.org", confirmed=False)
    response = administrator_client.post(report, follow=True)
    assert "Import" in soup_of(response).text
    assert not Subscriber.objects.with_address("jan@example.org").exists()
    assert SubscriberImport.objects.get().content


def test_a_large_list_costs_queries_by_the_chunk(upload, administrator_client):
    rows = "\n".join(f"iemand{number}@example.org" for number in range(3_000))
    report = upload(rows)["Location"]
    with CaptureQueriesContext(connection) as queries:
        administrator_client.post(report)
    assert Subscriber.objects.count() == 3_000
    assert len(queries) < 100


def test_only_editors_of_kus_may_import(client, django_user_model):
    from django.contrib.auth.models import Group

    editor = django_user_model.objects.create_user("zhz", password="geheim-voor-de-test")
    editor.groups.add(Group.objects.get(name="Redactie Zuid-Holland Zuid"))
    client.force_login(editor)
    job = SubscriberImport.objects.create(file_name="x.csv", content="jan@example.org", provenance=PROVENANCE)
    for path in (UPLOAD, f"{UPLOAD}{job.pk}/", f"{UPLOAD}{job.pk}/report/"):
        for method in (client.get, client.post):
            assert method(path).status_code in (302, 403)
    assert not Subscriber.objects.exists()
