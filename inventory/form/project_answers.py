"""What is known of a project as answers to the form (docs/inventory.md), so that its owner changes instead of types."""

import re
from html import unescape

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext, override

from inventory.models import ProjectPage, Submission
from pages.actions import VISIT

_ENDS = re.compile(r"(</(?:p|h\d|li|ul|ol)>|<br\s*/?>)", re.IGNORECASE)


def answers_of(project):
    """Return the answers (a new dict) that a ProjectPage gives today.

    What is public counts, for editors may have changed it; what the page does not hold comes from the last submission
    that was accepted, own questions among it.
    """
    earlier = _last_accepted(project)
    kept = dict(earlier.answers) if earlier else {}
    for name in ("needs", "regional"):
        kept.pop(name, None)
    description, results = _texts(project)
    first, last = _period(project.date)
    website = next((link.url for link in project.action_links.all() if link.kind == VISIT and link.url), "")
    known = {
        "reports": "project",
        "summary": project.summary,
        "description": description,
        "results": results,
        "status": "" if project.status == ProjectPage.Status.UNKNOWN else project.status,
        "starts": first,
        "ends": last,
        "website": website,
        "lead_organisation": project.lead_organisation.name if project.lead_organisation else "",
        "partners": [partner.organisation.name for partner in project.partners.select_related("organisation")],
        "themes": [str(link.theme.translation_key) for link in project.theme_links.select_related("theme")],
        "audiences": [term.slug for term in project.audiences.all()],
        "laws": [term.slug for term in project.laws.all()],
        "municipalities": [municipality.code for municipality in project.municipalities.all()],
        "wanted": project.wanted,
        "open_for_contact": project.open_for_contact,
    }
    return kept | known


def municipality_of(project):
    """Return the Municipality on whose behalf the project was reported last, or None when that is not known."""
    earlier = _last_accepted(project)
    if earlier and earlier.municipality:
        return earlier.municipality
    places = list(project.municipalities.all()[:2])
    return places[0] if len(places) == 1 else None


def _last_accepted(project):
    accepted = project.submissions.filter(status=Submission.Status.ACCEPTED).select_related("municipality")
    return accepted.order_by("-decided_at", "-pk").first()


def _texts(project):
    """Return (description, results) as plain text; what stands under the heading of the results is those."""
    with override(settings.LANGUAGE_CODE):
        heading = gettext("What others can learn from it")
    html = "\n\n".join(
        getattr(block.value, "source", "") for block in project.body if block.block_type == "text" and block.value
    )
    before, mark, after = html.partition(f"<h2>{heading}</h2>")
    return _plain(before), _plain(after) if mark else ""


def _plain(html):
    text = unescape(strip_tags(_ENDS.sub(lambda end: "\n" if end[0].lower().startswith("<br") else "\n\n", html)))
    lines = "\n".join(" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _period(date):
    """Return the first and the last month or year of a FuzzyDate, each "" when it is not known."""
    if date is None:
        return "", ""
    end = date.end if date.is_period else None
    return _month(date.start), _month(end)


def _month(point):
    if point is None:
        return ""
    return str(point.year) if point.is_season else point.text[:7]
