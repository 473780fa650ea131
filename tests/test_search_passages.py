"""What search shows of a text and of a file: the words around what was found, and the page where it stands."""

import re

import pytest
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult

from pages.document_text import read_document
from pages.models import SiteDocument, Synonym
from pages.search import tasks
from pages.search.passages import EXCERPT, Marker
from pages.search.query import parse as parse_query
from publications.models import PublicationFile
from tests.file_samples import pdf_of
from tests.sample_records import add_publication, text_of, visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

# A word that stands in no demo text.
RARE = "kwizelbeek"


def passage(text, query):
    return Marker(parse_query(query, "nl")).passage(text)[0]


def test_an_excerpt_shows_the_found_words_and_escapes_all_else():
    text = f"{'Vooraf. ' * 40}Tom & <b>Jerry</b> zien de {RARE}s <script>x</script>. {'Daarna. ' * 40}"
    excerpt = passage(text, f"{RARE}s jerry")
    assert f"<mark>{RARE}s</mark>" in excerpt
    assert "<mark>Jerry</mark>" in excerpt
    assert "Tom &amp; &lt;b&gt;" in excerpt
    assert "<script>" not in excerpt
    assert len(re.sub(r"<[^>]+>", "", excerpt)) < EXCERPT + 60
    assert excerpt.startswith("Tom &amp;")
    assert excerpt.endswith(" …")


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("gaan", "ging"),
        ("stad", "steden"),
        ("kinderen", "kind"),
        ("zorg", "jeugdzorg"),
        ("schuld", "schuldhulp"),
        ("wijk", "wijkteams"),
        ("cafe", "Café"),
        ("één", "EEN"),
        ("cooperatie", "coöperatie"),
        ("obrien", "O’Brien"),
        ("ehealth", "e-health"),
        ("ehealth", "e‑health"),
        ("strasse", "Straße"),
        ("smørrebrød", "Smørrebrød"),
        ("2023", "2023"),
        ("9789046901236", "978-90-469-0123-6"),
        ("e-health", "ehealth"),
    ],
)
def test_a_word_is_marked_in_another_form_and_as_a_part(query, word):
    assert f"<mark>{word}</mark>" in passage(f"Vooraf iets. Hier staat {word} in een zin.", query)


def test_a_passage_is_the_first_of_those_that_answer_most():
    text = "Over wonen gaat dit. Niets erover. Wonen en zorg samen. Zorg en wonen nog eens. Alleen zorg."
    assert passage(text, "zorg wonen").startswith("<mark>Wonen</mark> en <mark>zorg</mark> samen. <mark>Zorg</mark>")
    assert passage(text, "zorg").startswith("Wonen en <mark>zorg</mark> samen.")
    assert passage(text, "zorg drakenvlieger").startswith("Wonen en <mark>zorg</mark> samen.")
    assert passage(text, "drakenvlieger").startswith("Over wonen gaat dit.")


def test_the_words_of_a_synonym_are_marked_where_they_stand_together():
    Synonym.objects.create(name="kwizelen", others="zorgen voor een naaste")
    excerpt = passage("Zorg goed voor een buurt. Wie wil zorgen voor een naaste, is een naaste.", "kwizelen")
    assert excerpt == "Wie wil <mark>zorgen voor een naaste</mark>, is een naaste."


def test_a_word_of_a_synonym_is_marked_alone_when_it_is_asked_too():
    Synonym.objects.create(name="kwizelen", others="zorgen voor een naaste")
    excerpt = passage("Een naaste. Wie wil zorgen voor een naaste is naaste.", "kwizelen naaste")
    assert excerpt == "Wie wil <mark>zorgen voor een naaste</mark> is <mark>naaste</mark>."


def test_a_passage_of_whom_has_the_words_of_a_synonym_apart_is_its_beginning_without_marks():
    Synonym.objects.create(name="kwizelen", others="zorgen voor een naaste")
    text = "Vooraf dit. De naaste, voor wie een ander zorgt."
    assert passage(text, "kwizelen") == text


def test_a_function_word_is_marked_when_nothing_else_is_asked():
    assert "<mark>een</mark>" in passage("Hier staat een woord.", "een")


@pytest.mark.parametrize("text", ["", "woord", "x" * 1000, "x" * 1000 + f" {RARE}", f"{RARE} " * 500, "a b " * 500])
def test_an_excerpt_is_never_much_longer_than_it_should_be(text):
    excerpt = passage(text, RARE)
    assert len(re.sub(r"<[^>]+>", "", excerpt)) <= EXCERPT + 10


class TestFiles:
    """Words that stand in a file of a page only."""

    @pytest.fixture
    def publication(self, db, settings, tmp_path, django_capture_on_commit_callbacks):
        settings.MEDIA_ROOT = tmp_path
        document = SiteDocument(title="Het hele rapport")
        text = f"Dit gaat over iets anders. Hier staat {RARE} in een zin. Daarna niets."
        document.file.save("rapport.pdf", ContentFile(pdf_of("Voorblad", "Inhoud", text)), save=False)
        document.save()
        page = add_publication("Een rapport", children={"files": [PublicationFile(document=document)]})
        with django_capture_on_commit_callbacks(execute=True):
            read_document.func(document.pk)
        return page

    def test_they_are_found_with_the_number_of_the_page_and_a_link_that_opens_there(self, client, publication):
        soup = visit(client, f"/zoeken/?q={RARE}")
        [card] = soup.select(".results .card")
        assert text_of(card.h3) == publication.title
        assert RARE in card.mark.text.lower()
        link = card.select_one(".card-note a")
        document = publication.files.get().document
        assert link["href"] == f"{document.url}#page=3"
        assert "3" in link.text

    def test_a_file_that_is_deleted_is_found_no_more(self, client, publication, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            publication.files.get().document.delete()
        [row] = DBTaskResult.objects.filter(task_path=tasks.write_pages.module_path)
        tasks.write_pages.func(*row.args_kwargs["args"])
        assert not visit(client, f"/zoeken/?q={RARE}").select(".results .card")
