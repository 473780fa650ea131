"""Template tags for reports in the admin."""

from django import template

from newsletters.mailings.visit_report import visits_of

register = template.Library()


@register.inclusion_tag("newsletters/admin/issue_visits.html")
def issue_visits(issue):
    """Render the visits of an issue per item and link, with a link to the CSV file."""
    return {"issue": issue, "report": visits_of(issue)}
