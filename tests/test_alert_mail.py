"""The weekly mail about what people follow: only what is new and open to all, none when nothing is."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsletters.alerts import preparation
from newsletters.models import Alert, AlertTopic, Mailing, Rendering, Subscriber
from pages.models import SiteSettings, Subject, SubjectLink
from publications.models import PublicationPage
from tests.alert_samples import a_topic, a_town, asked, due_moment, follow, publish, run_week
from tests.mailing_samples import add_issue, prepared_mailing, send
from tests.redirects import post
from tests.subscriber_samples import a_list, do_tasks, link_in, lists_of, soup_of, subscribe
from themes.models import ThemeLink, ThemePage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled")]


def test_who_follows_a_municipality_gets_what_is_new_there(client, town):
    alert = follow(town)
    page = publish("Respijtzorg in Amersfoort")
    publish("Elders", municipalities=[a_town("utrecht")])
    mailing = run_week()
    assert mailing.state == Mailing.DONE
    [letter] = mail.outbox
    assert letter.to == ["jan@example.org"]
    assert letter.subject == "Nieuw: Respijtzorg in Amersfoort"
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    for text in (letter.body, html):
        assert "Respijtzorg in Amersfoort" in text
        assert f"{settings.WAGTAILADMIN_BASE_URL}{page.url}" in text
        assert "Elders" not in text
        assert "/gemeenten/amersfoort/" in text
        assert f"?volgt={alert.pk}" in text
        assert "/nieuwsbrief/voorkeuren/" in text


def test_the_headers_let_a_mail_program_stop_it_with_one_click(town):
    follow(town)
    publish()
    run_week()
    [letter] = mail.outbox
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["Precedence"] == "bulk"
    assert letter.extra_headers["List-Id"].startswith("<volgen.")
    link = "/" + letter.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    assert link in letter.body
    assert Client(enforce_csrf_checks=True).get(link).status_code == 200
    assert Subscriber.objects.exists()
    assert Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert Mailing.objects.get().unsubscribed == 1


def test_the_links_in_the_mail_stop_one_and_all(client, town):
    alert = follow(town)
    follow(a_topic("lijst", "publication"))
    publish()
    publish(municipalities=[])
    run_week()
    links = [word for word in mail.outbox[0].body.split() if "/volgen/stoppen/" in word]
    assert len(links) == 3
    one = next(link for link in links if link.endswith(f"?volgt={alert.pk}"))
    client.post("/" + one.split("/", 3)[3], {"what": "one"})
    assert [each.topic.label for each in Alert.objects.all()] == ["Publicaties"]
    client.post("/" + links[-1].split("/", 3)[3], {"what": "all"})
    assert not Alert.objects.exists()


def test_the_postal_address_stands_in_it(town, home):
    own = SiteSettings.for_site(home.get_site())
    own.postal_address = "Postbus 1, Utrecht"
    own.save()
    follow(town)
    publish()
    run_week()
    assert "Postbus 1, Utrecht" in mail.outbox[0].body
    assert "Postbus 1, Utrecht" in mail.outbox[0].alternatives[0].content


def test_nothing_new_no_mail(town):
    page = publish()
    PublicationPage.objects.filter(pk=page.pk).update(first_published_at=timezone.now() - timedelta(days=1))
    page.refresh_from_db()
    page.save()
    follow(town)
    mailing = run_week()
    assert mailing.state == Mailing.DONE
    assert mail.outbox == []
    assert not Rendering.objects.exists()


def test_what_was_mailed_is_not_new_any_more_and_the_next_thing_is(town):
    follow(town)
    publish("Eerste")
    run_week()
    run_week(weeks=1)
    assert len(mail.outbox) == 1
    publish("Tweede")
    PublicationPage.objects.filter(title="Tweede").update(first_published_at=due_moment(1) + timedelta(days=1))
    PublicationPage.objects.get(title="Tweede").save()
    run_week(weeks=2)
    assert "Tweede" in mail.outbox[1].body
    assert "Eerste" not in mail.outbox[1].body


def test_what_was_unpublished_or_closed_since_is_not_in_the_mail(town):
    follow(town)
    publish("Blijft")
    publish("Weg").unpublish()
    closed = publish("Besloten")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    publish("Concept", live=False)
    run_week()
    [letter] = mail.outbox
    assert "Blijft" in letter.body
    assert not any(title in letter.body for title in ("Weg", "Besloten", "Concept"))


def test_two_topics_are_one_mail_and_no_record_is_in_it_twice(town):
    follow(a_topic("lijst", "publication", "gemeente=amersfoort"))
    follow(town)
    follow(a_topic("lijst", "publication"))
    publish("In beide")
    publish("Alleen in de lijst", municipalities=[])
    run_week()
    [letter] = mail.outbox
    assert letter.body.count("* In beide") == 1
    assert letter.body.count("* Alleen in de lijst") == 1
    assert letter.subject == "Nieuw: In beide en nog 1"


def test_themes_subjects_and_searches_find_what_is_new():
    theme = ThemePage.objects.live().filter(locale__language_code="nl").first()
    follow(a_topic("thema", theme.slug), "thema@example.org")
    broader = Subject.objects.create(name="Breed", slug="breed")
    narrower = Subject.objects.create(name="Smal", slug="smal")
    narrower.broader.add(broader)
    follow(a_topic("onderwerp", "breed"), "onderwerp@example.org")
    follow(a_topic("zoeken", "", "q=zwaluwstaart"), "zoek@example.org")
    follow(a_topic("zoeken", "", "q=zwaluwstaart&soort=event"), "agenda@example.org")
    publish("Met thema", municipalities=[], children={"theme_links": [ThemeLink(theme=theme)]})
    publish("Met onderwerp", municipalities=[], children={"subject_links": [SubjectLink(subject=narrower)]})
    publish("Alles over de zwaluwstaart", municipalities=[])
    run_week()
    assert {letter.to[0]: letter.subject for letter in mail.outbox} == {
        "thema@example.org": "Nieuw: Met thema",
        "onderwerp@example.org": "Nieuw: Met onderwerp",
        "zoek@example.org": "Nieuw: Alles over de zwaluwstaart",
    }


def test_a_search_is_followed_from_its_page_with_the_filters_in_force(client):
    subject, other = (Subject.objects.create(name=name, slug=name.lower()) for name in ("Vogels", "Gereedschap"))

    def add(title, *subjects, **fields):
        publish(title, children={"subject_links": [SubjectLink(subject=each) for each in subjects]}, **fields)

    add("Oude zwaluwstaart", subject, first_published_at=timezone.now() - timedelta(days=30))
    search = "/zoeken/?q=zwaluwstaart&soort=publication&onderwerp=vogels"
    address = soup_of(client.get(f"{search}&sorteer=titel")).select_one(".follow-link a")["href"]
    client.post(address, asked())
    do_tasks()
    post(client, link_in(mail.outbox.pop()))
    # The order of the results is no part of what is followed.
    assert sorted(AlertTopic.objects.get().query.split("&")) == [
        "onderwerp=vogels",
        "q=zwaluwstaart",
        "soort=publication",
    ]
    add("Zwaluwstaart in de wijk", subject, other)
    add("Zwaluwstaart van hout", other)
    add("Zwaluwstaart zonder onderwerp")
    add("Mussen in de wijk", subject)
    run_week()
    [letter] = mail.outbox
    assert letter.subject == "Nieuw: Zwaluwstaart in de wijk"
    for title in ("Oude zwaluwstaart", "Zwaluwstaart van hout", "Zwaluwstaart zonder onderwerp", "Mussen in de wijk"):
        assert title not in letter.body
    assert "/zoeken/?q=zwaluwstaart&" in letter.body
    run_week(weeks=1)
    assert len(mail.outbox) == 1


def test_a_filter_of_which_the_value_is_gone_does_not_become_everything():
    page = publish("Met gemeente")
    follow(a_topic("lijst", "publication", "gemeente=amersfoort"))
    PublicationPage.objects.filter(municipalities=a_town()).delete()
    assert not PublicationPage.objects.filter(pk=page.pk).exists()
    publish("Iets anders", municipalities=[])
    run_week()
    assert mail.outbox == []


def test_the_newest_first_and_a_link_to_the_rest(town, monkeypatch):
    monkeypatch.setattr(preparation, "MOST_OF_TOPIC", 2)
    follow(town)
    for number in range(4):
        publish(f"Uitgave {number}")
    run_week()
    [letter] = mail.outbox
    titles = [line.removeprefix("* ") for line in letter.body.splitlines() if line.startswith("* ")]
    assert titles == ["Uitgave 3", "Uitgave 2"]
    assert "Nog 2, en alles van “Gemeente Amersfoort”" in letter.body


def test_an_english_reader_gets_english_words_and_what_the_english_site_shows():
    follow(a_topic("gemeente", "amersfoort", language="en"), language="en")
    page = publish("Nog niet vertaald")
    run_week()
    [letter] = mail.outbox
    assert "Municipality Amersfoort" in letter.body
    assert letter.subject == "New: Nog niet vertaald"
    assert "/en/nieuwsbrief/volgen/stoppen/" in letter.body
    item = soup_of_html(letter).find("li")
    assert item["lang"] == "nl"
    assert page.url in item.a["href"]


def soup_of_html(letter):
    class Response:
        content = letter.alternatives[0].content

    return soup_of(Response)


def test_titles_are_escaped(town):
    follow(town)
    publish("<b>Vet</b> & zo")
    run_week()
    assert "&lt;b&gt;Vet&lt;/b&gt; &amp; zo" in mail.outbox[0].alternatives[0].content
    assert "* <b>Vet</b> & zo" in mail.outbox[0].body


def test_who_only_follows_gets_no_newsletter_and_who_only_reads_no_alerts(town):
    follow(town)
    subscribe("lezer@example.org")
    publish()
    run_week()
    assert [letter.to for letter in mail.outbox] == [["jan@example.org"]]
    mail.outbox.clear()
    send(prepared_mailing(a_list(), issue=add_issue()))
    assert [letter.to for letter in mail.outbox] == [["lezer@example.org"]]
    assert lists_of("jan@example.org") == []
