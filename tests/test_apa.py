"""References in the style of APA 7, in Dutch and English, made of CSL-JSON items."""

import pytest
from bs4 import BeautifulSoup

from publications.bibliography.apa import apa_html, apa_text, initials

WILKEN = {"family": "Wilken", "given": "Jean-Pierre"}
BERG = {"family": "Berg", "given": "Anna Maria", "non-dropping-particle": "van der"}
IJK = {"family": "Ijk", "given": "X."}
MOVISIE = {"literal": "Movisie"}
YEAR = {"date-parts": [[2018]]}


def item(title="Ertoe doen", csl_type="book", **variables):
    """Return a CSL-JSON item; the underscores of names of variables are hyphens."""
    named = {name.replace("_", "-"): value for name, value in variables.items()}
    return {"type": csl_type, "id": "x", "title": title, "language": "nl", **named}


def numbered(count):
    return [{"family": f"Auteur{number}", "given": "A."} for number in range(1, count + 1)]


# An item, and its reference in Dutch and in English.
REFERENCES = [
    (
        item(author=[MOVISIE]),
        "Movisie. (z.d.). Ertoe doen.",
        "Movisie. (n.d.). Ertoe doen.",
    ),
    (
        item(publisher="Movisie", issued=YEAR),
        "Movisie. (2018). Ertoe doen.",
        "Movisie. (2018). Ertoe doen.",
    ),
    (
        item(editor=[BERG], publisher="Coutinho", issued=YEAR),
        "Berg, A. M. van der (Red.). (2018). Ertoe doen. Coutinho.",
        "van der Berg, A. M. (Ed.). (2018). Ertoe doen. Coutinho.",
    ),
    (
        item(editor=[BERG, IJK], issued=YEAR),
        "Berg, A. M. van der, & Ijk, X. (Red.). (2018). Ertoe doen.",
        "van der Berg, A. M., & Ijk, X. (Eds.). (2018). Ertoe doen.",
    ),
    (
        item(author=[WILKEN], editor=[BERG], translator=[IJK], illustrator=[MOVISIE], edition="2", issued=YEAR),
        "Wilken, J.-P. (2018). Ertoe doen (A. M. van der Berg, Red.; X. Ijk, Vert.; Movisie, Ill.; 2e druk).",
        "Wilken, J.-P. (2018). Ertoe doen (A. M. van der Berg, Ed.; X. Ijk, Trans.; Movisie, Illus.; 2nd ed.).",
    ),
    (
        item("Zonder alles", "document", genre="instrument"),
        "Zonder alles [Instrument]. (z.d.).",
        "Zonder alles [Instrument]. (n.d.).",
    ),
    (
        item("Hoe gaat het?", author=[WILKEN], edition="11", issued=YEAR),
        "Wilken, J.-P. (2018). Hoe gaat het? (11e druk).",
        "Wilken, J.-P. (2018). Hoe gaat het? (11th ed.).",
    ),
    (
        item("Hoe gaat het?", author=[WILKEN], edition="1", issued=YEAR),
        "Wilken, J.-P. (2018). Hoe gaat het?",
        "Wilken, J.-P. (2018). Hoe gaat het?",
    ),
    (
        item(author=[WILKEN], edition="3e, herziene druk", volume="2", issued=YEAR),
        "Wilken, J.-P. (2018). Ertoe doen (3e, herziene druk, Deel 2).",
        "Wilken, J.-P. (2018). Ertoe doen (3e, herziene druk, Vol. 2).",
    ),
    (
        item(csl_type="report", author=[MOVISIE], genre="Rapport", number="12", publisher="HU", issued=YEAR),
        "Movisie. (2018). Ertoe doen (Rapport nr. 12). HU.",
        "Movisie. (2018). Ertoe doen (Report No. 12). HU.",
    ),
    (
        item(
            csl_type="report",
            author=[MOVISIE],
            genre="factsheet",
            publisher="Movisie",
            collection_title="Wmo-wijzers",
            collection_number="3",
            URL="https://example.org/ertoe-doen/",
        ),
        "Movisie. (z.d.). Ertoe doen (Wmo-wijzers nr. 3) [Factsheet]. https://example.org/ertoe-doen/",
        "Movisie. (n.d.). Ertoe doen (Wmo-wijzers No. 3) [Factsheet]. https://example.org/ertoe-doen/",
    ),
    (
        item(csl_type="thesis", author=[WILKEN], genre="proefschrift", publisher="UvH", issued=YEAR),
        "Wilken, J.-P. (2018). Ertoe doen [Proefschrift, UvH].",
        "Wilken, J.-P. (2018). Ertoe doen [Proefschrift, UvH].",
    ),
    (
        item(
            csl_type="article-journal",
            author=[BERG],
            container_title="Sociaal Werk",
            volume="12",
            issue="3",
            page="45-60",
            publisher="Springer",
            DOI="10.1000/182",
            URL="https://example.org/ertoe-doen/",
            issued={"date-parts": [[2018, 4, 10]]},
        ),
        "Berg, A. M. van der. (2018). Ertoe doen. Sociaal Werk, 12(3), 45–60. https://doi.org/10.1000/182",
        "van der Berg, A. M. (2018). Ertoe doen. Sociaal Werk, 12(3), 45–60. https://doi.org/10.1000/182",
    ),
    (
        item(csl_type="article-journal", author=[IJK], container_title="PLOS", volume="1", page="e1", issued=YEAR),
        "Ijk, X. (2018). Ertoe doen. PLOS, 1, Artikel e1.",
        "Ijk, X. (2018). Ertoe doen. PLOS, 1, Article e1.",
    ),
    (
        item(
            csl_type="article-magazine",
            container_title="Zorg+Welzijn",
            issue="4",
            publisher="BSL",
            issued={"date-parts": [[2018, 4, 10]]},
        ),
        "Ertoe doen. (2018, 10 april). Zorg+Welzijn, (4).",
        "Ertoe doen. (2018, April 10). Zorg+Welzijn, (4).",
    ),
    (
        item(
            csl_type="chapter",
            author=[WILKEN],
            editor=[IJK],
            container_title="Titel",
            page="1-9",
            publisher="Uitgever",
            issued=YEAR,
        ),
        "Wilken, J.-P. (2018). Ertoe doen. In X. Ijk (Red.), Titel (pp. 1–9). Uitgever.",
        "Wilken, J.-P. (2018). Ertoe doen. In X. Ijk (Ed.), Titel (pp. 1–9). Uitgever.",
    ),
    (
        item(
            csl_type="chapter",
            editor=[IJK, BERG, WILKEN],
            container_title="Titel",
            edition="2",
            page="5",
            publisher="HU",
            issued=YEAR,
        ),
        "Ertoe doen. (2018). In X. Ijk, A. M. van der Berg, & J.-P. Wilken (Red.), Titel (2e druk, p. 5). HU.",
        "Ertoe doen. (2018). In X. Ijk, A. M. van der Berg, & J.-P. Wilken (Eds.), Titel (2nd ed., p. 5). HU.",
    ),
    (
        item("Deelstudie", "chapter", author=[MOVISIE], container_title="Rapport", chapter_number="2", issued=YEAR),
        "Movisie. (2018). Deelstudie. In Rapport (deel 2).",
        "Movisie. (2018). Deelstudie. In Rapport (Part 2).",
    ),
    (
        item(
            "Onder ons",
            "broadcast",
            host=[WILKEN, BERG],
            genre="podcastserie",
            publisher="HU",
            issued={"date-parts": [[2020]], "raw": "2020/.."},
        ),
        "Wilken, J.-P., & Berg, A. M. van der (Presentatoren). (2020–heden). Onder ons [Podcastserie]. HU.",
        "Wilken, J.-P., & van der Berg, A. M. (Hosts). (2020–present). Onder ons [Podcastserie]. HU.",
    ),
    (
        item(
            "De eerste",
            "broadcast",
            host=[WILKEN],
            genre="podcastaflevering",
            container_title="Onder ons",
            number="1",
            publisher="HU",
            issued={"date-parts": [[2021, 4, 10]]},
            URL="https://example.org/1",
        ),
        "Wilken, J.-P. (Presentator). (2021, 10 april). De eerste (Nr. 1) [Podcastaflevering]. In Onder ons. HU. "
        "https://example.org/1",
        "Wilken, J.-P. (Host). (2021, April 10). De eerste (No. 1) [Podcastaflevering]. In Onder ons. HU. "
        "https://example.org/1",
    ),
    (
        item(
            "Ethisch houvast",
            "motion_picture",
            performer=[BERG],
            interviewer=[WILKEN],
            genre="opname",
            issued={"date-parts": [[2021, 11]]},
        ),
        "Berg, A. M. van der (Spreker). (2021, november). Ethisch houvast (J.-P. Wilken, Interviewer) [Opname].",
        "van der Berg, A. M. (Speaker). (2021, November). Ethisch houvast (J.-P. Wilken, Interviewer) [Opname].",
    ),
    (
        item(author=[WILKEN], status="in press"),
        "Wilken, J.-P. (te verschijnen). Ertoe doen.",
        "Wilken, J.-P. (in press). Ertoe doen.",
    ),
    (
        item(author=[WILKEN], issued={"date-parts": [[2018]], "circa": True}),
        "Wilken, J.-P. (ca. 2018). Ertoe doen.",
        "Wilken, J.-P. (ca. 2018). Ertoe doen.",
    ),
    (
        item(author=[WILKEN], issued={"date-parts": [[2012, 3], [2016, 5]]}),
        "Wilken, J.-P. (2012–2016). Ertoe doen.",
        "Wilken, J.-P. (2012–2016). Ertoe doen.",
    ),
    (
        item(csl_type="article-magazine", issued={"date-parts": [[2018]], "season": "autumn"}, container_title="NRC"),
        "Ertoe doen. (2018, najaar). NRC.",
        "Ertoe doen. (2018, autumn). NRC.",
    ),
]


@pytest.mark.parametrize(
    ("names", "dutch", "english"),
    [
        ([WILKEN], "Wilken, J.-P.", "Wilken, J.-P."),
        ([BERG], "Berg, A. M. van der.", "van der Berg, A. M."),
        ([WILKEN, BERG], "Wilken, J.-P., & Berg, A. M. van der.", "Wilken, J.-P., & van der Berg, A. M."),
        ([MOVISIE], "Movisie.", "Movisie."),
        ([MOVISIE, WILKEN, IJK], "Movisie, Wilken, J.-P., & Ijk, X.", "Movisie, Wilken, J.-P., & Ijk, X."),
        ([{"family": "Cher"}], "Cher.", "Cher."),
        ([{"literal": "Zorg, Welzijn & Co."}], "Zorg, Welzijn & Co.", "Zorg, Welzijn & Co."),
    ],
)
def test_who_made_it_stands_in_front(names, dutch, english):
    assert apa_text(item(author=names, issued=YEAR), "nl") == f"{dutch} (2018). Ertoe doen."
    assert apa_text(item(author=names, issued=YEAR), "en") == f"{english} (2018). Ertoe doen."


def test_up_to_twenty_makers_are_named_and_of_more_the_last():
    twenty = apa_text(item(author=numbered(20)), "nl")
    assert twenty.startswith("Auteur1, A., Auteur2, A., ")
    assert "Auteur19, A., & Auteur20, A. (z.d.)" in twenty
    more = apa_text(item(author=numbered(22)), "nl")
    assert "Auteur19, A., . . . Auteur22, A. (z.d.)" in more
    assert "Auteur20" not in more
    assert "&" not in more


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("Jean-Pierre", "J.-P."),
        ("J.P.", "J. P."),
        ("Anna Maria", "A. M."),
        ("IJsbrand", "IJ."),
        ("anne-marie", "A.-M."),
        ("Élodie", "É."),
        ("", ""),
        (" - ", ""),
    ],
)
def test_initials(given, written):
    assert initials(given) == written


@pytest.mark.parametrize(("written", "dutch", "english"), REFERENCES)
def test_references(written, dutch, english):
    assert apa_text(written, "nl") == dutch
    assert apa_text(written, "en") == english


def test_what_is_a_title_is_in_italics_and_what_leads_somewhere_is_a_link():
    written = item(
        csl_type="article-journal",
        author=[BERG],
        container_title="Sociaal Werk",
        volume="12",
        issue="3",
        DOI="10.1000/a_b(1)%c",
        issued=YEAR,
    )
    soup = BeautifulSoup(apa_html(written, "nl"), "html.parser")
    assert [italic.text for italic in soup.find_all("i")] == ["Sociaal Werk", "12"]
    # A percent sign would begin a code.
    assert soup.a["href"] == soup.a.text == "https://doi.org/10.1000/a_b(1)%25c"
    book = BeautifulSoup(apa_html(item(), "nl"), "html.parser")
    assert [italic.text for italic in book.find_all("i")] == ["Ertoe doen"]


def test_a_title_in_another_language_says_so_and_no_text_becomes_markup():
    nasty = '<script>alert(1)</script> & "quotes"'
    found = apa_html(item(nasty, author=[{"literal": nasty}], language="de", URL="https://example.org/?a=1&b=2"), "nl")
    soup = BeautifulSoup(found, "html.parser")
    assert soup.script is None
    assert (soup.i["lang"], soup.i.text) == ("de", nasty)
    assert soup.text == apa_text(item(nasty, author=[{"literal": nasty}], URL="https://example.org/?a=1&b=2"), "nl")
