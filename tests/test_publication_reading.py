"""RIS, BibTeX and CSL-JSON of others, read as CSL-JSON items; and our own exports, read back to the same records."""

import time

import pytest

from publications.bibliography import reading
from publications.bibliography.bibtex import write_bibtex
from publications.bibliography.csl import csl_item, csl_items
from publications.bibliography.drafts import Drafts
from publications.bibliography.files import write_csl_json
from publications.bibliography.ris import write_ris
from publications.identifiers import canonical_doi, canonical_isbn, isbn_key
from publications.models import PublicationIndexPage, PublicationPage
from tests.test_citation_exports import csl_items_of, nasty_publications

pytestmark = pytest.mark.django_db

RIS = """TY  - JOUR
T1  - Wonen in de wijk
A1  - van der Berg, Anna
AU  - Movisie
JO  - Sociaal Werk
VL  - 12
IS  - 3
SP  - 45
EP  - 60
Y1  - 2018/04/10/
SN  - 1234-5679
DO  - https://doi.org/10.1000/182
UR  - https://example.org/a;b?c=d
ER  -
"""
BIBTEX = r"""
@comment{made by a program}
@string{sw = "Sociaal Werk"}
@article{berg2018,
  title = {{Caf{\'e}} \& wijk: 50% van de {\"U}trechters --- \emph{een} {\c{c}}edille},
  author = "Anna van der Berg and {Movisie} and de Boer, J.-P. and others",
  journal = sw, volume = 12, number = {3}, pages = {45--60}, month = apr, year = 2018,
  doi = {10.1000/a\_b}, url = {https://example.org/a_b}
}
@book{berg2018, title = {Dubbele sleutel}, publisher = {Uitgever}, isbn = {978-90-469-0000-0}}
"""
CROSSREF = """{"status": "ok", "message": {"type": "journal-article", "title": ["Wonen &amp; <i>werken</i>"],
 "container-title": ["Sociaal Werk"], "issued": {"date-parts": [["2018", 4]]}, "language": "nl-NL",
 "author": [{"given": "Anna", "family": "van der Berg", "sequence": "first"}, {"name": "Movisie"}],
 "DOI": "10.1000/182", "abstract": "<jats:p>Een &lt; twee.</jats:p>"}}"""
BERG = {"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"}


def read_one(text):
    [entry] = reading.read(text)
    return entry


def test_ris_of_others():
    entry = read_one(RIS)
    assert entry.problems == []
    assert entry.item == {
        "type": "article-journal",
        "title": "Wonen in de wijk",
        "author": [BERG, {"literal": "Movisie"}],
        "container-title": "Sociaal Werk",
        "volume": "12",
        "issue": "3",
        "page": "45-60",
        "issued": {"date-parts": [[2018, 4, 10]]},
        "ISSN": "1234-5679",
        "DOI": "10.1000/182",
        "URL": "https://example.org/a;b?c=d",
    }


def test_bibtex_of_others():
    first, second = reading.read(BIBTEX)
    assert (first.line, first.problems) == (4, [])
    assert first.item == {
        "type": "article-journal",
        "id": "berg2018",
        "title": "Café & wijk: 50% van de Ütrechters — een çedille",
        "author": [BERG, {"literal": "Movisie"}, {"family": "Boer", "given": "J.-P.", "non-dropping-particle": "de"}],
        "container-title": "Sociaal Werk",
        "volume": "12",
        "issue": "3",
        "page": "45-60",
        "issued": {"date-parts": [[2018, 4]]},
        "DOI": "10.1000/a_b",
        "URL": "https://example.org/a_b",
    }
    assert (second.item["title"], second.item["ISBN"]) == ("Dubbele sleutel", "978-90-469-0000-0")


def test_csl_json_of_crossref():
    assert read_one(CROSSREF).item == {
        "type": "article-journal",
        "title": "Wonen & werken",
        "container-title": "Sociaal Werk",
        "author": [BERG, {"literal": "Movisie"}],
        "issued": {"date-parts": [[2018, 4]]},
        "language": "nl",
        "DOI": "10.1000/182",
        "abstract": "Een < twee.",
    }


def test_what_is_not_understood_is_told_and_the_rest_is_read():
    broken, whole = reading.read(
        "@book{a, title = {Open\n\n@book{b, title = {Heel}, year = {onbekend}, language = {Klingon}}"
    )
    assert (broken.line, broken.item) == (1, {})
    assert broken.problems
    assert (whole.line, whole.item["title"]) == (3, "Heel")
    assert any("onbekend" in problem for problem in whole.problems)
    assert any("klingon" in problem for problem in whole.problems)
    first, second = reading.read("TY  - BOOK\nPY  - 2018\nSN  - 12\nER  - \nTY  - BOOK\nTI  - Zonder eind\n")
    assert (first.line, second.line) == (1, 5)
    assert (len(first.problems), len(second.problems)) == (2, 1)


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffTY  - BOOK\r\nTI  - Café\r\nER  - \r\n".encode(),
        "TY  - BOOK\rTI  - Café\rER  - \r".encode("cp1252"),
        "TY  - BOOK\nTI  - Café\x00\nER  - \n".encode("latin-1"),
        "TY  - BOOK\nTI  - Café\nER  - \n".encode("utf-16"),
    ],
)
def test_encodings_and_line_ends(data):
    assert read_one(reading.decode(data)).item["title"] == "Café"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "Zomaar een zin.",
        "{",
        "[" * 1_500_000,
        "@book{a, title={" + "{" * 1_500_000,
        "@book{a" * 200_000,
        "TY  - BOOK\n" * 100_000,
        "x" * 2_000_001,
        "\n" * 1_900_000 + "x",
    ],
)
def test_hostile_texts_are_refused_at_once(text):
    begun = time.process_time()
    with pytest.raises(reading.ReadingError):
        reading.read(text)
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 1000, b"PK\x03\x04" + bytes(range(32)) * 100])
def test_files_without_text_are_refused(data):
    with pytest.raises(reading.ReadingError):
        reading.read(reading.decode(data))


def test_hostile_values_stay_text():
    entry = read_one(
        "TY  - BOOK\nTI  - <script>alert(1)</script> =HYPERLINK(\x00)\n" + "vervolg\n" * 100_000 + "ER  - \n"
    )
    assert entry.item["title"].startswith("<script>alert(1)</script> =HYPERLINK( ) vervolg")
    assert len(reading.read('[1, null, {"title": {"a": 1}, "author": "x", "issued": 7, "language": []}]')) == 3


def test_identifiers_as_people_paste_them():
    for text in ("https://doi.org/10.1000/182", "doi:10.1000/182", "DOI 10.1000/182", "http://dx.doi.org/10.1000/182 "):
        assert canonical_doi(text) == "10.1000/182"
        assert reading.lone_doi(text) == "10.1000/182"
    assert reading.lone_doi(RIS) == ""
    assert canonical_isbn("ISBN 978–90–469–0000–0") == "978-90-469-0000-0"
    assert isbn_key("0-306-40615-2") == isbn_key("978 0 306 40615 7") == "9780306406157"


WRITERS = {"ris": write_ris, "bib": write_bibtex, "json": write_csl_json}


@pytest.mark.parametrize("ending", WRITERS)
def test_our_own_records_come_back_as_they_were(home, administrator, ending):
    """A draft made of an export is cited as the record was, but for its own address."""
    listing = PublicationIndexPage.objects.get(locale__language_code="nl")
    items = csl_items(list(PublicationPage.objects.live().filter(locale=listing.locale).order_by("pk")))
    entries = reading.read(WRITERS[ending](items))
    drafts = Drafts(listing, administrator)
    assert len(entries) == len(items)
    for item, entry in zip(items, entries, strict=True):
        assert entry.problems == []
        plan = drafts.plan(entry.item)
        assert plan.same
        assert not any(maker.is_new for maker in plan.makers)
        draft = drafts.make(plan)
        assert not draft.live
        expected, found = ({**each, "id": "", "URL": ""} for each in (item, csl_item(draft)))
        assert found == expected


@pytest.mark.parametrize("ending", WRITERS)
def test_nasty_titles_come_back(home, ending):
    items = csl_items_of(nasty_publications())
    entries = reading.read(WRITERS[ending](items))
    titles = [item["title"] for item in items if "<" not in item["title"] and "&" not in item["title"]]
    found = [entry.item["title"] for entry in entries]
    assert [title for title in titles if title not in found] == []
