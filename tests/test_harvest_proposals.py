"""Proposals: what a source offers, what an editor makes of it, and how both keep in step."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from events.models import EventIndexPage, EventPage
from kus_site.roles import KUS_ROLE
from network.models import Organisation, Person
from pages.actions import READ
from pages.harvest import decisions
from pages.harvest.decisions import Choices, DecisionRefused
from pages.harvest.storing import store
from pages.harvest.values import RemoteRecord, isbn_key, plain, read_date, read_person, web_address
from pages.models import ArticlePage, PartnerSource, Proposal, Subject
from publications.models import PublicationIndexPage, PublicationPage
from tests.harvest_samples import add_organisation, add_source, propose
from tests.sample_records import add_publication

pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def editor(django_user_model):
    """An editor of kUS."""
    user = django_user_model.objects.create_user("kus", first_name="Kim", password="geheim-voor-de-test")
    user.groups.add(Group.objects.get(name=KUS_ROLE))
    return user


@pytest.fixture
def source(db):
    """A source of publications."""
    return add_source()


def again(proposal):
    """Return a proposal as it is now."""
    return Proposal.objects.get(pk=proposal.pk)


def accept(proposal, editor, **choices):
    """Accept a proposal as it is now; return the page."""
    return decisions.accept(proposal.pk, editor, again(proposal).version, Choices(**choices))


class TestValues:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Berg, Anna van der", ("Berg", "Anna", "van der")),
            ("van der Berg, Anna", ("Berg", "Anna", "van der")),
            ("Ijk, X.", ("Ijk", "X.", "")),
        ],
    )
    def test_names_with_a_comma(self, name, expected):
        person = read_person(name)
        assert (person["family"], person["given"], person["particle"]) == expected

    def test_other_names_stay_whole(self):
        assert read_person("Hogeschool Utrecht") == {"name": "Hogeschool Utrecht", "role": "author"}
        assert read_person(" , ") is None
        assert read_person("redactie@partner.example") is None

    @pytest.mark.parametrize(
        ("text", "date"),
        [
            ("2019-05-03T10:00:00+02:00", "2019-05-03"),
            ("20190503", "2019-05-03"),
            ("2019", "2019"),
            ("[ca. 19??]", ""),
            ("9" * 500, ""),
        ],
    )
    def test_dates(self, text, date):
        assert read_date(text) == date

    def test_isbns_compare_equal_whatever_their_form(self):
        assert isbn_key("0-306-40615-2") == isbn_key("978 0 306 40615 7") == "9780306406157"
        assert isbn_key("978-0-306-40615-8") == isbn_key("") == ""

    @pytest.mark.parametrize(
        ("markup", "text"),
        [
            ("<p>Kom <b>lan</b>gs &amp; a < b</p><p>x</p>", "Kom langs & a < b x"),
            ("a<!-- <b>weg</b> -->b<!--weg-->c", "abc"),
            ('<script>boos("<b>")</script>ja<style>p { }</style>', "ja"),
            ("5 < 6 > 4 <3", "5 < 6 > 4 <3"),
            ("&lt;b&gt; x", "<b> x"),
            ("een\u202e\x00twee", "een twee"),
        ],
    )
    def test_markup_becomes_text(self, markup, text):
        assert plain(markup) == text

    @pytest.mark.parametrize(
        "address", ["javascript:x", "https://jan:geheim@x.nl/", "https://x.nl/<b>", "http://[::1", "/pad", "x" * 600]
    )
    def test_what_is_no_web_address(self, address):
        assert web_address(address) == ""


class TestStoring:
    def test_reading_twice_changes_nothing(self, source):
        proposal = propose(source=source)
        assert store(source, [RemoteRecord("oai:een", None, proposal.values)]) == 0
        assert again(proposal).version == 1

    def test_a_new_one_takes_over_what_the_source_changes(self, source):
        propose("Oud", source)
        assert (propose("Nieuw", source).state, Proposal.objects.count()) == (State.NEW, 1)

    def test_of_two_records_with_one_identifier_the_last_counts(self, source):
        store(source, [RemoteRecord("a", None, {"title": "Eerst"}), RemoteRecord("a", None, {"title": "Laatst"})])
        assert Proposal.objects.get().title == "Laatst"

    def test_long_identifiers_stay_apart(self, source):
        store(source, [RemoteRecord("x" * 600 + end, None, {"title": end}) for end in ("a", "b")])
        assert Proposal.objects.count() == 2

    def test_a_withdrawn_record_waits_no_longer_and_comes_back(self, source):
        proposal = propose(source=source)
        store(source, [RemoteRecord("oai:een", deleted=True)])
        assert (again(proposal).state, again(proposal).waits) == (State.WITHDRAWN, False)
        assert propose(source=source).state == State.NEW

    def test_a_deleted_record_that_was_never_here_is_nothing(self, source):
        store(source, [RemoteRecord("oai:weg", deleted=True)])
        assert not Proposal.objects.exists()

    def test_events_that_are_over_are_not_proposed(self, db):
        source = add_source(protocol="calendar", record_type="event", default_kind="webinar")
        sessions = [{"start": "2019-05-03T10:00:00+00:00", "end": "", "whole_day": False}]
        store(source, [RemoteRecord("a", None, {"title": "Toen", "sessions": sessions})])
        assert not Proposal.objects.exists()

    def test_a_page_of_a_hundred_costs_a_fixed_number_of_queries(self, source, django_assert_max_num_queries):
        def records(count):
            return [
                RemoteRecord(f"r{n}", None, {"title": f"Titel {n}", "doi": f"10.1234/{n}", "date": "2020"})
                for n in range(count)
            ]

        with django_assert_max_num_queries(12):
            store(source, records(100))
        changed = [RemoteRecord(each.identifier, None, each.values | {"publisher": "x"}) for each in records(100)]
        with django_assert_max_num_queries(12):
            store(source, changed)


class TestAccepting:
    def test_a_draft_in_the_right_place_filled(self, editor, source):
        subject = Subject.objects.create(name="Proefarmoede", slug="proefarmoede", synonyms="geldzorgen")
        PartnerSource.objects.update(
            organisation=add_organisation(), kind_mapping="report = rapport", subject_mapping="zwart = Proefarmoede"
        )
        Person.objects.create(given_name="Anna", particle="van der", family_name="Berg")
        proposal = propose(
            summary="Kort.",
            people=[read_person("Berg, Anna van der"), read_person("Nieuw, Nel"), read_person("Niemand, N.")],
            date="2019-05",
            language="en",
            doi="10.1234/abc",
            isbn="978-0-306-40615-7",
            link="https://partner.example/1",
            kinds=["Report"],
            subjects=["Zwart", "onbekend"],
        )
        page = accept(proposal, editor, people={"Nel Nieuw": "person"})
        page = PublicationPage.objects.get(pk=page.pk)
        assert not page.live
        assert page.get_parent().specific_class is PublicationIndexPage
        assert page.owner == editor
        assert page.latest_revision.user == editor
        assert (page.kind.slug, page.publisher.name, page.languages) == ("rapport", "Hogeschool Proef", ["en"])
        assert (page.doi, page.isbn, page.date.text) == ("10.1234/abc", "978-0-306-40615-7", "2019-05")
        assert [str(contributor) for contributor in page.contributors.all()] == ["Anna van der Berg", "Nel Nieuw"]
        assert [link.subject for link in page.subject_links.all()] == [subject]
        assert [(link.kind, link.url) for link in page.action_links.all()] == [(READ, "https://partner.example/1")]
        proposal = again(proposal)
        assert (proposal.state, proposal.page_id, proposal.decided_by, proposal.waits) == (
            State.ACCEPTED,
            page.pk,
            editor,
            False,
        )

    def test_an_event_with_its_times(self, editor):
        source = add_source(protocol="calendar", record_type="event", default_kind="webinar")
        start = (timezone.now() + timedelta(days=30)).replace(microsecond=0)
        sessions = [
            {"start": start.isoformat(), "end": (start + timedelta(hours=2)).isoformat(), "whole_day": False},
            {"start": "2199-01-01", "end": "2199-01-02", "whole_day": True},
        ]
        proposal = propose("Leerkring", source, sessions=sessions, status="cancelled", venue="Stadhuis")
        page = EventPage.objects.get(pk=accept(proposal, editor).pk)
        assert page.get_parent().specific_class is EventIndexPage
        first, second = page.sessions.all()
        assert (first.start, first.end, first.time_known) == (start, start + timedelta(hours=2), True)
        assert (second.time_known, "2" in second.when) == (False, True)
        assert (page.status, page.venue, page.kind.slug) == ("cancelled", "Stadhuis", "webinar")

    def test_news_becomes_an_article(self, editor):
        source = add_source(protocol="feed", record_type="article", default_kind="news")
        page = accept(propose("Nieuws", source, link="https://partner.example/n"), editor)
        assert (type(page), page.kind, page.live) == (ArticlePage, "news", False)

    def test_a_title_without_letters_and_texts_that_do_not_fit(self, editor, source):
        proposal = propose("???", source, doi="10.1/x", summary="woord " * 500)
        page = PublicationPage.objects.get(pk=accept(proposal, editor).pk)
        assert page.slug == f"publication-{proposal.pk}"
        assert page.doi == ""
        assert len(page.summary) <= 600 < len(page.abstract)

    def test_markup_of_others_is_text(self, editor, source):
        text = "<script>boos()</script> & " + "x " * 400
        page = accept(propose(summary=text), editor)
        assert "<script>" not in page.abstract
        assert "&lt;script&gt;" in page.abstract

    def test_of_two_editors_one_makes_a_page(self, editor, source, administrator):
        proposal = propose()
        before = PublicationPage.objects.count()
        accept(proposal, editor)
        with pytest.raises(DecisionRefused, match="Iemand anders"):
            decisions.accept(proposal.pk, administrator, proposal.version, Choices())
        assert PublicationPage.objects.count() == before + 1

    def test_what_changed_since_the_editor_looked_is_not_decided_about(self, editor, source):
        seen = propose("Oud").version
        proposal = propose("Nieuw")
        for decide in (
            lambda: decisions.accept(proposal.pk, editor, seen, Choices()),
            lambda: decisions.decline(proposal.pk, editor, seen),
            lambda: decisions.decline(proposal.pk, editor, None),
        ):
            with pytest.raises(DecisionRefused):
                decide()
        assert again(proposal).state == State.NEW

    def test_without_a_kind_or_a_right_nothing_is_made(self, editor, source, django_user_model):
        PartnerSource.objects.update(default_kind="")
        proposal = propose(people=[read_person("Nieuw, Nel")])
        with pytest.raises(DecisionRefused):
            accept(proposal, editor, people={"Nel Nieuw": "person"})
        assert not Person.objects.filter(family_name="Nieuw").exists()
        stranger = django_user_model.objects.create_user("vreemd")
        with pytest.raises(DecisionRefused):
            accept(proposal, stranger, kind="rapport")
        assert accept(proposal, editor, kind="rapport").kind.slug == "rapport"


class TestKeepingInStep:
    def test_a_change_waits_and_is_taken_over_by_field(self, editor, source):
        page = accept(propose("Oud", date="2019"), editor)
        page.save_revision(user=editor).publish()
        proposal = propose("Nieuw", date="2020")
        assert (proposal.state, proposal.waits) == (State.CHANGED, True)
        revision = PublicationPage.objects.get(pk=page.pk).latest_revision_id
        decisions.take_over(proposal.pk, editor, proposal.version, page.pk, ["date"], Choices(), revision)
        page = PublicationPage.objects.get(pk=page.pk)
        draft = page.get_latest_revision_as_object()
        # Nothing is published by itself.
        assert (page.title, page.date.text, page.has_unpublished_changes) == ("Oud", "2019", True)
        assert (draft.title, draft.date.text) == ("Oud", "2020")
        assert again(proposal).state == State.ACCEPTED
        # What was left is not proposed again.
        store(source, [RemoteRecord("oai:een", None, proposal.values)])
        assert again(proposal).state == State.ACCEPTED

    def test_a_change_that_is_taken_back_waits_no_longer(self, editor, source):
        accept(propose("Oud"), editor)
        assert propose("Nieuw").state == State.CHANGED
        assert (propose("Oud").state, Proposal.objects.get().waits) == (State.ACCEPTED, False)

    def test_a_change_that_shows_nowhere_does_not_wait(self, editor, source):
        accept(propose("Titel", subjects=["onbekend"]), editor)
        assert propose("Titel", subjects=["ook onbekend"]).state == State.ACCEPTED

    def test_work_of_an_editor_meanwhile_is_not_lost(self, editor, source):
        page = accept(propose("Oud"), editor)
        proposal = propose("Nieuw")
        seen = page.latest_revision_id
        draft = PublicationPage.objects.get(pk=page.pk)
        draft.summary = "Van een ander."
        draft.save_revision()
        with pytest.raises(DecisionRefused):
            decisions.take_over(proposal.pk, editor, proposal.version, page.pk, ["title"], Choices(), seen)
        seen = PublicationPage.objects.get(pk=page.pk).latest_revision_id
        decisions.take_over(proposal.pk, editor, proposal.version, page.pk, ["title"], Choices(), seen)
        draft = PublicationPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert (draft.title, draft.summary) == ("Nieuw", "Van een ander.")

    def test_an_event_that_moves_keeps_the_session_that_calendars_know(self, editor):
        source = add_source(protocol="calendar", record_type="event", default_kind="webinar")
        start = (timezone.now() + timedelta(days=30)).replace(microsecond=0)

        def session(moment):
            return [{"start": moment.isoformat(), "end": "", "whole_day": False}]

        page = accept(propose("Kring", source, sessions=session(start)), editor)
        page.save_revision().publish()
        uid = page.sessions.get().uid
        proposal = propose("Kring", source, sessions=session(start + timedelta(days=1)))
        revision = EventPage.objects.get(pk=page.pk).latest_revision_id
        decisions.take_over(proposal.pk, editor, proposal.version, page.pk, ["sessions"], Choices(), revision)
        EventPage.objects.get(pk=page.pk).latest_revision.publish()
        moved = EventPage.objects.get(pk=page.pk).sessions.get()
        assert (moved.uid, moved.start) == (uid, start + timedelta(days=1))

    def test_letting_go_and_following_again(self, editor, source):
        accept(propose("Oud"), editor)
        proposal = propose("Nieuw")
        decisions.stop_following(proposal.pk, editor, proposal.version)
        assert propose("Nieuwer").state == State.ACCEPTED
        proposal = again(proposal)
        decisions.follow_again(proposal.pk, editor, proposal.version)
        assert again(proposal).state == State.CHANGED

    def test_a_withdrawn_record_with_a_page_waits_until_it_is_let_go(self, editor, source):
        page = accept(propose(), editor)
        store(source, [RemoteRecord("oai:een", deleted=True)])
        proposal = Proposal.objects.get()
        assert (proposal.state, proposal.waits) == (State.WITHDRAWN, True)
        decisions.stop_following(proposal.pk, editor, proposal.version)
        assert (again(proposal).state, again(proposal).waits) == (State.ACCEPTED, False)
        assert PublicationPage.objects.filter(pk=page.pk).exists()

    def test_a_declined_record_does_not_come_back(self, editor, source):
        proposal = propose("Oud")
        decisions.decline(proposal.pk, editor, proposal.version)
        assert propose("Nieuw").state == State.DECLINED
        store(source, [RemoteRecord("oai:een", deleted=True)])
        propose("Weer")
        proposal = again(proposal)
        assert (proposal.state, proposal.waits) == (State.DECLINED, False)
        decisions.reconsider(proposal.pk, editor, proposal.version)
        assert (again(proposal).state, again(proposal).title) == (State.NEW, "Weer")

    def test_a_page_that_was_deleted_comes_back_only_when_asked_for(self, editor, source):
        page = accept(propose("Oud"), editor)
        propose("Nieuw")
        PublicationPage.objects.get(pk=page.pk).delete()
        proposal = Proposal.objects.get()
        assert (proposal.state, proposal.page_id, proposal.waits) == (State.ACCEPTED, None, False)
        assert propose("Nieuwer").state == State.ACCEPTED
        proposal = again(proposal)
        decisions.reconsider(proposal.pk, editor, proposal.version)
        assert accept(proposal, editor).title == "Nieuwer"

    def test_merging_joins_a_page_that_is_there(self, editor, source):
        page = add_publication("Samen de wijk in", date="2018")
        proposal = propose(doi="10.1234/abc", date="2019")
        revision = page.latest_revision_id
        decisions.take_over(proposal.pk, editor, proposal.version, page.pk, ["doi"], Choices(), revision)
        page = PublicationPage.objects.get(pk=page.pk)
        assert page.doi == ""
        draft = page.get_latest_revision_as_object()
        assert (draft.doi, draft.date.text) == ("10.1234/abc", "2018")
        assert again(proposal).page_id == page.pk

    def test_a_new_address_takes_the_place_of_the_old_one(self, editor, source):
        page = accept(propose(link="https://partner.example/oud"), editor)
        proposal = propose(link="https://partner.example/nieuw")
        revision = page.latest_revision_id
        decisions.take_over(proposal.pk, editor, proposal.version, page.pk, ["action_links"], Choices(), revision)
        draft = PublicationPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert [link.url for link in draft.action_links.all()] == ["https://partner.example/nieuw"]

    def test_a_locked_page_is_left_alone(self, editor, source, administrator):
        page = accept(propose("Oud"), editor)
        proposal = propose("Nieuw")
        PublicationPage.objects.filter(pk=page.pk).update(locked=True, locked_by=administrator)
        with pytest.raises(DecisionRefused, match="vergrendeld"):
            decisions.take_over(proposal.pk, editor, proposal.version, page.pk, [], Choices())


def test_names_are_found_or_added_as_the_editor_says(editor, source):
    add_organisation("Movisie Proef")
    jan = Person.objects.create(given_name="J.", family_name="Jansen")
    people = [read_person("Movisie Proef"), read_person("Jansen, Jan"), read_person("Bureau X")]
    page = accept(propose(people=people), editor, people={"Jan Jansen": f"person-{jan.pk}", "Bureau X": "organisation"})
    assert [contributor.name for contributor in page.contributors.all()] == ["Movisie Proef", "J. Jansen", "Bureau X"]
    assert Organisation.objects.filter(name="Bureau X").count() == 1
