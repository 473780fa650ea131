"""Template tags of the inventory: rounds and their questions, projects, similar projects, coverage."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from inventory.coverage.place import Place
from inventory.form import steps
from inventory.form.own_questions import questions_of
from inventory.form.questions import questions_of_step
from inventory.gaps import find_gaps_of
from inventory.matching.contact import owners_of
from inventory.matching.similar import find_similar, find_similar_to
from inventory.models import ProjectAnswer, ProjectPage, Submission, Visibility
from inventory.municipalities import (
    count_places,
    draw_places,
    find_places,
    first_to_close,
    list_round_cards,
    report_of,
)
from inventory.owners.publishing import original_of
from inventory.retention import retention_words as words_of_retention
from pages import cache_version
from pages.home_lists import cards_on_home
from pages.page_context import active_locale, find_listings, locale_of
from pages.questions.rules import find_parent, say_condition
from pages.read_together import read_together
from pages.record_index.reading import indexed_records, make_cards

register = template.Library()
# Parameters of the piece of HTML by the key of Submission.answers.
PARAMETERS = {"themes": "thema", "audiences": "doelgroep", "municipalities": "gemeente"}


@register.simple_tag(takes_context=True)
def current_round(context):
    """Return the Card of the round that is open now, else of the newest one; None when there never was one."""
    return _current(list_round_cards(locale_of(context).language_code))


@register.simple_tag(takes_context=True)
def current_round_on_home(context):
    """Return the same Card on the home page, out of what is read for it."""
    return _current(cards_on_home(context, "rounds", locale_of(context).language_code))


def _current(rounds):
    return first_to_close(rounds) or next(iter(rounds), None)


@register.simple_tag(takes_context=True)
def round_projects(context, page, limit=50):
    """Return the Cards of the published projects that were reported in a round, newest first."""
    if not page.pk:
        return []
    found = indexed_records(locale_of(context).language_code, ProjectPage)
    return make_cards(found.with_value("round-key", page.translation_key).newest_first()[:limit])


@register.filter
def retention_words(round_page):
    """Return how long what is sent in a round is kept, as sentences of the submitter."""
    return words_of_retention(round_page)


@register.simple_tag
def project_map(listing):
    """Return how many projects of a listing each municipality has, as a tile map and as a list, as safe HTML.

    That of the whole list is kept until the content changes or a confirmation lapses.
    """
    counts = count_places(listing)

    def draw():
        places = find_places(listing, counts)
        has_unconfirmed = any(each.unconfirmed for each in places)
        values = {"places": places, "maps": draw_places(places), "has_unconfirmed": has_unconfirmed}
        return render_to_string("inventory/components/project_map.html", values)

    if not listing.is_usual:
        return mark_safe(draw())
    return mark_safe(
        cache_version.cached(listing.kept_key("project-map", listing.address, sorted(counts.items())), draw)
    )


@register.simple_tag(takes_context=True)
def own_answers(context, page):
    """Return {"everyone", "network"} of a project: its answers to the editors' own questions that this reader may see.

    The network's are for editors who are logged in; owners read them through their private link.
    """
    request = context.get("request")
    answers = _answers_and_owner(page)[0]
    is_editor = bool(request) and request.user.has_perm("wagtailadmin.access_admin")
    return {
        "everyone": [answer for answer in answers if answer.visibility == Visibility.EVERYONE],
        "network": [answer for answer in answers if answer.visibility == Visibility.NETWORK and is_editor],
    }


def _answers_and_owner(page):
    """Return ([ProjectAnswer], primary key of the project whose owner can be written to or None), read in one query.

    Two parts of the page ask for it: it is kept on the page, which each request has for itself.
    """
    if not page.pk:
        return [], None
    if not hasattr(page, "_answers_and_owner"):
        # Of the owners only what is needed: this is asked each time, and reading whole projects costs.
        owners = owners_of(page).values_list("pk", "project")
        answers, owners = read_together(ProjectAnswer.objects.filter(project=original_of(page)), owners)
        page._answers_and_owner = answers, min(owners)[1] if owners else None
    return page._answers_and_owner


@register.simple_tag(takes_context=True)
def similar_projects(context, page):
    """Return at most three projects like `page`, likest first, as {title, url, language, reasons}."""
    if not page.pk:
        return []
    locale = locale_of(context)

    def find():
        return [
            {
                "title": each.project.title,
                "url": each.project.url,
                "language": each.project.locale.language_code,
                "reasons": [str(reason) for reason in each.reasons],
            }
            for each in find_similar_to(page, locale)
        ]

    return cache_version.cached(f"similar:{page.pk}:{locale.pk}:{get_language()}", find)


# The Report of the Landing of a municipality.
register.simple_tag(report_of, name="municipality_inventory")


@register.simple_tag
def wanting_projects(landing):
    """Return the Cards of the newest confirmed projects of a pages.landing.Landing that look for help."""
    return landing.cards("wanting-projects")


@register.simple_tag
def gaps_of(landing):
    """Return the inventory.gaps.Gaps of a pages.landing.Landing of a theme, subject or werkplaats."""
    return find_gaps_of(landing)


@register.inclusion_tag("inventory/matching/similar.html")
def similar_to(submission):
    """Render the projects similar to a Submission; with JavaScript also while its title and summary are typed."""
    answers = submission.answers
    known = {name: answers.get(key) or [] for key, name in PARAMETERS.items()}
    title, summary = submission.title, answers.get("summary") or ""
    query = {"title": title, "summary": summary, **known}
    if submission.project_id:
        query["project"] = submission.project_id
    found = find_similar(title, summary, *known.values(), exclude=submission.project) if title or summary else []
    return {"found": found, "address": f"{reverse('inventory-similar')}?{urlencode(query, doseq=True)}"}


@register.simple_tag
def contact_address(page):
    """Return the URL of the form to write to the owner of a project; "" where nobody can be written to."""
    _answers, project = _answers_and_owner(page)
    return reverse("inventory-contact", args=[project]) if project else ""


@register.inclusion_tag("inventory/components/coverage_row.html", takes_context=True)
def municipality_row(context, municipality, level=2):
    """Render the projects of a network.Municipality by theme beside its region; `level` is that of the heading.

    What it says is kept for the day while nothing changes.
    """
    locale = active_locale()

    def find():
        place = Place(municipality, find_listings(locale).get("inventory.ProjectPage", ("", frozenset())))
        gaps = [theme for theme in place.themes if theme.is_asked and not theme.total]
        return {"themes": place.themes, "gaps": gaps, "answer": place.answer, "region_name": place.region_name}

    key = f"municipality-row:{municipality.pk}:{locale.language_code}:{timezone.localdate()}"
    return {"place": cache_version.cached(key, find), "municipality": municipality, "level": level}


@register.inclusion_tag("inventory/components/coverage_link.html")
def coverage_link():
    """Render a link to the coverage matrix."""
    return {}


@dataclass
class AskedQuestion:
    """A question as the page of a round lists it."""

    label: str
    help_text: str
    visibility: str
    is_required: bool
    condition: str = ""


@dataclass
class AskedStep:
    """A step of the form: on the page of a round with its `questions`, in the preview with its `form`."""

    title: str
    introduction: str = ""
    questions: tuple = ()
    form: object = None


@register.simple_tag
def asked_steps(page):
    """Return what a round asks as AskedSteps with their questions, without the last one."""
    submission = Submission(round=page)
    shown = [step for step in steps.STEPS[:-1] if step.slug != steps.NEEDS or page.asks_needs]
    asked = [
        AskedStep(step.title, step.introduction, _own(submission) if step.slug == steps.OWN else _fixed(step))
        for step in shown
    ]
    # The themes about which the needs are asked are said in its introduction.
    return [step for step in asked if step.questions or step.introduction]


@register.simple_tag
def preview_steps(page):
    """Return the AskedSteps of a round with an empty form, also of one that is not saved yet."""
    submission = Submission(round=page)
    has_own = bool(questions_of(submission))
    shown = [step for step in steps.STEPS if step.slug != steps.NEEDS or page.asks_needs]
    shown = [step for step in shown if step.slug != steps.OWN or has_own]
    return [
        AskedStep(step.title, step.introduction, form=step.make_form(submission, auto_id=f"id_{step.slug}_%s"))
        for step in shown
    ]


def _fixed(step):
    return [
        AskedQuestion(question.field.label, question.field.help_text, question.visibility, question.field.required)
        for question in questions_of_step(step.slug)
    ]


def _own(submission):
    questions = questions_of(submission)
    return [
        AskedQuestion(
            question.label,
            question.help_text,
            question.seen_by,
            question.required,
            say_condition(question, parent) if (parent := find_parent(question, questions)) else "",
        )
        for question in questions
    ]
