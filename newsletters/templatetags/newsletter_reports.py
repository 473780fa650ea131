"""What came of an issue, for the page of a mailing in the admin."""

from django import template

from newsletters.visits import visits_of

register = template.Library()


@register.inclusion_tag("newsletters/admin/issue_visits.html")
def issue_visits(issue):
    """Show the visits of an issue per item and link, with a link to the same as CSV."""
    return {"issue": issue, "report": visits_of(issue)}
