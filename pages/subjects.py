"""Subjects of records: those that a record has, those below a subject, and those that a text seems to be about."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings

from pages import cache_version
from pages.page_context import give_locales
from pages.search.words import dictionary_form, split

LINK = "pages.SubjectLink"
MODEL = "pages.Subject"  # read late: the models describe themselves with what is here
MOST_SUGGESTED = 8
LONGEST_TEXT = 50_000  # characters that are looked at
TITLE_WEIGHT = 5  # a word of the title counts so much more than one of the text
SHORTEST_PART = 5  # letters of a name that counts as a part of a compound
WORDS_OF_PHRASE = 4


def subjects_of(record):
    """Return the Subjects of a record in their order, without duplicates; one query, none when they were prefetched.

    They are kept on the record: its page names them, and so do its structured data.
    """
    if not hasattr(record, "_subjects"):
        links = record.subject_links.all()
        if "subject_links" not in getattr(record, "_prefetched_objects_cache", {}):
            links = links.select_related("subject")
        record._subjects = list(dict.fromkeys(link.subject for link in links))
    return record._subjects


def linked_themes(record):
    """Return the theme pages of a record in their order, with their Locale; one query, none when they were prefetched.

    They are kept on the record, as its subjects are.
    """
    if not hasattr(record, "_linked_themes"):
        links = record.theme_links.all()
        if "theme_links" not in getattr(record, "_prefetched_objects_cache", {}):
            links = links.select_related("theme")
        record._linked_themes = [link.theme for link in links]
        give_locales(record._linked_themes)
    return record._linked_themes


def read_subjects(records):
    """Read the subjects of records of any types for subjects_of(), in one query; none without records."""
    if not records:
        return
    found = defaultdict(list)
    links = apps.get_model(LINK).objects.filter(record__in=[record.pk for record in records])
    for link in links.order_by("sort_order", "pk").select_related("subject"):
        found[link.record_id].append(link.subject)
    for record in records:
        record._subjects = list(dict.fromkeys(found[record.pk]))


def records_on(subject):
    """Return the primary keys of the records on a Subject or on what is narrower, as a queryset of values."""
    return apps.get_model(LINK).objects.filter(subject__in=read_tree().with_narrower(subject.pk)).values("record")


@dataclass
class Tree:
    """The vocabulary in memory: `subjects` {key: Subject} in order, and {key: keys} of narrower and broader ones."""

    subjects: dict
    narrower: dict = field(default_factory=lambda: defaultdict(list))
    broader: dict = field(default_factory=lambda: defaultdict(list))

    def with_narrower(self, key):
        """Return the keys (set) of a subject and of all that is narrower, however deep."""
        found, todo = set(), {key}
        while todo:
            found |= todo
            todo = {lower for upper in todo for lower in self.narrower.get(upper, ())} - found
        return found

    def all_broader(self, key):
        """Return the keys (set) of all subjects that are broader than one, however far."""
        found, todo = set(), set(self.broader.get(key, ()))
        while todo:
            found |= todo
            todo = {upper for lower in todo for upper in self.broader.get(lower, ())} - found
        return found

    def neighbours(self, relation, key):
        """Return the Subjects next to one along `relation` ("narrower" or "broader"), in their order."""
        keys = set(getattr(self, relation).get(key, ()))
        return [subject for pk, subject in self.subjects.items() if pk in keys]

    @property
    def top(self):
        """The Subjects without broader ones, in their order."""
        return [subject for pk, subject in self.subjects.items() if not self.broader.get(pk)]


def read_tree():
    """Return the Tree, cached until the content changes; two queries when it is not cached."""
    return cache_version.cached("subject-tree", _read_tree, alone=True)


def _read_tree():
    model = apps.get_model(MODEL)
    subjects = {subject.pk: subject for subject in model.objects.order_by("position", "name")}
    tree = Tree(subjects, {}, {})
    for narrow, broad in model.broader.through.objects.values_list("from_subject", "to_subject"):
        tree.narrower.setdefault(broad, []).append(narrow)
        tree.broader.setdefault(narrow, []).append(broad)
    return tree


def suggest_subjects(title, text=""):
    """Return at most MOST_SUGGESTED Subjects whose names or synonyms stand in these words, the likeliest first.

    title, text: what the editor typed so far, in any order and with any marks between.
    """
    phrases = cache_version.cached("subject-phrases", _read_phrases)
    points = Counter()
    for words, weight in ((title, TITLE_WEIGHT), (text, 1)):
        for phrase, number in _phrases_in(words[:LONGEST_TEXT]).items():
            for key, share in _subjects_named(phrase, phrases).items():
                points[key] += number * weight * share
    subjects = read_tree().subjects
    ranked = sorted(points, key=lambda key: (-points[key], subjects[key].name))
    return [subjects[key] for key in ranked if key in subjects][:MOST_SUGGESTED]


def _read_phrases():
    """Return {dictionary forms of a name (tuple): keys of the subjects that have it}."""
    phrases = defaultdict(set)
    for subject in apps.get_model(MODEL).objects.all():
        for name in subject.names:
            phrases[_forms(name)].add(subject.pk)
    phrases.pop((), None)
    return dict(phrases)


def _forms(text):
    return tuple(dictionary_form(word, settings.LANGUAGE_CODE) for word in split(text))


def _phrases_in(text):
    """Return {tuple of up to WORDS_OF_PHRASE dictionary forms: how often it stands in the text}."""
    forms = _forms(text)
    return Counter(
        forms[start : start + length]
        for length in range(1, WORDS_OF_PHRASE + 1)
        for start in range(len(forms) + 1 - length)
    )


def _subjects_named(phrase, phrases):
    """Return {key: share} of the subjects that a phrase names; a part of a compound names them for half."""
    if phrase in phrases:
        return dict.fromkeys(phrases[phrase], 1)
    if len(phrase) > 1:
        return {}
    word, found = phrase[0], {}
    for end in range(SHORTEST_PART, len(word) - 1):
        for part in (word[:end], word[-end:]):
            found |= dict.fromkeys(phrases.get((part,), ()), 0.5)
    return found
