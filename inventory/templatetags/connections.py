"""What looks alike, and getting in contact, for templates."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from inventory.connections.contact import find_owner
from inventory.connections.similar import find_similar

register = template.Library()
# Parameters of the piece of HTML by the key of Submission.answers.
PARAMETERS = {"themes": "thema", "audiences": "doelgroep", "municipalities": "gemeente"}


@register.inclusion_tag("inventory/connections/similar.html")
def similar_to(submission):
    """Show the projects that a Submission is like; with JavaScript also while its title and summary are typed."""
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
    """Return the address of the form to write to the owner of a project, or an empty text where nobody can be asked."""
    owner = find_owner(page) if page.pk else None
    return reverse("inventory-contact", args=[owner.project_id]) if owner else ""
