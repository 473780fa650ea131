"""The choices of the core questions, and the names of stored keys, in the active language.

Cached until the content changes, so that a step of the form costs no query for them.
"""

from django.utils.translation import get_language
from wagtail.models import Locale

from network.models import Municipality
from pages import cache_version
from pages.models import Audience, HomePage, Law
from pages.subjects import read_tree
from themes.models import ThemePage


def current_themes():
    """Return {translation key: (title, explanation)} of the themes of the agenda on the Dutch home page, by number."""
    return {key: theme[:2] for key, theme in _themes().items() if theme[2]}


def theme_names():
    """Return {translation key: title} of all published themes; in Dutch where there is no translation."""
    return {key: title for key, (title, _explanation, _is_current) in _themes().items()}


def audience_names():
    """Return {slug: name} of the audiences in the editors' order."""
    return _kept("audiences", lambda: {term.slug: term.label for term in Audience.objects.all()})


def law_names():
    """Return {slug: name} of the laws in the editors' order."""
    return _kept("laws", lambda: {term.slug: term.label for term in Law.objects.all()})


def subject_names():
    """Return {slug: name} of the subjects by name."""
    return _kept("subjects", _read_subjects)


def current_municipalities():
    """Return {code: name} of the municipalities that exist today, by name."""
    return _kept(
        "municipalities", lambda: dict(Municipality.objects.current().order_by("name").values_list("code", "name"))
    )


def municipality_names():
    """Return {code: name} of all municipalities, also of those that merged into others."""
    return _kept("all-municipalities", lambda: dict(Municipality.objects.order_by("name").values_list("code", "name")))


def _read_subjects():
    names = {subject.slug: subject.label for subject in read_tree().subjects.values()}
    return dict(sorted(names.items(), key=lambda item: item[1].lower()))


def _themes():
    return _kept("themes", _read_themes)


def _read_themes():
    dutch, active = Locale.objects.get(language_code="nl"), Locale.get_active()
    home = HomePage.objects.live().filter(locale=dutch).exclude(agenda=None).first()
    themes = ThemePage.objects.live().filter(locale=dutch, alias_of=None).order_by("number", "pk")
    translated = {}
    if active != dutch:
        translated = {theme.translation_key: theme for theme in ThemePage.objects.live().filter(locale=active)}
    found = {}
    for theme in themes:
        shown = translated.get(theme.translation_key, theme)
        is_current = home is not None and theme.agenda_id == home.agenda_id
        found[str(theme.translation_key)] = (shown.title, shown.summary, is_current)
    return found


def _kept(name, read):
    return cache_version.cached(f"inventory-choices:{name}:{get_language()}", read)
