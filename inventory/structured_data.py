"""Structured data (schema.org) of a project, never with a person."""

from pages.page_rows import fetch_rows
from pages.structured_data import describe_organisation, describe_page, describe_topics


def describe_project(project, request):
    """Return the node of a ProjectPage: a Project, which schema.org takes for a kind of Organization."""
    founded, dissolved = project.date.schema_ends() if project.date else (None, None)
    fetch_rows(project, request)
    lead, partners = project.lead_organisation, project.partners.all()
    return describe_page(
        project,
        request,
        foundingDate=founded,
        dissolutionDate=dissolved if project.date and project.date.is_period else None,
        parentOrganization=lead and describe_organisation(lead),
        member=[describe_organisation(partner.organisation) for partner in partners],
        areaServed=[
            {"@type": "AdministrativeArea", "name": place.name, "identifier": place.code}
            for place in project.municipalities.all()
        ],
        knowsAbout=describe_topics(project, request),
    )
