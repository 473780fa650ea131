"""Similar projects: an index of telling words, candidates by a fixed number of queries, and a score with its reasons.

The index (ProjectWord) holds the words of titles and summaries in their dictionary forms (pages.search.words). Every
query reads a bounded number of rows.
"""

from dataclasses import dataclass, field
from functools import cached_property
from math import log
from uuid import UUID

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Sum, Value, When
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from inventory.models import ProjectComparison, ProjectPage, ProjectWord
from pages.models import Audience
from pages.page_context import active_locale
from pages.read_together import read_together
from pages.search.words import FUNCTION_WORDS, dictionary_form, split
from themes.models import ThemeLink, ThemePage

LONGEST_TITLE, LONGEST_SUMMARY = 255, 600  # characters that are looked at
MOST_WORDS = 24  # of what somebody describes
# Rows of the index of words that are added up; the two rarest words are always among them.
MOST_ROWS = 20_000
BY_WORDS = BY_SUBJECT = 80  # projects that are looked at closely, in each of both ways
MOST_ON_THEME = 2_000  # links of records to the themes, the newest records, out of which those are chosen
SHORTEST, LONGEST = 3, 60  # letters of a dictionary form; LONGEST is that of words.fold
MOST_WORDS_OF_PROJECT = 80  # of one project, those of its title first
# So many projects at a time are read that have no words yet, each minute (after an import, say).
SLICE = 200
# Stop words in dictionary form, besides those of pages.search.words; the others weigh by how rare they are.
STOP_WORDS = """
    aan about after all alle allemaal als also altijd and ander andere any are be because been beter between bij
    binnen both boven but can come could daar dan dat deze die dit do doen door dus each echt eigen elk elkaar er
    for from gaan geen gemeente get geven give goed good haar have hebben hem hen hier hij hoe how hun ieder
    iedereen ik into inwoner its jaar kan komen krijgen kunnen maar make maken many mee meer mens met moeten mogen
    more most municipality na naar nemen new niet nieuw nog not now nu of om omdat onder one only ons onze ook other
    our out over own people project projecten samen samenwerken she should sinds some sommige staan steeds such
    tegen than that their them then there these they this through toch toe together tot tussen uit under use vaak
    vanaf vanuit veel verder very via vinden voor vooral waar waarbij waarin waarmee wanneer want was wat way we wel
    welke werken what when where which who wie wij will willen with without worden work would year you your ze zelf
    zich zien zij zijn zo zonder zullen
"""
ALL_STOP_WORDS = FUNCTION_WORDS.union(STOP_WORDS.split())
# Points out of 100. One sign alone never makes two projects alike, but for several rare words.
THEME, EACH_MORE_THEME, MORE_THEMES = 30, 5, 10
AUDIENCE_OF_THEME, AUDIENCE = 20, 5
PLACE = 15
WORD, ALL_WORDS = 25, 60
ENOUGH = 35
MOST_NAMED = 4  # words, themes, audiences or places in one reason


@dataclass
class Traits:
    """What projects are compared by: {identifier: name} of each kind; for `words` {dictionary form: word}."""

    words: dict = field(default_factory=dict)
    themes: dict = field(default_factory=dict)
    audiences: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Similarity:
    """`strength` from 0 to 100, and `reasons` as (kind, names) pairs, the strongest first."""

    strength: int
    reasons: list

    @property
    def is_enough(self):
        """True when it is worth telling anybody."""
        return self.strength >= ENOUGH


def weight_of(holders, total):
    """Return the weight of a word that `holders` of `total` projects have: above 0, and 1 when only one has it."""
    holders = max(holders, 1)
    return log(1 + max(total, holders) / holders) / log(1 + max(total, holders))


def compare(own, other, weights):
    """Return the Similarity of two Traits; `weights` are those of the words, by weight_of()."""
    themes, audiences, places = (
        [getattr(other, kind)[key] for key in getattr(own, kind) if key in getattr(other, kind)]
        for kind in ("themes", "audiences", "places")
    )
    shared = sorted((form for form in own.words if form in other.words), key=lambda form: (-weights.get(form, 0), form))
    strength = min(ALL_WORDS, sum(WORD * weights.get(form, 0) for form in shared))
    if themes:
        strength += THEME + min(MORE_THEMES, EACH_MORE_THEME * (len(themes) - 1))
    if audiences:
        strength += AUDIENCE_OF_THEME if themes else AUDIENCE
    if places:
        strength += PLACE
    reasons = [("themes", themes[:MOST_NAMED])] if themes else []
    if audiences:
        reasons.append(("audiences", audiences[:MOST_NAMED]))
    if shared:
        reasons.append(("words", [own.words[form] for form in shared[:MOST_NAMED]]))
    if places:
        reasons.append(("places", places[:MOST_NAMED]))
    return Similarity(min(100, round(strength)), reasons)


def in_words(reasons):
    """Return reasons of a Similarity, also as read from JSON, as a list of texts in the active language."""
    named = {kind: ", ".join(names) for kind, names in reasons}
    texts = []
    if "themes" in named and "audiences" in named:
        words = gettext("Same theme and audience: %(themes)s; for %(audiences)s")
        texts.append(words % {"themes": named["themes"], "audiences": named["audiences"]})
    elif "themes" in named:
        texts.append(gettext("Same theme: %(themes)s") % {"themes": named["themes"]})
    elif "audiences" in named:
        texts.append(gettext("For the same people: %(audiences)s") % {"audiences": named["audiences"]})
    for kind, names in reasons:
        if kind == "words":
            words = ngettext("Shared word: %(words)s", "Shared words: %(words)s", len(names))
            texts.append(words % {"words": named[kind]})
        elif kind == "places":
            texts.append(gettext("Same place: %(places)s") % {"places": named[kind]})
    return texts


@dataclass
class Similar:
    """A ProjectPage that is similar, with its Similarity."""

    project: ProjectPage
    likeness: Similarity = field(repr=False)

    @cached_property
    def reasons(self):
        """The reasons as texts, in the language that was active at the first access."""
        return in_words(self.likeness.reasons)


def find_similar(title, summary="", themes=(), audiences=(), municipalities=(), exclude=None, most=3):
    """Return at most `most` Similar, the most similar first. Deterministic for the same content.

    title, summary: texts.
    themes: translation keys (UUIDs or texts), audiences: slugs, municipalities: codes (GMxxxx), as in
        Submission.answers; unknown ones are ignored.
    exclude: a ProjectPage left out in every language.

    Found are published projects in the active language, and those that exist in Dutch only.
    """
    text = f"{title[:LONGEST_TITLE]} {summary[:LONGEST_SUMMARY]}"
    own = Traits(
        words=telling_forms(text, get_language() or "nl", MOST_WORDS),
        themes={str(key): "" for key in themes},
        audiences={str(slug): "" for slug in audiences},
        places={str(code): "" for code in municipalities},
    )
    return _compare_with_all(own, count_holders(own.words), active_locale(), exclude=exclude)[:most]


def find_similar_to(project, locale, *, also=(), most=3):
    """Return the Similar of a ProjectPage among the published ones in `locale`; `also` are keys to look at anyway."""
    words = forms_of(project)
    *rows, counted, totals = read_together(*_query_traits([project.pk], ()), *_query_holders(words))
    own = _fill_traits([project.pk], rows)[project.pk]
    own.words = words
    return _compare_with_all(own, _add_up(counted, totals), locale, exclude=project, also=also)[:most]


def _compare_with_all(own, counts, locale, *, exclude=None, also=()):
    """Return the Similar that are similar enough to some Traits, the most similar first. Two queries at most.

    counts: those of its words, by count_holders().
    """
    holders, total = counts
    weights = {word: weight_of(number, total) for word, number in holders.items()}
    projects = ProjectPage.objects.published().in_language(locale)
    if exclude:
        projects = projects.exclude(translation_key=exclude.translation_key)
    queries = find_by_words(holders, weights, exclude), find_by_subject(own, projects)
    asked = [query for query in queries if query is not None]
    keys = {*also, *(pk for rows in (read_together(*asked) if asked else []) for (pk,) in rows)}
    candidates, traits = _read_candidates(projects.filter(pk__in=keys), own.words) if keys else ({}, {})
    found = [Similar(candidates[key], compare(own, traits[key], weights)) for key in candidates]
    found = [similar for similar in found if similar.likeness.is_enough]
    return sorted(found, key=lambda similar: (-similar.likeness.strength, -similar.project.pk))


def count_holders(words):
    """Return {dictionary form: number of projects} of those words that any project has, the rarest first, and the
    number of all projects that have words. One query.
    """
    return _add_up(*read_together(*_query_holders(words))) if words else ({}, 0)


def _query_holders(words):
    """Return the querysets for _add_up(): of the number of projects that have each word, and of that of all."""
    counted = ProjectWord.objects.filter(word__in=words).order_by().values("word").annotate(holders=Count("project"))
    everything = ProjectComparison.objects.order_by().values(one=Value(1)).annotate(total=Count("pk"))
    return [counted.values_list("word", "holders"), everything.values_list("total")]


def _add_up(rows, totals):
    """Return what count_holders() does, out of the rows of _query_holders()."""
    return dict(sorted(rows, key=lambda row: (row[1], row[0]))), sum(total for (total,) in totals)


def find_by_words(holders, weights, exclude):
    """Return the keys of the projects with the highest sum of weights over the rarest words, the newest of equals.

    As a queryset of one column; None when there is nothing to look for.
    """
    chosen, rows = [], 0
    for word, number in holders.items():
        rows += number
        if len(chosen) >= 2 and rows > MOST_ROWS:
            break
        chosen.append(word)
    if not chosen:
        return None
    # Whole numbers, which every database adds up to the same sum in any order.
    points = Case(
        *(When(word=word, then=Value(round(1000 * weights[word]))) for word in chosen), output_field=IntegerField()
    )
    found = ProjectWord.objects.filter(word__in=chosen).values("project").annotate(points=Sum(points))
    if exclude:
        found = found.exclude(project=exclude)
    best = found.order_by("-points", "-project").values("project")[:BY_WORDS]
    return ProjectPage.objects.filter(pk__in=best).values_list("pk")


def find_by_subject(own, projects):
    """Return the keys of projects on one of the themes that are for one of the audiences or in one of the places.

    As a queryset of one column; None when there is nothing to look for.
    """
    themes = _uuids(own.themes)
    if not themes or not (own.audiences or own.places):
        return None
    fits = [
        Exists(through.objects.filter(projectpage=OuterRef("pk"), **{f"{name}__in": list(values)}))
        for through, name, values in (
            (ProjectPage.audiences.through, "audience__slug", own.audiences),
            (ProjectPage.municipalities.through, "municipality__code", own.places),
        )
        if values
    ]
    keys = ThemePage.objects.filter(translation_key__in=themes).order_by().values("pk")
    newest = ThemeLink.objects.filter(theme__in=keys).order_by("-record").values("record")
    on_theme = projects.filter(pk__in=newest[:MOST_ON_THEME])
    number = sum((Case(When(fit, then=1), default=0) for fit in fits), Value(0, output_field=IntegerField()))
    found = on_theme.annotate(fitting=number).filter(fitting__gt=0).order_by("-fitting", "-pk")
    return ProjectPage.objects.filter(pk__in=found.values("pk")[:BY_SUBJECT]).values_list("pk")


def _read_candidates(projects, words):
    """Return ({key: ProjectPage with its Locale}, {key: Traits}) of projects (a queryset); one query."""
    keys = projects.order_by().values("pk")
    found, *rows = read_together(projects.select_related("locale"), *_query_traits(keys, words))
    candidates = {project.pk: project for project in found}
    return candidates, _fill_traits(candidates, rows)


def _query_traits(keys, words):
    """Return the querysets for _fill_traits() of projects (primary keys, or a queryset of them)."""
    links, audiences = ThemeLink.objects.filter(record__in=keys), ProjectPage.audiences.through.objects
    places = ProjectPage.municipalities.through.objects.filter(projectpage__in=keys)
    names = [f"audience__{name}" for name in ("position", "name", "name_en", "slug")]
    return [
        links.values_list("sort_order", "pk", "record", "theme__translation_key", "theme__title"),
        audiences.filter(projectpage__in=keys).values_list(*names, "projectpage"),
        places.values_list("municipality__name", "municipality__code", "projectpage"),
        ProjectWord.objects.filter(project__in=keys, word__in=list(words)).values_list("project", "word"),
    ]


def _fill_traits(keys, rows):
    """Return {key: Traits} out of the rows of _query_traits(), with those of the words that the projects have."""
    traits = {key: Traits() for key in keys}
    themes, audiences, places, held = rows
    for _order, _pk, key, theme, title in sorted(themes, key=lambda row: (row[0] or 0, row[1])):
        traits[key].themes[str(theme)] = title
    for _position, name, name_en, slug, key in sorted(audiences):
        traits[key].audiences[slug] = Audience(name=name, name_en=name_en).label
    for name, code, key in sorted(places):
        traits[key].places[code] = name
    for key, word in held:
        traits[key].words[word] = word
    return traits


def _uuids(texts):
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def telling_forms(text, language, most):
    """Return {dictionary form: word as written} of the first `most` words of a text that are no stop words."""
    found = {}
    for word in split(text):
        if len(found) == most:
            break
        if word in ALL_STOP_WORDS or word.isdecimal() or len(word) < SHORTEST:
            continue
        form = dictionary_form(word, language)[:LONGEST]
        if len(form) >= SHORTEST and form not in ALL_STOP_WORDS:
            found.setdefault(form, word)
    return found


def forms_of(project):
    """Return {dictionary form: word} of what a project's title and summary say."""
    text = f"{project.title} {project.summary}"
    return telling_forms(text, project.locale.language_code, MOST_WORDS_OF_PROJECT)


def index_words(project):
    """Update the index of the words of a ProjectPage, which has none unless it is live, and mark it for comparison.
    Idempotent.
    """
    wanted = set(forms_of(project)) if project.live else set()
    kept = set(ProjectWord.objects.filter(project=project).values_list("word", flat=True))
    ProjectWord.objects.filter(project=project, word__in=kept - wanted).delete()
    new = [ProjectWord(project=project, word=word) for word in sorted(wanted - kept)]
    ProjectWord.objects.bulk_create(new, ignore_conflicts=True)
    ProjectComparison.objects.update_or_create(project=project, defaults={"is_due": True, "read_at": timezone.now()})


def index_missing_projects(moment):
    """Index some projects that were saved without it. A scheduled job."""
    unread = ProjectPage.objects.filter(~Exists(ProjectComparison.objects.filter(project=OuterRef("pk"))), live=True)
    for project in unread.select_related("locale").order_by("pk")[:SLICE]:
        index_words(project)
