"""The page of a publication and the listings, as who wants to cite them finds them: people, and their programs."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.utils import translation

from network.models import Organisation
from pages.fuzzy_date import parse
from pages.models import SiteDocument
from pages.record_index import changes
from publications.bibliography import files
from publications.models import PublicationFile, PublicationIndexPage, PublicationKind, PublicationPage, PublicationPart
from tests.content_samples import PDF
from tests.publication_samples import organisation, person
from tests.sample_records import add_page, add_publication, text_of, visit

pytestmark = pytest.mark.django_db

MEDIA_TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}


def saved(contributor):
    """Save the person or organisation of a Contributor in memory, and return it."""
    (contributor.person or contributor.organisation).save()
    contributor.person, contributor.organisation = contributor.person, contributor.organisation
    return contributor


def add_cited(title="Ertoe doen toch", schema_type="Book", **fields):
    """Publish a publication of a type of schema.org by Anna Maria van der Berg and Movisie."""
    page = PublicationPage(title=title, **fields)
    page.kind = PublicationKind.objects.filter(schema_type=schema_type).first() or PublicationKind.objects.create(
        name=schema_type, slug=schema_type.lower(), schema_type=schema_type
    )
    rows = [saved(person("Anna Maria", "van der", "Berg")), saved(organisation("Instituut Proef"))]
    return add_page(PublicationIndexPage, page, contributors=rows)


@pytest.fixture
def english(home):
    """An English publication."""
    listing = PublicationIndexPage.objects.get(locale__language_code="en")
    page = PublicationPage(title="Making a difference", slug="difference", locale=listing.locale)
    page.kind = PublicationKind.objects.filter(schema_type="Book").first()
    return listing.add_child(instance=page)


def add_pdf(is_example=False):
    return SiteDocument.objects.create(
        title="Heel het boek", file=ContentFile(PDF, "boek.pdf"), is_example=is_example, language="nl"
    )


class TestBox:
    def test_a_reader_finds_the_reference_and_the_files(self, client):
        page = add_cited(date=parse("2018"), publisher=Organisation.objects.create(name="Uitgeverij Proef"))
        box = visit(client, page).find(class_="cite-box")
        shown = text_of(box.find(id="cite-apa"))
        assert shown.startswith("Berg, A. M. van der, & Instituut Proef. (2018). Ertoe doen toch")
        assert shown.endswith(f"Uitgeverij Proef. {page.full_url}")
        assert box.i.text == "Ertoe doen toch"
        assert [link["href"] for link in box.select(".cite-files a")] == [
            f"{page.url}citation.{ending}" for ending in ("ris", "bib", "json")
        ]

    def test_the_button_waits_for_a_script_and_says_what_it_did(self, client):
        box = visit(client, add_cited()).find(class_="cite-copy")
        assert box.has_attr("hidden")
        assert box["data-copy-text"] == "cite-apa"
        assert box.find(attrs={"role": "status"})["data-copied"] == "Gekopieerd."

    def test_an_english_page_has_an_english_reference(self, client, english):
        shown = text_of(visit(client, english).find(id="cite-apa"))
        assert shown == f"Making a difference . (n.d.). {english.full_url}"

    def test_each_part_can_be_cited(self, client):
        parts = [PublicationPart(title="Deelstudie 2", number=2), PublicationPart(title="Zonder nummer")]
        page = add_publication("Rapport", children={"parts": parts})
        shown = [text_of(part) for part in visit(client, page).select(".cite-parts li")]
        assert "Deelstudie 2. (z.d.). In Rapport (deel 2)." in shown[0].replace(" .", ".").replace(" (", " (")
        assert len(shown) == 2

    def test_a_page_without_an_address_yet_has_no_files(self, home):
        from django.template import Context, Template

        page = PublicationPage(title="Ontwerp", locale=home.locale)
        template = Template('{% include "publications/components/cite.html" %}')
        with translation.override("nl"):
            assert "citation." not in template.render(Context({"page": page}))


class TestFiles:
    @pytest.mark.parametrize("ending", ["bib", "ris", "json"])
    def test_a_record_answers_with_a_file(self, client, ending):
        page = add_cited()
        address = f"{page.url}citation.{ending}"
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == MEDIA_TYPES[ending]
        assert response["Content-Disposition"] == f'attachment; filename="{page.slug}.{ending}"'
        assert "Ertoe doen toch" in response.content.decode()
        head = client.head(address)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", response["ETag"])
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
        assert client.post(address).status_code == 405

    def test_an_english_record_answers_under_en(self, client, english):
        [item] = json.loads(client.get(f"{english.url}citation.json").content)
        assert english.url.startswith("/en/")
        assert item["URL"] == english.full_url
        assert b"@book{difference," in client.get(f"{english.get_parent().url}citation.bib").content

    @pytest.mark.parametrize("name", ["citation.xml", "citation.bibx", "citation", "Citation.ris", "citation.ris/x"])
    def test_other_names_are_not_found(self, client, name):
        assert client.get(f"{add_cited().url}{name}", follow=True).status_code == 404

    def test_the_citation_goes_with_the_record(self, client):
        page = add_cited()
        changes.bring_up_to_date()
        page.unpublish()
        changes.bring_up_to_date()
        assert client.get(f"{page.url}citation.ris").status_code == 410
        assert page.slug not in client.get("/publicaties/citation.json").content.decode()

    def test_a_draft_has_no_citation(self, client):
        page = add_publication("Ontwerp", live=False)
        assert client.get(f"{page.get_parent().url}{page.slug}/citation.ris").status_code == 404

    def test_a_list_is_narrowed_and_sorted_as_its_page_is(self, client, home):
        everything = json.loads(client.get("/publicaties/citation.json").content)
        assert len(everything) == PublicationPage.objects.live().filter(locale=home.locale).count()
        books = json.loads(client.get("/publicaties/citation.json?soort=boek&sorteer=titel&page=2").content)
        assert 0 < len(books) < len(everything)
        titles = [item["title"] for item in books]
        assert titles == sorted(titles, key=str.lower)
        assert client.get("/publicaties/citation.ris?soort=onzin&x=%00").status_code == 200

    def test_a_long_list_is_cut_and_says_so(self, client, monkeypatch):
        monkeypatch.setattr("publications.bibliography.routes.MOST_CITED", 3)
        monkeypatch.setattr("publications.templatetags.citations.MOST_CITED", 3)
        assert len(json.loads(client.get("/publicaties/citation.json").content)) == 3
        assert "de eerste 3 publicaties" in text_of(visit(client, "/publicaties/").find(class_="cite-files"))

    def test_the_listing_offers_what_it_shows(self, client):
        box = visit(client, "/publicaties/?soort=boek&page=1").find(class_="cite-files")
        assert [link["href"] for link in box.find_all("a")] == [
            f"/publicaties/citation.{ending}?soort=boek" for ending in files.FORMATS
        ]
        assert visit(client, "/agenda/").find(class_="cite-files") is None

    def test_a_search_exports_the_publications_that_it_finds(self, client):
        page = visit(client, "/zoeken/?q=sociaal+werk")
        [link, *_others] = page.select(".cite-files a")
        assert link["href"] == "/zoeken/citation.ris?q=sociaal+werk"
        found = json.loads(client.get(link["href"].replace(".ris", ".json")).content)
        kinds = {item["id"] for item in found}
        assert kinds
        assert kinds <= set(PublicationPage.objects.live().values_list("slug", flat=True))
        shown = int(re.search(r"deze (\d+) publicaties", text_of(page.find(class_="cite-files")))[1])
        assert shown == len(found)
        assert visit(client, "/zoeken/?q=sociaal+werk&soort=event").find(class_="cite-files") is None

    @pytest.mark.parametrize("query", ["", "?q=", "?q=%00%ff", "?q=" + "a" * 5000, "?q=zwoelf&soort=onzin"])
    def test_a_search_for_nothing_gives_an_empty_file(self, client, query):
        assert json.loads(client.get(f"/zoeken/citation.json{query}").content) == []


class TestLinkHeader:
    def links(self, response):
        """Return [(relation, address, media type)] of a Link header (RFC 8288)."""
        pattern = r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?'
        return [(relation, address, kind) for address, relation, kind in re.findall(pattern, response["Link"])]

    def test_a_record_shows_programs_the_way(self, client):
        page = add_cited(doi="10.1000/182", licence="CC-BY-4.0")
        page.contributors.first().person.__class__.objects.filter(family_name="Berg").update(
            orcid="0000-0002-1825-0097"
        )
        document = add_pdf()
        page.files.add(PublicationFile(document=document), PublicationFile(document=add_pdf(is_example=True)))
        page.save_revision().publish()
        links = self.links(client.get(page.url))
        assert links[0] == ("cite-as", "https://doi.org/10.1000/182", "")
        described = [(address, kind) for relation, address, kind in links if relation == "describedby"]
        assert described == [
            (f"{page.full_url}citation.{ending}", MEDIA_TYPES[ending].split(";")[0]) for ending in files.FORMATS
        ]
        items = [(address, kind) for relation, address, kind in links if relation == "item"]
        assert [kind for _address, kind in items] == ["application/pdf"]
        assert items[0][0].endswith(document.url)
        assert ("type", "https://schema.org/Book", "") in links
        assert ("author", "https://orcid.org/0000-0002-1825-0097", "") in links
        assert ("license", "https://creativecommons.org/licenses/by/4.0/", "") in links

    def test_without_a_doi_the_address_is_to_be_cited_also_from_the_cache(self, client):
        page = add_cited()
        first, again = client.get(page.url), client.get(page.url)
        assert self.links(first)[0] == ("cite-as", page.full_url, "")
        assert again["Link"] == first["Link"]

    def test_the_header_stays_short(self, client):
        rows = [saved(person(f"A{number}", "", f"Lang{number}")) for number in range(60)]
        page = add_publication("Veel mensen", children={"contributors": rows})
        for number, row in enumerate(page.contributors.all()):
            type(row.person).objects.filter(pk=row.person_id).update(orcid=f"0000-0002-1825-{number:04d}")
        assert len(client.get(page.url)["Link"]) < 4_000


class TestMetaTags:
    """The tags as Zotero's translator “Embedded Metadata” reads them, by its published rules."""

    def tags(self, client, page):
        soup = BeautifulSoup(client.get(page.url).content, "html.parser")
        found = {}
        for tag in soup.head.find_all("meta", attrs={"name": True}):
            found.setdefault(tag["name"], []).append(tag["content"])
        return found

    @pytest.mark.parametrize(
        ("schema_type", "fields", "item_type"),
        [
            ("Book", {}, "book"),
            ("Report", {}, "report"),
            ("ScholarlyArticle", {"container_title": "Sociaal Werk"}, "journalArticle"),
            ("Article", {"container_title": "Zorg"}, "magazineArticle"),
            ("Chapter", {"container_title": "Boek"}, "bookSection"),
            ("Thesis", {}, "thesis"),
            ("PodcastSeries", {}, "podcast"),
            ("PodcastEpisode", {}, "podcast"),
            ("VideoObject", {}, "videoRecording"),
            ("AudioObject", {}, "audioRecording"),
            ("LearningResource", {}, "document"),
            ("CreativeWork", {}, "document"),
        ],
    )
    def test_the_kind_is_one_of_zotero(self, client, schema_type, fields, item_type):
        assert self.tags(client, add_cited(schema_type=schema_type, **fields))["z.itemType"] == [item_type]

    def test_title_people_date_and_pdf(self, client):
        page = add_cited(
            schema_type="ScholarlyArticle",
            subtitle='Over <b>werk</b> & "meer"',
            date=parse("10 april 2018"),
            container_title="Sociaal Werk",
            volume="12",
            issue="3",
            pages="45–60",
            issn="1234-5679",
            doi="10.1000/182",
            licence="CC-BY-4.0",
        )
        page.contributors.add(
            saved(person("Bo", "", "Bundel", "editor")), saved(person("Vera", "", "Taal", "translator"))
        )
        document = add_pdf()
        page.files.add(PublicationFile(document=document))
        page.save_revision().publish()
        tags = self.tags(client, page)
        title = 'Ertoe doen toch: Over <b>werk</b> & "meer"'
        assert tags["citation_title"] == tags["DC.title"] == [title]
        assert zotero_creators(tags["citation_author"]) == [("van der Berg", "Anna Maria"), ("Instituut Proef", "")]
        assert zotero_creators(tags["citation_editor"]) == [("Bundel", "Bo")]
        assert tags["DC.creator"] == ["van der Berg, Anna Maria", "Instituut Proef"]
        assert tags["DC.contributor"] == ["Bundel, Bo", "Taal, Vera"]
        assert tags["citation_publication_date"] == ["2018/04/10"]
        assert tags["DC.date"] == ["2018-04-10"]
        assert tags["citation_journal_title"] == ["Sociaal Werk"]
        assert [tags[f"citation_{name}"] for name in ("volume", "issue", "firstpage", "lastpage", "issn", "doi")] == [
            ["12"],
            ["3"],
            ["45"],
            ["60"],
            ["1234-5679"],
            ["10.1000/182"],
        ]
        assert tags["citation_pdf_url"][0].startswith("http")
        assert tags["citation_pdf_url"][0].endswith(document.url)
        assert tags["DC.identifier"] == [page.full_url, "https://doi.org/10.1000/182"]
        assert tags["DC.rights"] == ["https://creativecommons.org/licenses/by/4.0/"]

    def test_an_example_is_not_the_work(self, client):
        page = add_cited()
        page.files.add(PublicationFile(document=add_pdf(is_example=True)))
        page.save_revision().publish()
        assert "citation_pdf_url" not in self.tags(client, page)

    def test_what_is_unknown_has_no_tag(self, client):
        tags = self.tags(client, add_publication("Zonder alles"))
        assert all(content for contents in tags.values() for content in contents)
        assert not {"citation_author", "citation_publication_date", "citation_doi", "DC.date"} & set(tags)

    def test_organisations_with_commas_stay_one(self):
        from publications.bibliography.meta_tags import highwire_tags

        names = [{"literal": "Ministerie van Volksgezondheid, Welzijn en Sport"}]
        tags = [
            content
            for name, content in highwire_tags({"type": "book", "title": "x", "author": names})
            if name == "citation_author"
        ]
        assert zotero_creators(tags) == [("Ministerie van Volksgezondheid Welzijn en Sport", "")]


def zotero_creators(contents):
    """Return (last name, first name) as Zotero makes of citation_author: its rules, not its code.

    Semicolons divide people; commas do when a space stands on both sides of one; else what is before the comma is the
    last name. Punctuation at the end goes, and unbreakable spaces become spaces.
    """
    people = []
    for content in contents:
        authors = [part for part in re.split(r"\s*;\s*", content) if part]
        if len(authors) == 1 and "," in content:
            parts = re.split(r"\s*,\s*", content)
            authors = parts if " " in parts[0] and " " in parts[1] else [content]
        for author in authors:
            is_inverted = "," in author
            trimmed = re.sub(r"[\s.,/\[\]:]+$", "", author).replace("\u00a0", " ")
            if is_inverted:
                last, _comma, first = trimmed.partition(", ")
            else:
                first, _space, last = trimmed.rpartition(" ")
            people.append((last, first))
    return people
