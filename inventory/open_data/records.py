"""Projects as open data: what everyone can read on their pages, in records of plain values. No contact data."""

import re
from collections import defaultdict
from html import unescape

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Page

from inventory.models import ProjectAnswer, ProjectPage, ProjectPartner, Visibility
from pages.actions import VISIT
from pages.models import ActionLink
from themes.models import ThemeLink

BATCH = 500  # projects that are in memory at a time
MAIL_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+\.[a-zA-Z]{2,}")
ENDS_OF_LINES = re.compile(r"</(?:p|h[1-6]|li|blockquote)>|<br\s*/?>", re.IGNORECASE)
# Parts of blocks that are texts for readers; the rest are keys of images, choices and the like.
TEXTS_OF_BLOCKS = ("heading", "question", "text", "answer", "attribution")


def published_projects():
    """Return the published ProjectPages, each once: the Dutch page, or another where there is no Dutch one."""
    projects = ProjectPage.objects.published()
    main = Page.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE, live=True, translation_key=OuterRef("translation_key")
    )
    return projects.filter(Q(locale__language_code=settings.LANGUAGE_CODE) | ~Exists(main))


def read_records(request):
    """Yield a dict by the names of open_data.fields for every published project, the oldest first.

    Addresses are whole, for the site of the request. A fixed number of queries is made for each BATCH of projects.
    """
    keys = list(published_projects().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        projects = ProjectPage.objects.filter(pk__in=batch).order_by("pk")
        related = read_related(batch)
        for project in projects.select_related("locale", "lead_organisation", "round"):
            yield record_of(project, {name: rows[project.pk] for name, rows in related.items()}, request)


def read_related(keys):
    """Return {name: {key: [values]}} of what hangs on projects, in seven queries."""
    found = {}

    def collect(name, rows):
        found[name] = defaultdict(list)
        for key, *values in rows:
            found[name][key].append(values[0] if len(values) == 1 else values)

    links = ThemeLink.objects.filter(record__in=keys, theme__live=True).order_by("sort_order", "pk")
    collect("themes", links.values_list("record", "theme__translation_key", "theme__title"))
    for name, column in (("audiences", "audience__slug"), ("laws", "law__slug"), ("places", "municipality__code")):
        through = getattr(ProjectPage, "municipalities" if name == "places" else name).through
        collect(name, through.objects.filter(projectpage__in=keys).order_by(column).values_list("projectpage", column))
    partners = ProjectPartner.objects.filter(project__in=keys).order_by("sort_order", "pk")
    collect("partners", partners.values_list("project", "organisation__name"))
    websites = ActionLink.objects.filter(record__in=keys, kind=VISIT, url__startswith="http").order_by("sort_order")
    collect("websites", websites.values_list("record", "url"))
    answers = ProjectAnswer.objects.filter(project__in=keys, visibility=Visibility.EVERYONE).order_by("position", "pk")
    collect("answers", answers.values_list("project", "question", "label", "value"))
    return found


def record_of(project, related, request):
    """Return the record of a ProjectPage; `related` are its own lists from read_related()."""
    starts, ends = project.date.schema_ends() if project.date else (None, None)
    original_round = project.round if project.round and project.round.live else None
    return {
        "id": str(project.translation_key),
        "url": project.get_full_url(request) or "",
        "language": project.locale.language_code,
        "title": clean(project.title),
        "summary": clean(project.summary),
        "description": clean(text_of_body(project.body.raw_data)),
        "status": project.status,
        "period": project.date.text if project.date else "",
        "starts": starts or "",
        "ends": ends or "",
        "themes": [title for _key, title in related["themes"]],
        "theme_ids": [str(key) for key, _title in related["themes"]],
        "audiences": related["audiences"],
        "laws": related["laws"],
        "municipalities": related["places"],
        "lead_organisation": project.lead_organisation.name if project.lead_organisation else "",
        "partners": related["partners"],
        "website": next(iter(related["websites"]), ""),
        "wanted": clean(project.wanted),
        "open_for_contact": project.open_for_contact,
        "round": original_round.title if original_round else "",
        "answers": [
            {"question": question, "label": label, "answer": clean(value)}
            for question, label, value in related["answers"]
        ],
        "confirmed_on": day(project.confirmed_on),
        "up_to_date": not project.is_unconfirmed,
        "published_on": day(project.first_published_at),
        "changed_on": day(project.last_published_at),
    }


def day(value):
    """Return a date, or an aware datetime as its date in Amsterdam, as ISO 8601 text; "" for None."""
    if value is None:
        return ""
    return (timezone.localdate(value) if hasattr(value, "hour") else value).isoformat()


def clean(text):
    """Return a text without email addresses: whoever wrote one in it did not mean to give it to every program."""
    return MAIL_ADDRESS.sub("[…]", text) if "@" in text else text


def text_of_body(blocks):
    """Return the texts of a raw body stream (dicts with type and value), a line for each paragraph."""
    lines = []
    for block in blocks:
        value = block["value"]
        parts = [value] if isinstance(value, str) else []
        if isinstance(value, dict):
            parts = [value[name] for name in TEXTS_OF_BLOCKS if isinstance(value.get(name), str)]
        lines += [line for part in parts for line in lines_of(part)]
    return "\n".join(lines)


def lines_of(html):
    """Return the lines of text in a piece of HTML, single spaced, without empty ones."""
    text = unescape(strip_tags(ENDS_OF_LINES.sub("\n", html)))
    return [line for line in (" ".join(part.split()) for part in text.split("\n")) if line]
