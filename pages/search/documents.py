"""Search documents: what is in one, and writing them in bulk.

A document has four parts that weigh differently: the title; names (kind, people in every role, organisations, series,
ISBN, DOI, places, subjects, subtitle and summary); the text; the files. Writing is idempotent.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, F, OuterRef, prefetch_related_objects
from django.utils import translation
from wagtail.models import Page
from wagtail.search import index

from pages.models import SearchDocument
from pages.page_context import give_locales, read_locales, read_restricted_paths
from pages.record_index.lookups import mark_empty
from pages.record_types import record_types
from pages.search import attachments, compounds, terms
from pages.search.engine import engine
from pages.search.entities import entity_types
from pages.search.words import fold

NAMES = ("title", "name", "name_en", "short_name")
OTHER_PAGES = "page"
BATCH = 200
MOST_COUNTED = 2_000  # pages whose words are counted together; a multiple of BATCH
LONGEST_TEXT = 200_000  # characters of a page's own text, and as many of its files
WORDS_RANKED = 1_500  # of the text, for the small vector that ranking reads


@dataclass
class Draft:
    """A document on its way to the index: its row, and the lexemes of its four parts, a list of tuples each."""

    row: SearchDocument
    parts: list = field(default_factory=list)
    # {word: spelling} of all its words, folded, their forms and parts.
    spelled: dict = field(default_factory=dict)


class WordCounts:
    """Changes of the counts of SearchWord, collected from documents and written together."""

    def __init__(self):
        self.difference = Counter()
        self.spelled = {}

    def add(self, new, old):
        """Collect the new {word: spelling} and the old words (a text) of a document."""
        old = set(old.split())
        added, gone = new.keys() - old, old - new.keys()
        self.difference.update(added)
        self.spelled.update({word: new[word] for word in added} if old else new)
        self.difference.subtract(gone)
        for word in gone:
            self.spelled.setdefault(word, word)

    def write(self):
        """Write what was collected, in the order of the words, so that two writers do not wait for each other."""
        changed = sorted((word, number) for word, number in self.difference.items() if number)
        engine().count_words([(word, word[::-1], self.spelled[word][:80], number) for word, number in changed])
        self.difference.clear()
        self.spelled.clear()


def write(pages, counts=None):
    """Write the documents of pages (a list of specific pages); remove those of pages that readers may not see.

    Return {primary key: title in the former document} of those that had one.

    counts: WordCounts that the caller writes; without, they are written here.
    """
    own = counts or WordCounts()
    pages = [page for page in pages if page.depth > 1]
    give_locales(pages, read_locales())
    hidden = tuple(read_restricted_paths())
    live = [page for page in pages if page.live and not page.path.startswith(hidden)]
    gone = {page.pk for page in pages} - {page.pk for page in live}
    titles = {}
    with transaction.atomic(savepoint=False):
        if gone:
            remove(gone)
        if live:
            files = attachments.read_texts([page.pk for page in live], {type(page) for page in live})
            titles = _store([_draft_page(page, files.get(page.pk, ())) for page in live], own)
        _set_stands_alone({page.translation_key for page in pages})
        if counts is None:
            own.write()
    return titles


def write_pages(keys, advance=lambda count: None):
    """Write the documents of the pages with these primary keys, a batch at a time and with as few queries as can be.

    advance: called with the number of pages after each batch.
    """
    keys = sorted(keys)
    counts = WordCounts()
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        write(load(batch), counts)
        advance(len(batch))
        if start % MOST_COUNTED == MOST_COUNTED - BATCH or batch[-1] == keys[-1]:
            counts.write()


def write_entities(entity_type, keys=None):
    """Write the documents of the things of one type (an EntityType), all of them or those with these primary keys."""
    rows = entity_type.model._default_manager.all()
    rows = rows if keys is None else rows.filter(pk__in=keys)
    related = [path.split("__")[0] for path in entity_type.names]
    related = [name for name in related if entity_type.model._meta.get_field(name).is_relation]
    paginator = Paginator(rows.order_by("pk").prefetch_related(*related), BATCH)
    for page in paginator:
        with transaction.atomic():
            counts = WordCounts()
            _store([_draft_entity(entity_type, thing) for thing in page], counts)
            counts.write()
    if keys is None:
        stale = SearchDocument.objects.filter(page=None, entity_type=entity_type.name)
        stale.exclude(slug__in=entity_type.model._default_manager.values("slug")).delete()


def remove(keys):
    """Remove the documents of the pages with these primary keys."""
    SearchDocument.objects.filter(page__in=keys).delete()


def forget(document):
    """Remove what the engine, the counts of words and the translations hold of a document that is being deleted."""
    engine().forget([document.pk])
    counts = WordCounts()
    counts.add({}, document.words)
    counts.write()
    if document.page_id:
        _set_stands_alone({document.translation_key}, without=document.page_id)


def rebuild(advance=lambda count: None):
    """Write every document anew, pages and things, and remove those whose page is gone.

    The words of the site are read again afterwards, and the documents of the first batches, which were written before
    they were known, get the parts of compounds with the next edit or rebuilding.
    """
    for entity_type in entity_types():
        write_entities(entity_type)
    compounds.read_again()
    keys = list(Page.objects.filter(live=True, depth__gt=1).values_list("pk", flat=True))
    write_pages(keys, advance)
    SearchDocument.objects.exclude(page=None).exclude(page__live=True).delete()
    compounds.read_again()


def load(keys):
    """Return the specific pages with these primary keys, with all that their documents need."""
    pages = list(Page.objects.filter(pk__in=keys).specific())
    by_type = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    for page_type, members in by_type.items():
        if paths := relations(page_type):
            mark_empty(members)
            prefetch_related_objects(members, *paths)
    return pages


def relations(page_type):
    """Return the lookups (list) that fetch everything that `search_names` of a type names."""
    found = []
    for path in getattr(page_type, "search_names", []):
        model, steps = page_type, []
        for name in path.split("__"):
            relation = model._meta.get_field(name) if name in _field_names(model) else None
            if relation is None or not relation.is_relation:
                break
            steps.append(name)
            model = relation.related_model
        if steps:
            found.append("__".join(steps))
    return list(dict.fromkeys(found))


def _field_names(model):
    return {item.name for item in model._meta.get_fields()}


def _draft_page(page, files):
    texts = []
    names = []
    for item in page.get_search_fields():
        if isinstance(item, index.SearchField) and item.field_name != "title":
            (names if item.boost and item.boost > 1 else texts).extend(flatten(item.get_value(page)))
    summary = getattr(page, "summary", "")
    if summary in names:
        names.remove(summary)
        texts.insert(0, summary)
    language = page.locale.language_code
    with translation.override(language):
        names.append(str(getattr(page, "kind_label", page._meta.verbose_name)))
        for path in getattr(page, "search_names", []):
            names += names_at(page, path.split("__"))
    row = SearchDocument(
        page_id=page.pk,
        language=language,
        translation_key=page.translation_key,
        kind=page.search_kind if type(page) in record_types() else OTHER_PAGES,
        day=_day_of(page),
        title=page.title,
        text="\n".join(" ".join(text.split()) for text in texts)[:LONGEST_TEXT],
    )
    file_text = "\n".join(text for _document, _number, text in files)[:LONGEST_TEXT]
    # What stands in the summary counts as a name as well as a text: it says what the page is about.
    return _analyse(row, [page.title, "\n".join([*names, summary]), row.text, file_text])


def _draft_entity(entity_type, thing):
    row = SearchDocument(
        entity_type=entity_type.name, slug=thing.slug, kind=entity_type.name, title=str(thing)[:255], words=""
    )
    names = [text for path in entity_type.names for text in names_at(thing, path.split("__"))]
    return _analyse(row, [row.title, "\n".join(names), "", ""])


def _analyse(row, texts):
    draft = Draft(row)
    spelled = draft.spelled
    for text in texts:
        spellings, found = terms.read(text)
        draft.parts.append(found)
        # A word has the same lexemes wherever it stands, but for a number with separators.
        for spelling, group in dict.fromkeys(zip(spellings, found, strict=True)):
            spelled.setdefault(fold(spelling), spelling)
            for lexeme in group:
                plain = lexeme.removeprefix(terms.PART)
                spelled.setdefault(plain, plain)
    row.title_terms = terms.title_terms(draft.parts[0])
    spelled.pop("", None)
    row.words = " ".join(spelled)
    return draft


def _day_of(page):
    if getattr(page, "is_record", False):
        return page.sort_date
    return page.first_published_at.date() if page.first_published_at else None


def _store(drafts, counts):
    """Store drafts; return {key: title in the former document} of those that had one."""
    if not drafts:
        return {}
    rows = [draft.row for draft in drafts]
    old = _existing(rows)
    for row in rows:
        row.pk, *_rest = old.get(_key_of(row), (None, "", ""))
    fields = [item.name for item in SearchDocument._meta.concrete_fields if item.name not in ("id", "stands_alone")]
    SearchDocument.objects.bulk_create([row for row in rows if row.pk is None])
    # Quicker than bulk_update(), which writes a CASE for each field.
    SearchDocument.objects.bulk_create(
        [row for row in rows if _key_of(row) in old], update_conflicts=True, unique_fields=["id"], update_fields=fields
    )
    engine().store(drafts)
    for draft in drafts:
        counts.add(draft.spelled, old.get(_key_of(draft.row), (None, "", ""))[1])
    return {key: title for key, (_pk, _words, title) in old.items()}


def _key_of(row):
    return row.page_id or (row.entity_type, row.slug)


def _existing(rows):
    """Return {key: (primary key, words, title)} of the documents that are there already."""
    if rows[0].page_id:
        found = SearchDocument.objects.filter(page__in=[row.page_id for row in rows])
    else:
        found = SearchDocument.objects.filter(page=None, entity_type=rows[0].entity_type)
        found = found.filter(slug__in=[row.slug for row in rows])
    found = found.only("pk", "page_id", "entity_type", "slug", "words", "title")
    return {_key_of(row): (row.pk, row.words, row.title) for row in found}


def _set_stands_alone(keys, without=None):
    """Say of the documents with these translation keys whether a published page in another language says the same.

    without: the primary key of a page that does not count, because it is being deleted.
    """
    others = Page.objects.order_by().filter(translation_key=OuterRef("translation_key"), live=True).exclude(pk=without)
    others = others.exclude(locale__language_code=OuterRef("language"))
    documents = SearchDocument.objects.order_by().filter(translation_key__in=keys).annotate(is_alone=~Exists(others))
    changed = defaultdict(list)
    for pk, is_alone in documents.exclude(stands_alone=F("is_alone")).values_list("pk", "is_alone"):
        changed[is_alone].append(pk)
    for is_alone, rows in changed.items():
        SearchDocument.objects.filter(pk__in=rows).update(stands_alone=is_alone)


def flatten(value):
    """Return the texts in a search field's value, which may be nested lists."""
    if isinstance(value, (list, tuple)):
        return [text for part in value for text in flatten(part)]
    return [str(value)] if value else []


def names_at(thing, path):
    """Return the texts or the names found by following attributes from `thing`; through lists to every member."""
    if thing is None:
        return []
    if isinstance(thing, str):
        return [thing]
    if not path:
        return [getattr(thing, name) for name in NAMES if getattr(thing, name, "")]
    # Without the queryset that a manager makes of what was read.
    members = getattr(thing, "_prefetched_objects_cache", {}).get(path[0])
    if members is None:
        value = getattr(thing, path[0])
        members = value.all() if hasattr(value, "all") else [value]
    return [name for member in members for name in names_at(member, path[1:])]


def pages_naming(thing):
    """Return the primary keys (set) of the pages in whose documents the name of a row stands, by `search_names`."""
    found = set()
    for page_type in record_types():
        for path in relations(page_type):
            if issubclass(_model_at(page_type, path), type(thing)):
                found.update(page_type.objects.filter(**{path: thing}).values_list("pk", flat=True))
    return found


def _model_at(model, path):
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model
