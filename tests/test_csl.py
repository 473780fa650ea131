"""Publications as CSL-JSON items: what is known and no more, in the words of CSL 1.0.2."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publications.bibliography.csl import csl_item, csl_items, csl_part, edtf
from publications.models import Contributor, PublicationKind, PublicationPage, PublicationPart
from tests.publication_samples import organisation, person, publication

pytestmark = pytest.mark.django_db


def test_a_book_with_all_that_can_be_said_of_it():
    item = csl_item(
        publication(
            "Ertoe doen",
            ("Book", "Boek"),
            subtitle="Over verbinding",
            by=[person("Anna Maria", "van der", "Berg"), organisation("Movisie"), person("Bo", "", "Bundel", "editor")],
            date="10 april 2018",
            publisher="Coutinho",
            place="Bussum",
            edition="2e, herziene druk",
            isbn="978-90-469-0000-0",
            doi="10.1000/182",
            languages=["en", "nl"],
            series="Wmo-wijzers",
            series_number="3",
            abstract="<p>Wat &amp; hoe.</p><p>En <b>waarom</b>.</p>",
        )
    )
    assert item == {
        "type": "book",
        "id": "ertoe-doen",
        "title": "Ertoe doen: Over verbinding",
        "title-short": "Ertoe doen",
        "author": [
            {"family": "Berg", "given": "Anna Maria", "non-dropping-particle": "van der"},
            {"literal": "Movisie"},
        ],
        "editor": [{"family": "Bundel", "given": "Bo"}],
        "issued": {"date-parts": [[2018, 4, 10]]},
        "publisher": "Coutinho",
        "publisher-place": "Bussum",
        "edition": "2e, herziene druk",
        "ISBN": "978-90-469-0000-0",
        "DOI": "10.1000/182",
        "genre": "Boek",
        "language": "en",
        "collection-title": "Wmo-wijzers",
        "collection-number": "3",
        "abstract": "Wat & hoe. En waarom.",
    }


def test_of_what_is_unknown_nothing_is_said():
    assert csl_item(publication("Zonder alles", ("CreativeWork", "Instrument"))) == {
        "type": "document",
        "id": "zonder-alles",
        "title": "Zonder alles",
        "genre": "Instrument",
        "language": "nl",
    }


@pytest.mark.parametrize(
    ("schema_type", "fields", "csl_type"),
    [
        ("Book", {}, "book"),
        ("Report", {}, "report"),
        ("Thesis", {}, "thesis"),
        ("ScholarlyArticle", {}, "article-journal"),
        ("Article", {"container_title": "Tijdschrift", "volume": "3"}, "article-journal"),
        ("Article", {"container_title": "Zorg+Welzijn"}, "article-magazine"),
        ("Article", {}, "document"),
        ("Chapter", {}, "chapter"),
        ("PodcastSeries", {}, "broadcast"),
        ("PodcastEpisode", {}, "broadcast"),
        ("VideoObject", {}, "motion_picture"),
        ("AudioObject", {}, "song"),
        ("LearningResource", {}, "document"),
        ("CreativeWork", {}, "document"),
    ],
)
def test_the_type_follows_from_the_kind(schema_type, fields, csl_type):
    assert csl_item(publication(kind=schema_type, **fields))["type"] == csl_type


def test_every_type_of_a_kind_is_in_that_test():
    [marker] = [mark for mark in test_the_type_follows_from_the_kind.pytestmark if mark.name == "parametrize"]
    assert {case[0] for case in marker.args[1]} == set(PublicationKind.SchemaType.values)


@pytest.mark.parametrize(
    ("written", "date", "exact"),
    [
        ("2018", {"issued": {"date-parts": [[2018]]}}, "2018"),
        ("maart 2018", {"issued": {"date-parts": [[2018, 3]]}}, "2018-03"),
        ("najaar 2018", {"issued": {"date-parts": [[2018]], "season": "autumn"}}, "2018-23"),
        ("2012-2016", {"issued": {"date-parts": [[2012], [2016]]}}, "2012/2016"),
        ("vanaf 2012", {"issued": {"date-parts": [[2012]], "raw": "2012/.."}}, "2012/.."),
        ("2018 (onzeker)", {"issued": {"date-parts": [[2018]], "circa": True}}, "2018?"),
        ("verwacht 2031", {"status": "in press"}, None),
        ("", {}, None),
    ],
)
def test_the_date_says_no_more_than_is_known(written, date, exact):
    item = csl_item(publication(date=written))
    assert {key: item[key] for key in ("issued", "status") if key in item} == date
    if exact:
        assert edtf(item["issued"]) == exact


def test_an_article_stands_in_its_journal_and_an_episode_in_its_series():
    article = csl_item(
        publication(
            kind="ScholarlyArticle",
            container_title="Sociaal Werk",
            volume="12",
            issue="3",
            pages="45–60",
            issn="1234-5679",
        )
    )
    assert [article[key] for key in ("container-title", "volume", "issue", "page", "ISSN")] == [
        "Sociaal Werk",
        "12",
        "3",
        "45-60",
        "1234-5679",
    ]
    episode = csl_item(publication(kind="PodcastEpisode", series="Onder ons", series_number="4"))
    assert (episode["container-title"], episode["number"]) == ("Onder ons", "4")
    assert "collection-title" not in episode


def test_every_role_has_a_name_variable_of_its_own():
    roles = [person("Anna", "", role, role) for role in Contributor.Role.values]
    item = csl_item(publication(by=roles))
    found = [key for key, value in item.items() if isinstance(value, list)]
    assert len(found) == len(Contributor.Role.values)
    assert "contributor" not in found


def test_titles_that_ask_need_no_colon():
    assert csl_item(publication("Hoe gaat het?", subtitle="Een verkenning"))["title"] == "Hoe gaat het? Een verkenning"


def test_no_text_has_line_ends_or_control_characters():
    item = csl_item(publication("Een\ntitel\x00 met\r\n\u202eonzin\x1b", by=[person("A\nB", "van\tder", "C\x07")]))
    assert item["title"] == "Een titel met onzin"
    assert item["author"] == [{"family": "C", "given": "A B", "non-dropping-particle": "van der"}]


def test_a_part_is_a_chapter_of_the_whole_and_an_episode_of_a_podcast():
    study = PublicationPart(title="Deelstudie 2", number=2, language="en")
    report = publication("Rapport", "Report", by=[organisation("Movisie")], date="2018", publisher="HU", parts=[study])
    assert csl_part(report, study) == {
        "type": "chapter",
        "id": "rapport-2",
        "title": "Deelstudie 2",
        "container-title": "Rapport",
        "author": [{"literal": "Movisie"}],
        "issued": {"date-parts": [[2018]]},
        "publisher": "HU",
        "chapter-number": "2",
        "language": "en",
    }
    episode = PublicationPart(title="De eerste", number=1, url="https://example.org/1")
    podcast = publication("Onder ons", ("PodcastSeries", "Podcastserie"), doi="10.1000/182", parts=[episode])
    item = csl_part(podcast, episode)
    assert (item["type"], item["number"], item["genre"], item["URL"]) == (
        "broadcast",
        "1",
        "podcastaflevering",
        "https://example.org/1",
    )
    assert "DOI" not in item


def test_items_of_a_list_have_different_ids_and_cost_the_same_number_of_queries(home):
    pages = list(PublicationPage.objects.live().filter(locale__language_code="nl").order_by("pk"))

    def count(found):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            csl_items(list(PublicationPage.objects.filter(pk__in=[page.pk for page in found])))
        return len(queries)

    assert count(pages[:12]) >= count(pages)
    again = csl_items([pages[0], pages[0], pages[1]])
    assert [item["id"] for item in again] == [pages[0].slug, f"{pages[0].slug}-2", pages[1].slug]
    assert again[0]["URL"] == pages[0].full_url
