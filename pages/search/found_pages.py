"""What a search shows of the pages that it found: title and passage with marked words, from the page or its files."""

from dataclasses import dataclass

from wagtail.models import Page

from pages.models import SearchDocument, SiteDocument
from pages.page_context import give_locales
from pages.record_index.cards import Card
from pages.record_index.reading import cards_of
from pages.search import attachments
from pages.search.passages import Marker


@dataclass(frozen=True)
class FilePassage:
    """Where in a file of a page the words were found: the document's title, and the page or slide where these have
    numbers, as one text ("Het hele rapport, pagina 3"); and its address.
    """

    name: str
    url: str


@dataclass(frozen=True)
class Result:
    """A found page (a Card, or the page where it is no record), its title and a passage as safe HTML with marked words.

    `file` (FilePassage) says where the passage stands when it is in a file; None when it is in the page itself.
    """

    page: Card | Page
    title: str
    excerpt: str
    file: FilePassage | None = None


def read_results(keys, query, language):
    """Return the Results of pages (primary keys, in this order) that answer a Query; deleted ones are left out."""
    found = cards_of(keys, language) if keys else {}
    if others := set(keys) - found.keys():
        pages = Page.objects.live().filter(pk__in=others)
        found |= {page.pk: page.specific_deferred for page in pages}
        give_locales(found[key] for key in others & found.keys())
    documents = SearchDocument.objects.filter(page__in=found) if found else SearchDocument.objects.none()
    texts = dict(documents.values_list("page", "text"))
    return _with_passages([found[key] for key in keys if key in found], texts, Marker(query))


def _with_passages(pages, texts, marker):
    passages = {page.pk: marker.passage(texts.get(page.pk, "")) for page in pages}
    without = [
        page.pk for page in pages if passages[page.pk][1] < marker.number_of_groups and not marker.hits(page.title)
    ]
    in_files = _find_in_files(marker, without, passages)
    results = []
    for page in pages:
        excerpt, place = in_files.get(page.pk) or (passages[page.pk][0], None)
        results.append(Result(page, marker.mark(page.title), excerpt, place))
    return results


def _find_in_files(marker, keys, passages):
    """Return {page's primary key: (excerpt, FilePassage)} of those whose files answer more than their own text."""
    if not keys:
        return {}
    best = {}
    for key, texts in attachments.read_texts(keys).items():
        answered = passages[key][1]
        for document, number, text in texts:
            excerpt, count = marker.passage(text)
            if count > answered:
                best[key], answered = (excerpt, document, number), count
    documents = SiteDocument.objects.in_bulk([document for _excerpt, document, _number in best.values()])
    return {
        key: (excerpt, _place_in(documents[pk], number))
        for key, (excerpt, pk, number) in best.items()
        if pk in documents
    }


def _place_in(document, number):
    name = ", ".join(part for part in (document.title, document.name_of_page(number)) if part)
    return FilePassage(name, document.address_of_page(number))
