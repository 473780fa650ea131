"""The telling words of projects, in their dictionary forms (pages.lemmas), and the index of them."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from inventory.models import ProjectComparison, ProjectPage, ProjectWord
from pages import lemmas

SHORTEST, LONGEST = 3, 60  # letters of a dictionary form; LONGEST is that of lemmas.fold
MOST_WORDS = 80  # of one project, those of its title first
# So many projects at a time are read that have no words yet, each minute (after an import, say).
SLICE = 200
# Words that say nothing about a subject, in dictionary form; how rare the others are is counted.
LITTLE = """
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
LITTLE_WORDS = lemmas.FUNCTION_WORDS.union(LITTLE.split())


def telling_forms(text, language, most):
    """Return {dictionary form: word as written} of the first `most` words of a text that say what it is about."""
    found = {}
    for word in lemmas.split(text):
        if len(found) == most:
            break
        if word in LITTLE_WORDS or word.isdecimal() or len(word) < SHORTEST:
            continue
        form = lemmas.dictionary_form(word, language)[:LONGEST]
        if len(form) >= SHORTEST and form not in LITTLE_WORDS:
            found.setdefault(form, word)
    return found


def forms_of(project):
    """Return {dictionary form: word} of what a project's title and summary say."""
    text = f"{project.title} {project.summary}"
    return telling_forms(text, project.locale.language_code, MOST_WORDS)


def write_words(project):
    """Bring the index in step with a ProjectPage, which has no words when it is not live; it is compared anew."""
    wanted = set(forms_of(project)) if project.live else set()
    kept = set(ProjectWord.objects.filter(project=project).values_list("word", flat=True))
    ProjectWord.objects.filter(project=project, word__in=kept - wanted).delete()
    new = [ProjectWord(project=project, word=word) for word in sorted(wanted - kept)]
    ProjectWord.objects.bulk_create(new, ignore_conflicts=True)
    ProjectComparison.objects.update_or_create(project=project, defaults={"is_due": True, "read_at": timezone.now()})


def read_unread_projects(moment):
    """Write down the words of some projects that were saved without it; a duty (inventory.duties)."""
    unread = ProjectPage.objects.filter(~Exists(ProjectComparison.objects.filter(project=OuterRef("pk"))), live=True)
    for project in unread.select_related("locale").order_by("pk")[:SLICE]:
        write_words(project)


def on_save(instance, update_fields=None, raw=False, **kwargs):
    """Write down the words of a ProjectPage that was saved; a receiver of post_save."""
    if not raw and lemmas.are_touched(update_fields):
        write_words(instance)
