"""Proposals of partner sites in the editors' workplace; partner sites, which administrators enter."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django_tasks_db.models import DBTaskResult

from kus_site.roles import KUS_ROLE
from network.models import Person
from pages.harvest.values import read_person
from pages.models import PartnerSource, Problem, Proposal, Subject
from publications.models import PublicationPage
from tests.harvest_samples import add_source, propose
from tests.process_pool import process_pool
from tests.running_site import own_database
from tests.sample_records import add_publication, text_of

pytestmark = pytest.mark.django_db

PROPOSALS = "/admin/partners/proposals/"
SOURCES = "/admin/partners/sources/"
State = Proposal.State


@pytest.fixture
def kus(client, django_user_model):
    """A client logged in as editor of kUS."""
    editor = django_user_model.objects.create_user("kus", first_name="Kim", password="geheim-voor-de-test")
    editor.groups.add(Group.objects.get(name=KUS_ROLE))
    client.force_login(editor)
    return client


@pytest.fixture
def source(db):
    """A source of publications."""
    return add_source()


def soup_of(client, address, **data):
    """Return a page, or the answer to what is sent, as BeautifulSoup."""
    response = client.post(address, data, follow=True) if data else client.get(address, follow=True)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def sent_by(form):
    """Return what a form sends as it stands, as {name: value or list}."""
    data = {}
    for field in form.select("input, select, textarea"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        value = field.get("value", "")
        if field.name == "select":
            chosen = field.find("option", selected=True)
            value = chosen["value"] if chosen else ""
        data.setdefault(field["name"], []).append(value)
    return data


def press(client, address, label, place=0):
    """Press a button on a page, which sends its form as it stands; return the page after."""
    page = soup_of(client, address)
    button = next(each for each in page.find_all("button") if text_of(each) == label)
    form = page.find(id=button["form"]) if button.get("form") else button.find_parent("form")
    data = sent_by(form)
    if button.get("name"):
        data[button["name"]] = button["value"]
    return soup_of(client, form.get("action") or address, **data)


class TestProposals:
    def test_the_list_shows_what_waits_first_and_narrows(self, kus, source):
        declined = propose("Afgewezen", identifier="a")
        Proposal.objects.filter(pk=declined.pk).update(state=State.DECLINED, waits=False)
        propose("Wacht", identifier="b")
        propose("Van een ander", add_source(name="Tweede", record_type="article"), "c")
        titles = [text_of(link) for link in soup_of(kus, PROPOSALS).select("td.title a")]
        assert titles == ["Van een ander", "Wacht", "Afgewezen"]
        for query, found in [
            ("state=declined", ["Afgewezen"]),
            (f"source={source.pk}&state=new", ["Wacht"]),
            ("record_type=article", ["Van een ander"]),
            ("q=wach", ["Wacht"]),
            ("has_likely=true", []),
        ]:
            page = soup_of(kus, f"{PROPOSALS}?{query}")
            assert [text_of(link) for link in page.select("td.title a")] == found, query

    @pytest.mark.parametrize(
        ("before", "label", "after"),
        [
            ({}, "Afwijzen", State.DECLINED),
            ({"state": State.DECLINED, "waits": False}, "Opnieuw bekijken", State.NEW),
            ({"state": State.ACCEPTED, "waits": False}, "Opnieuw bekijken", State.NEW),
            ({}, "Maak er dit van: artikel", State.NEW),
        ],
    )
    def test_one_press(self, kus, source, before, label, after):
        proposal = propose()
        Proposal.objects.filter(pk=proposal.pk).update(**before)
        press(kus, f"{PROPOSALS}{proposal.pk}/", label)
        assert Proposal.objects.get().state == after

    def test_letting_go_and_following_again(self, kus, source):
        proposal = propose()
        address = f"{PROPOSALS}{proposal.pk}/"
        press(kus, address, "Aannemen als concept")
        press(kus, address, "De pagina houden, de bron loslaten")
        assert not Proposal.objects.get().follows
        press(kus, address, "De bron weer volgen")
        assert Proposal.objects.get().follows

    def test_what_a_site_sends_is_shown_as_text(self, kus, source):
        proposal = propose("<script>boos()</script>", summary="<img src=x onerror=boos()>", publisher="<b>x</b>")
        for address in (PROPOSALS, f"{PROPOSALS}{proposal.pk}/", f"{PROPOSALS}{proposal.pk}/compare/", "/admin/"):
            content = kus.get(address).content.decode()
            assert "<script>boos()" not in content
            assert "<img src=x" not in content

    def test_only_who_may_decide_sees_and_decides(self, client, source, django_user_model):
        proposal = propose()
        user = django_user_model.objects.create_user("utrecht", password="geheim-voor-de-test")
        user.groups.add(Group.objects.get(name="Redactie Zuid-Holland Zuid"))
        client.force_login(user)
        for path in ("", f"{proposal.pk}/", f"{proposal.pk}/compare/"):
            assert client.get(PROPOSALS + path).status_code == 302
        for path in ("", "compare/", "decline/", "let-go/", "change-type/"):
            client.post(f"{PROPOSALS}{proposal.pk}/{path}", {"seen": proposal.version})
        assert Proposal.objects.get().version == proposal.version
        assert "waiting-proposals" not in client.get("/admin/").content.decode()
        assert client.get("/admin/reports/waiting/waiting-proposals/").status_code == 302 or "Samen" not in str(
            client.get("/admin/reports/waiting/waiting-proposals/").content
        )

    def test_no_get_decides(self, kus, source):
        proposal = propose()
        assert kus.get(f"{PROPOSALS}{proposal.pk}/decline/").status_code == 405
        assert kus.get(f"{PROPOSALS}999999/").status_code == 404
        assert kus.get(f"{PROPOSALS}{proposal.pk}/compare/?page={'9' * 30}").status_code == 200


class TestAccepting:
    def test_accepted_with_one_press(self, kus, source):
        Subject.objects.create(name="Proefarmoede", slug="proefarmoede")
        proposal = propose(people=[read_person("Nieuw, Nel")], subjects=["proefarmoede"], summary="Kort.")
        page = press(kus, f"{PROPOSALS}{proposal.pk}/", "Aannemen als concept")
        draft = PublicationPage.objects.get(title="Samen de wijk in", live=False)
        assert f"/admin/pages/{draft.pk}/edit/" in str(page.select_one(".messages"))
        assert [str(contributor) for contributor in draft.contributors.all()] == ["Nel Nieuw"]
        assert [str(link.subject) for link in draft.subject_links.all()] == ["Proefarmoede"]
        page = soup_of(kus, f"{PROPOSALS}{proposal.pk}/")
        assert "Besloten op" in text_of(page.main)
        assert "Kim" in text_of(page.main)

    def test_what_the_words_suggest_is_offered_and_not_ticked(self, kus, source):
        Subject.objects.create(name="Proefarmoede", slug="proefarmoede")
        proposal = propose("Over proefarmoede")
        box = soup_of(kus, f"{PROPOSALS}{proposal.pk}/").find("input", {"name": "subjects"})
        assert not box.has_attr("checked")

    def test_a_form_that_is_late_comes_back_with_its_reason_and_choices(self, kus, source):
        proposal = propose(people=[read_person("Nieuw, Nel")])
        address = f"{PROPOSALS}{proposal.pk}/"
        data = sent_by(soup_of(kus, address).find(id="accept-form")) | {"person_0": "organisation"}
        propose("Anders", people=[read_person("Nieuw, Nel")])
        page = soup_of(kus, address, **data)
        assert "veranderd sinds u keek" in text_of(page.select_one("[role=alert]"))
        assert page.select_one("select[name=person_0] option[selected]")["value"] == "organisation"
        Proposal.objects.update(state=State.DECLINED)
        page = soup_of(kus, address, **data)
        assert "Iemand anders" in text_of(page.select_one("[role=alert]"))
        assert not Person.objects.filter(family_name="Nieuw").exists()

    def test_what_two_sources_offer_does_not_become_two_pages_unseen(self, kus, source):
        first = propose("Samen de wijk in", doi="10.1234/abc")
        address = f"{PROPOSALS}{first.pk}/"
        data = sent_by(soup_of(kus, address).find(id="accept-form"))
        add_publication("Een andere naam", doi="10.1234/abc")
        page = soup_of(kus, address, **data)
        assert "misschien hetzelfde" in text_of(page.select_one("[role=alert]"))
        assert "Een andere naam" in text_of(page.select_one("section[aria-labelledby=duplicates]"))
        assert not PublicationPage.objects.filter(title="Samen de wijk in").exists()
        # Who has seen it may think otherwise.
        soup_of(kus, address, **sent_by(page.find(id="accept-form")))
        assert PublicationPage.objects.filter(title="Samen de wijk in").exists()


class TestComparing:
    def test_what_may_be_here_already_is_named_with_the_reason_and_merged(self, kus, source):
        page = add_publication("Samen de wijk in", doi="10.1234/abc", date="2020")
        page.save_revision().publish()
        proposal = propose(doi="10.1234/abc", date="2020", summary="Van de bron.")
        soup = soup_of(kus, f"{PROPOSALS}{proposal.pk}/")
        (line,) = soup.select("section[aria-labelledby=duplicates] li")
        assert "dezelfde DOI; een bijna gelijke titel" in text_of(line)
        address = line.find_all("a")[1]["href"]
        soup = soup_of(kus, address)
        assert [box["value"] for box in soup.select("input[name=fields][checked]")] == ["summary"]
        press(kus, address, "Overnemen wat is aangevinkt")
        page = PublicationPage.objects.get(pk=page.pk)
        assert (page.summary, page.get_latest_revision_as_object().summary) == ("", "Van de bron.")
        assert Proposal.objects.get().page_id == page.pk
        assert PublicationPage.objects.filter(title="Samen de wijk in").count() == 1

    def test_a_page_is_found_by_its_title_and_stays_as_it_is(self, kus, source):
        page = add_publication("Een heel andere naam")
        proposal = propose()
        address = f"{PROPOSALS}{proposal.pk}/compare/"
        (link,) = soup_of(kus, f"{address}?title=andere").select("main a[href^='?page=']")
        press(kus, address + link["href"], "Dit is hetzelfde; niets veranderen")
        assert Proposal.objects.get().page_id == page.pk
        assert PublicationPage.objects.get(pk=page.pk).title == "Een heel andere naam"

    def test_changes_are_shown_by_field_and_taken_over(self, kus, source):
        proposal = propose("Oud", date="2019")
        press(kus, f"{PROPOSALS}{proposal.pk}/", "Aannemen als concept")
        propose("Nieuw", date="2019")
        soup = soup_of(kus, f"{PROPOSALS}{proposal.pk}/compare/")
        rows = {text_of(row.th): [text_of(cell) for cell in row.find_all("td")] for row in soup.select("tbody tr")}
        assert rows["Titel"][:3] == ["Oud", "Oud", "Nieuw"]
        assert rows["Datum"] == ["2019", "2019", "2019", "Gelijk"]
        press(kus, f"{PROPOSALS}{proposal.pk}/compare/", "Overnemen wat is aangevinkt")
        page = PublicationPage.objects.get(pk=Proposal.objects.get().page_id)
        assert page.get_latest_revision_as_object().title == "Nieuw"
        assert Proposal.objects.get().state == State.ACCEPTED


class TestSources:
    FORM = {
        "name": "Hogeschool",
        "organisation": "",
        "protocol": "oai-pmh",
        "hours": "24",
        "address": "https://partner.example/oai",
        "set_spec": "",
        "metadata_prefix": "oai_dc",
        "record_type": "publication",
        "default_kind": "publication.rapport",
        "werkplaats": "",
        "language": "nl",
        "kind_mapping": "report = Rapport",
        "subject_mapping": "",
    }

    def add(self, client, **fields):
        """Send the form of a new source; return the errors as one text."""
        response = client.post(f"{SOURCES}new/", self.FORM | fields)
        if response.status_code == 302:
            return ""
        return text_of(BeautifulSoup(response.content, "html.parser").main)

    def test_an_administrator_enters_one(self, administrator_client):
        Subject.objects.create(name="Proefarmoede", slug="proefarmoede", synonyms="geldzorgen")
        assert self.add(administrator_client, subject_mapping="debt = geldzorgen\n\n a = b = Proefarmoede") == ""
        source = PartnerSource.objects.get()
        assert (source.default_kind, source.kinds) == ("rapport", {"report": "rapport"})
        assert source.subjects == {"debt": "Proefarmoede", "a = b": "Proefarmoede"}
        edit = soup_of(administrator_client, f"{SOURCES}edit/{source.pk}/")
        assert edit.select_one("select[name=default_kind] option[selected]")["value"] == "publication.rapport"

    def test_the_address_of_a_calendar_as_sites_offer_it(self, administrator_client):
        assert self.add(administrator_client, protocol="calendar", address="webcal://partner.example/a.ics") == ""
        assert PartnerSource.objects.get().address == "https://partner.example/a.ics"

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("address", "ftp://partner.example/", "Schrijf een heel adres"),
            ("address", "file:///etc/passwd", "Schrijf een heel adres"),
            ("address", "https://jan:geheim@partner.example/", "Laat de gebruiker"),
            ("default_kind", "", "Kies een soort van wat het wordt"),
            ("default_kind", "event.webinar", "Kies een soort van wat het wordt"),
            ("kind_mapping", "report = Onzin", "Wij hebben geen soort “Onzin”"),
            ("kind_mapping", "report", "begrijpen we niet"),
            ("subject_mapping", "x = Onzin", "Wij hebben geen onderwerp “Onzin”"),
        ],
    )
    def test_what_cannot_work_is_refused_in_words(self, administrator_client, field, value, words):
        assert words in self.add(administrator_client, **{field: value})
        assert not PartnerSource.objects.exists()

    def test_editors_see_how_it_is_doing_and_change_nothing(self, kus, source):
        PartnerSource.objects.update(failures=3, problem=Problem.GONE, problem_detail="HTTP 404")
        PartnerSource.objects.update(last_failure_at=source.next_at)
        page = soup_of(kus, f"{SOURCES}inspect/{source.pk}/")
        assert "Het adres bestaat niet (meer) op de site. (HTTP 404)" in text_of(page.main)
        assert "Nu lezen" not in text_of(page.main)
        assert source.name in text_of(soup_of(kus, SOURCES).main)
        for path in ("new/", f"edit/{source.pk}/", f"delete/{source.pk}/"):
            assert kus.get(SOURCES + path).status_code == 302
        kus.post(f"{SOURCES}fetch/{source.pk}/")
        assert not DBTaskResult.objects.filter(task_path__endswith="harvest_source").exists()

    def test_an_administrator_has_it_read_now(self, administrator_client, source, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            press(administrator_client, f"{SOURCES}inspect/{source.pk}/", "Nu lezen")
        assert DBTaskResult.objects.filter(task_path__endswith="harvest_source").count() == 1

    def test_the_first_screen_tells_what_waits_and_what_fails(self, kus, source):
        propose()
        PartnerSource.objects.update(failures=1, problem=Problem.GONE)
        page = soup_of(kus, "/admin/")
        waiting = page.find(id="waiting-proposals-section")
        assert "Samen de wijk in" in text_of(waiting)
        assert "Het adres bestaat niet" in text_of(page.find(id="failing-sources-section"))


# Each process is an editor with the proposal on the screen; all press at (nearly) the same time.
PREPARE = """
from django.contrib.auth import get_user_model
from tests.harvest_samples import propose
for number in range(4):
    get_user_model().objects.create_superuser(f"redacteur{number}", f"r{number}@example.org", "geheim-voor-de-test")
result = propose("Tegelijk aangenomen").pk
"""
PRESS = """
from django.contrib.auth import get_user_model
from pages.harvest import decisions
user = get_user_model().objects.get(username="redacteur{number}")
try:
    decisions.accept({pk}, user, 1, decisions.Choices())
    result = "done"
except decisions.DecisionRefused as refusal:
    result = str(refusal)
"""
OUTCOME = """
from publications.models import PublicationPage
result = PublicationPage.objects.filter(title="Tegelijk aangenomen").count()
"""


@pytest.mark.engine
@pytest.mark.heavy
def test_of_many_who_accept_at_the_same_time_one_makes_a_page(tmp_path):
    with own_database(tmp_path) as database:
        environment = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "kus_site.settings.testing"}
        with process_pool(environment, tmp_path / "editors.log") as editors:
            pk = editors.run(PREPARE)
            outcomes = editors.run_all([PRESS.format(pk=pk, number=number) for number in range(4)])
            assert outcomes.count("done") == 1
            assert all("Iemand anders" in outcome for outcome in outcomes if outcome != "done")
            assert editors.run(OUTCOME) == 1
