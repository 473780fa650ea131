"""The head of every public page: what search engines and programs that share links read, the same for all."""

import json
from collections import defaultdict

import pytest

# The types of schema.org that our main nodes have.
TYPES = {
    "AboutPage",
    "AdministrativeArea",
    "Article",
    "Book",
    "BreadcrumbList",
    "CollectionPage",
    "ContactPage",
    "CreativeWork",
    "CreativeWorkSeries",
    "DataCatalog",
    "Dataset",
    "DefinedTerm",
    "Event",
    "LearningResource",
    "NewsArticle",
    "Organization",
    "Person",
    "PodcastSeries",
    "Project",
    "PublicationIssue",
    "Report",
    "SearchResultsPage",
    "VideoObject",
    "WebPage",
    "WebSite",
}


class Head:
    """The tags of an answer: `robots`, `canonical`, `languages` as lists, `properties` {name: [values]}."""

    def __init__(self, answer):
        tags = answer.elements.tags
        metas = [given for tag, given in tags if tag == "meta" and "charset" not in given]
        links = [given for tag, given in tags if tag == "link"]
        self.robots = [given["content"] for given in metas if given.get("name") == "robots"]
        self.canonical = [given["href"] for given in links if given.get("rel") == "canonical"]
        self.languages = [(given["hreflang"], given["href"]) for given in links if given.get("hreflang")]
        self.properties = defaultdict(list)
        for given in metas:
            self.properties[given.get("property") or given.get("name")].append(given.get("content"))
        self.answer = answer

    def nodes(self):
        """Return the nodes of all JSON-LD elements; raises an error when one is no JSON."""
        return [node for text in self.answer.elements.text("script") for node in json.loads(text)["@graph"]]


@pytest.fixture(scope="module")
def heads(rendered_site):
    """{address: Head} of every page of the walk that may be indexed."""
    found = {address: Head(page) for address, page in rendered_site.pages.items()}
    return {address: head for address, head in found.items() if not head.robots}


def test_the_walk_has_views_and_pages_in_both_languages(heads):
    for path in ("/", "/gemeenten/", "/gemeenten/woerden/", "/projecten/overzicht/woerden/", "/cookies/", "/agenda/"):
        assert path in heads
        assert f"/en{path}" in heads or path == "/agenda/"


def test_every_page_has_one_canonical_address(heads, rendered_site):
    wrong = {
        address: head.canonical
        for address, head in heads.items()
        if len(head.canonical) != 1 or not head.canonical[0].startswith(f"{rendered_site.root}/")
    }
    assert wrong == {}


def test_a_page_without_query_is_its_own_canonical_address(heads, rendered_site):
    wrong = {
        address: head.canonical
        for address, head in heads.items()
        if "?" not in address and head.canonical != [rendered_site.root + address]
    }
    assert wrong == {}


def test_language_versions_name_each_other(heads, rendered_site):
    one_sided = []
    for address, head in heads.items():
        assert len(dict(head.languages)) == len(head.languages), address
        if not head.languages:
            continue
        assert head.canonical[0] in dict(head.languages).values(), address
        for _language, other in head.languages:
            version = heads.get(other.removeprefix(rendered_site.root))
            if version is None or version.languages != head.languages:
                one_sided.append((address, other))
    assert one_sided == []


def test_every_page_can_be_shared(heads, rendered_site):
    wrong = {}
    for address, head in heads.items():
        names = ["og:title", "og:url", "og:type", "og:image", "og:image:width", "og:image:height", "og:image:alt"]
        lacking = [name for name in [*names, "og:site_name", "og:locale"] if len(head.properties[name]) != 1]
        if head.properties["og:description"] != head.properties["description"]:
            lacking.append("og:description")
        if head.properties["og:url"] != head.canonical:
            lacking.append("og:url is not canonical")
        if not head.properties["og:image"][0].startswith(f"{rendered_site.root}/"):
            lacking.append("og:image is not whole")
        if lacking or not all(all(values) for values in head.properties.values()):
            wrong[address] = lacking
    assert wrong == {}


def test_every_page_has_a_description(heads):
    """Of a Wagtail page it is the editors' summary; the editors' tasks name those without."""
    assert [address for address, head in heads.items() if not head.properties["og:description"]] == []


def test_every_shared_picture_answers(heads, rendered_site, db):
    pictures = {head.properties["og:image"][0].removeprefix(rendered_site.root) for head in heads.values()}
    assert {
        address: answer.status for address in pictures if (answer := rendered_site.get(address)).status != 200
    } == {}


def test_every_page_has_structured_data_of_a_known_type(heads):
    wrong = {}
    for address, head in heads.items():
        types = {node["@type"] for node in head.nodes()}
        if not types - {"BreadcrumbList"} or not types <= TYPES:
            wrong[address] = types
    assert wrong == {}
