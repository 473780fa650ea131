"""The accessibility statement: what it says, and that it says no more than is known."""

import itertools
from datetime import date

import pytest

from pages.models import AccessibilityBarrier, AccessibilityEvaluation, AccessibilityStatementPage
from tests.sample_records import headings, text_of, visit


def add_statement(home, evaluations=(), barriers=(), **fields):
    page = AccessibilityStatementPage(title="Proefverklaring", slug="proefverklaring", locale=home.locale, **fields)
    page.evaluations.set(list(evaluations))
    page.barriers.set(list(barriers))
    return home.add_child(instance=page)


def add_full_statement(home):
    """Return a statement with a value in every field of the model."""
    return add_statement(
        home,
        organisation="Proeforganisatie",
        site_address="https://proef.example/",
        scope="<p>Alle pagina's.</p>",
        status="B",
        standard="EN 301 549 V3.2.1",
        wcag_version="2.2",
        wcag_level="AA",
        evaluations=[
            AccessibilityEvaluation(
                kind="complete",
                performed_by="Proefbureau",
                is_external=True,
                report_url="https://proef.example/rapport",
            )
        ],
        barriers=[
            AccessibilityBarrier(
                title="Kaart zonder tekst",
                criterion="1.1.1",
                cause="Nog niet gemaakt.",
                consequence="Wie niet ziet, mist de plaatsen.",
                alternative="Bel ons.",
                measure="Wij maken een lijst.",
            )
        ],
        measures="<p>Tests bij elke wijziging.</p>",
        feedback="<p>Schrijf ons.</p>",
        contact_email="hulp@proef.example",
        contact_phone="030 123 45 67",
        response_days=5,
        is_public_body=True,
        drafted_on=date(2026, 11, 1),
        reviewed_on=date(2026, 11, 22),
        signed_by="A. Proef, directeur",
    )


def test_the_site_has_one_in_both_languages(client, db):
    for path, language in (("/toegankelijkheid/", "nl"), ("/en/accessibility/", "en")):
        soup = visit(client, path)
        assert soup.html["lang"] == language
        assert "WCAG 2.2" in text_of(soup.main)


def test_all_fields_of_the_model_are_there(client, home):
    page = add_full_statement(home)
    soup = visit(client, page)
    words = text_of(soup.main)
    expected = [
        "Proeforganisatie",
        "https://proef.example/",
        "Alle pagina's.",
        page.get_status_display(),
        "EN 301 549 V3.2.1",
        "Proefbureau",
        "Kaart zonder tekst",
        "1.1.1",
        "Nog niet gemaakt.",
        "Wie niet ziet, mist de plaatsen.",
        "Bel ons.",
        "Wij maken een lijst.",
        "Tests bij elke wijziging.",
        "Schrijf ons.",
        "hulp@proef.example",
        "030 123 45 67",
        "College voor de Rechten van de Mens",
        "Nationale ombudsman",
        "1 november 2026",
        "22 november 2026",
        "A. Proef, directeur",
    ]
    assert [text for text in expected if text not in words] == []
    levels = [level for level, _words in headings(soup)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_what_is_not_known_is_not_claimed(client, home):
    empty = text_of(visit(client, add_statement(home)).main)
    assert "mailto:" not in empty
    assert "Nationale ombudsman" not in empty
    page = AccessibilityStatementPage.objects.get(slug="proefverklaring")
    assert page.status == "D"
    assert not page.is_examined_from_outside


@pytest.mark.parametrize("is_external", [True, False])
def test_it_says_whether_an_outside_party_looked(is_external, home):
    row = AccessibilityEvaluation(kind="automatic", performed_by="Wij", is_external=is_external)
    assert add_statement(home, evaluations=[row]).is_examined_from_outside is is_external
