"""The themes, agendas and workgroups that landing pages show: the lists of the hook `landing_lists` (pages.landing)."""

from wagtail.models import Page

from pages.models import WerkplaatsPage
from pages.record_index.reading import indexed_records
from themes.models import KnowledgeAgendaPage, ProgrammePage, ThemePage, WorkgroupPage


def sidebar_themes(landing):
    """Return the themes of most records of a Landing, without the theme that it is about."""
    if landing.kind == "werkplaats" or not landing.themes:
        return None
    keys = ThemePage.objects.filter(slug__in=landing.themes).values("translation_key")
    found = indexed_records(landing.locale.language_code, ThemePage).filter(page__translation_key__in=keys)
    return found.exclude(page__translation_key=landing.entity_key)


def _of_werkplaats(find):
    """Let a list of a werkplaats be none on other landing pages and on drafts; find(Landing) returns IndexedRecords."""
    return lambda landing: find(landing) if landing.kind == "werkplaats" and landing.entity.pk else None


def themes_of_agendas(landing):
    """Return the themes of all knowledge agendas of the werkplaats of a Landing."""
    themes = ThemePage.objects.filter(agenda__werkplaats__translation_key=landing.entity_key)
    return indexed_records(landing.locale.language_code, ThemePage).filter(page__in=themes.order_by().values("pk"))


def workgroups(landing):
    """Return the workgroups under the werkplaats of a Landing, and those that name it."""
    found = indexed_records(landing.locale.language_code, WorkgroupPage)
    below = found.filter(page__in=Page.objects.child_of(landing.entity).order_by().values("pk"))
    return below | found.with_value("werkplaats-key", landing.entity_key)


def everything_of(model):
    """Return a function of a Landing that returns all records of a type in its language: werkplaatsen, agendas and
    programmes are few, and a timeline needs those that came before and after.
    """
    return lambda landing: indexed_records(landing.locale.language_code, model)


def list_landing_lists():
    """Return {name of the list: function of a Landing that returns its IndexedRecords}."""
    of_werkplaats = {
        "themes-of-agendas": themes_of_agendas,
        "workgroups": workgroups,
        "werkplaatsen": everything_of(WerkplaatsPage),
        "agendas": everything_of(KnowledgeAgendaPage),
        "programmes": everything_of(ProgrammePage),
    }
    return {
        "sidebar-themes": sidebar_themes,
        **{name: _of_werkplaats(find) for name, find in of_werkplaats.items()},
    }
