"""What a werkplaats works on: knowledge agendas with themes, programmes, workgroups."""

from .agenda import KnowledgeAgendaPage, ThemeIndexPage, ThemeLink, ThemeMapping, ThemePage
from .programme import ProgrammeContact, ProgrammeIndexPage, ProgrammePage, ProgrammePartner, ProgrammePhase
from .workgroup import WorkgroupPage, WorkgroupPartner, WorkgroupProduct

__all__ = [
    "KnowledgeAgendaPage",
    "ProgrammeContact",
    "ProgrammeIndexPage",
    "ProgrammePage",
    "ProgrammePartner",
    "ProgrammePhase",
    "ThemeIndexPage",
    "ThemeLink",
    "ThemeMapping",
    "ThemePage",
    "WorkgroupPage",
    "WorkgroupPartner",
    "WorkgroupProduct",
]
