"""JSON-LD of publications by kind: parsed as RDF by rdflib, and with what search engines ask of each type."""

from datetime import timedelta

import pytest
import rdflib
from django.core.files.base import ContentFile
from django.template import Context, Template
from django.test import RequestFactory
from rdflib.namespace import RDF
from wagtail.images.tests.utils import get_test_image_file

from network.models import Organisation, Person
from pages.fuzzy_date import parse
from pages.models import ActionLink, SiteDocument, SiteImage
from pages.rendition_tasks import make
from publications.models import (
    Contributor,
    PublicationFile,
    PublicationIndexPage,
    PublicationKind,
    PublicationPage,
    PublicationPart,
    Series,
)
from tests.content_samples import PDF
from tests.sample_records import add_page

pytestmark = pytest.mark.django_db

SCHEMA = rdflib.Namespace("https://schema.org/")
# In place of the document that https://schema.org serves, which a test does not fetch.
CONTEXT = '"@context": {"@vocab": "https://schema.org/"}'


def add(schema_type, *, parts=(), by=(), files=(), links=(), **fields):
    """Publish a publication of a type of schema.org; by: (role, Person or Organisation)."""
    page = PublicationPage(title="Ertoe doen", **fields)
    page.kind = PublicationKind.objects.filter(schema_type=schema_type).first() or PublicationKind.objects.create(
        name=schema_type, slug=schema_type.lower(), schema_type=schema_type
    )
    rows = [
        Contributor(role=role, **{"person" if isinstance(made_by, Person) else "organisation": made_by})
        for role, made_by in by
    ]
    return add_page(
        PublicationIndexPage, page, contributors=rows, parts=list(parts), files=list(files), action_links=list(links)
    )


def read(page):
    """Return (graph, node of the publication) of the JSON-LD in the head of its page."""
    template = Template("{% load structured_data %}{% structured_data page %}")
    html = template.render(Context({"page": page, "request": RequestFactory().get("/")}))
    document = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert '"@context": "https://schema.org"' in document
    graph = rdflib.Graph().parse(data=document.replace('"@context": "https://schema.org"', CONTEXT), format="json-ld")
    nodes = [node for node in graph.subjects(RDF.type, SCHEMA[page.schema_type]) if page.full_url in str(node)]
    assert len(nodes) == 1
    return graph, nodes[0]


def value(graph, node, *path):
    """Return the only value at the end of a path of properties, None for none."""
    for name in path:
        node = node and graph.value(node, SCHEMA[name], any=False)
    return node.toPython() if isinstance(node, rdflib.Literal) else node


def type_of(graph, node):
    return graph.value(node, RDF.type).removeprefix(str(SCHEMA))


@pytest.mark.parametrize("schema_type", PublicationKind.SchemaType.values)
def test_every_kind_is_rdf_of_its_own_type(schema_type):
    graph, node = read(add(schema_type, date=parse("2018")))
    assert type_of(graph, node) == schema_type
    assert value(graph, node, "name") == "Ertoe doen"
    assert all(str(kind).startswith(str(SCHEMA)) for kind in graph.objects(None, RDF.type))


def test_an_article_stands_in_an_issue_of_a_volume_of_a_periodical():
    journal = {"container_title": "Sociaal Werk", "volume": "12", "issue": "3", "issn": "1234-5679"}
    graph, node = read(add("ScholarlyArticle", pages="45–60", **journal))
    issue = value(graph, node, "isPartOf")
    volume = value(graph, issue, "isPartOf")
    periodical = value(graph, volume, "isPartOf")
    assert [type_of(graph, part) for part in (issue, volume, periodical)] == [
        "PublicationIssue",
        "PublicationVolume",
        "Periodical",
    ]
    assert value(graph, issue, "issueNumber") == "3"
    assert value(graph, volume, "volumeNumber") == "12"
    assert (value(graph, periodical, "name"), value(graph, periodical, "issn")) == ("Sociaal Werk", "1234-5679")
    assert (value(graph, node, "pageStart"), value(graph, node, "pageEnd")) == ("45", "60")
    assert value(graph, node, "headline") == "Ertoe doen"


def test_an_article_of_which_only_the_journal_is_known_stands_in_that():
    graph, node = read(add("ScholarlyArticle", container_title="Sociaal Werk", pages="e1045"))
    assert type_of(graph, value(graph, node, "isPartOf")) == "Periodical"
    assert value(graph, node, "pagination") == "e1045"


def test_a_chapter_stands_in_a_book_with_its_editors_and_isbn():
    editor = Person.objects.create(given_name="X.", family_name="Ijk")
    author = Person.objects.create(given_name="Bo", family_name="Eerste")
    book = {"container_title": "Het boek", "isbn": "978-90-8850-000-8", "edition": "2"}
    graph, node = read(add("Chapter", by=[("author", author), ("editor", editor)], pages="1-9", **book))
    whole = value(graph, node, "isPartOf")
    assert (type_of(graph, whole), value(graph, whole, "name")) == ("Book", "Het boek")
    assert value(graph, whole, "isbn") == "9789088500008"
    assert value(graph, whole, "editor", "name") == "X. Ijk"
    assert value(graph, node, "author", "name") == "Bo Eerste"
    assert value(graph, node, "editor") is None
    assert value(graph, node, "isbn") is None


def test_a_report_has_its_number_and_a_resource_its_kind():
    graph, node = read(add("Report", report_number="12"))
    assert value(graph, node, "reportNumber") == "12"
    graph, node = read(add("LearningResource"))
    assert value(graph, node, "learningResourceType")


def test_a_podcast_has_episodes_with_an_address():
    parts = [
        PublicationPart(title="Eerste", number=1, duration=timedelta(minutes=25), url="https://example.org/1"),
        PublicationPart(title="Tweede", number=2),
    ]
    page = add("PodcastSeries", parts=parts, date=parse("2020-2022"))
    graph, node = read(page)
    episodes = {value(graph, part, "name"): part for part in graph.objects(node, SCHEMA.hasPart)}
    assert {type_of(graph, part) for part in episodes.values()} == {"PodcastEpisode"}
    assert value(graph, episodes["Eerste"], "url") == "https://example.org/1"
    assert value(graph, episodes["Eerste"], "episodeNumber") == 1
    assert value(graph, episodes["Tweede"], "url") == page.full_url


def test_an_episode_stands_in_its_podcast():
    series = Series.objects.create(name="Onder ons", slug="onder-ons")
    graph, node = read(add("PodcastEpisode", series=series, series_number="4"))
    whole = value(graph, node, "isPartOf")
    assert (type_of(graph, whole), value(graph, whole, "name")) == ("PodcastSeries", "Onder ons")
    assert value(graph, node, "episodeNumber") == "4"
    assert value(graph, node, "url")


def test_a_video_has_what_search_engines_require():
    """Name, picture and day of first publication (Google, VideoObject); and where it plays, when that is one place."""
    picture = SiteImage.objects.create(title="Beeld", file=get_test_image_file(size=(1200, 630)))
    make(picture)
    link = ActionLink(kind="watch", url="https://example.org/kijk")
    graph, node = read(add("VideoObject", date=parse("10 april 2018"), links=[link], listing_image=picture))
    assert value(graph, node, "name") == "Ertoe doen"
    assert str(value(graph, node, "thumbnailUrl")).endswith(".jpg")
    assert str(value(graph, node, "uploadDate")) == "2018-04-10"
    assert value(graph, node, "embedUrl") == "https://example.org/kijk"


def test_who_did_what_is_said_by_property_or_role():
    by = [(role, Organisation.objects.create(name=f"Instituut {role}")) for role in Contributor.Role.values]
    graph, node = read(add("Book", by=by))
    for name in ("author", "editor", "translator", "illustrator"):
        assert value(graph, node, name, "name") == f"Instituut {name}"
    roles = {
        value(graph, role, "roleName"): value(graph, role, "contributor", "name")
        for role in graph.objects(node, SCHEMA.contributor)
    }
    assert roles == {
        "Interviewer": "Instituut interviewer",
        "Spreker": "Instituut speaker",
        "Presentator": "Instituut host",
    }


def test_a_file_says_what_it_is():
    document = SiteDocument.objects.create(title="Heel het boek", file=ContentFile(PDF, "boek.pdf"), language="nl")
    graph, node = read(add("Report", files=[PublicationFile(document=document)]))
    file = value(graph, node, "encoding")
    assert value(graph, file, "encodingFormat") == "application/pdf"
    assert str(value(graph, file, "contentUrl")).endswith(document.url)
