"""Projects as open data: records of plain values without contact data, as CSV (RFC 4180) and JSON (RFC 8259).

Both are generated in pieces, so that no file is in memory whole.
"""

import csv
import json
import re
from collections import defaultdict
from datetime import date
from html import unescape
from urllib.parse import quote

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Page

from inventory.models import ProjectAnswer, ProjectIndexPage, ProjectPage, ProjectPartner, Visibility
from inventory.open_data.fields import FLAG, LIST_SEPARATOR, STRUCTURED, list_fields
from pages.actions import VISIT
from pages.models import ActionLink, SubjectLink
from themes.models import ThemeLink
from visitors.spreadsheet_cells import safe_cell

BATCH = 500  # projects that are in memory at a time
# Besides those that fields name themselves (fields.Field.column).
COLUMNS = [
    "pk", "url_path", "translation_key", "locale__language_code", "date", "lead_organisation__name", "round__title",
    "round__live", "confirmed_on", "first_published_at__date", "last_published_at__date",
]  # fmt: skip
# Wagtail makes a field of its own for each value that it reads as JSON; it is quicker to read it as text.
BODY = ProjectPage._meta.get_field("body")
# Only from the beginning of a word: from every letter of it would take long.
MAIL_ADDRESS = re.compile(r"(?<![^\s<>()\[\]\"',;:])[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+\.[a-zA-Z]{2,}")
# The tags that our editor writes. With others strip_tags can deal, which takes thirty times as long.
TAGS = re.compile(r"</?[a-z][^<>\"']*(?:\"[^\"<>]*\"[^<>\"']*)*>", re.IGNORECASE)
ENDS_OF_LINES = re.compile(r"</(?:p|h[1-6]|li|blockquote)>|<br\s*/?>", re.IGNORECASE)
# Parts of blocks that are texts for readers; the rest are keys of images, choices and the like.
TEXTS_OF_BLOCKS = ("heading", "question", "text", "answer", "attribution")
PIECE = 200  # records that are sent at a time


def published_projects():
    """Return the published ProjectPages, each once: the Dutch page, or another where there is no Dutch one."""
    projects = ProjectPage.objects.published()
    main = Page.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE, live=True, translation_key=OuterRef("translation_key")
    )
    return projects.filter(Q(locale__language_code=settings.LANGUAGE_CODE) | ~Exists(main))


def read_records(request):
    """Yield a dict by the names of open_data.fields for every published project, the oldest first.

    Addresses are absolute, for the site of the request. Makes a fixed number of queries for each BATCH of projects.
    """
    folders = {page.url_path: page.get_full_url(request) for page in ProjectIndexPage.objects.all()}
    fields = list_fields()
    columns = [*COLUMNS, *(field.column for field in fields if field.column)]
    published = published_projects().order_by("pk")
    keys = list(published.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        # From here to there: a list of keys would be looked through again in each of the queries.
        stretch = {"pk__gte": batch[0], "pk__lte": batch[-1]}
        projects = ProjectPage.objects.filter(**stretch)
        confirmed = set(projects.confirmed_at(timezone.localdate()).values_list("pk", flat=True))
        related = read_related(projects)
        # Rows, not pages: to make a page takes longer than all that is done with it here.
        for row in published.filter(**stretch).values(*columns, blocks=Cast("body", TextField())):
            row["url"] = address_in(folders, row["url_path"])
            row["up_to_date"] = row["pk"] in confirmed
            yield record_of(fields, row, {name: rows[row["pk"]] for name, rows in related.items()})


def address_in(folders, url_path):
    """Return the whole address of a page from {url_path: whole address} of the pages above it; "" when it has none."""
    folder, slug, _end = url_path.rsplit("/", 2)
    address = folders.get(f"{folder}/")
    return f"{address}{quote(slug)}/" if address else ""


def read_related(projects):
    """Return {name: {key: [values]}} of the relations of projects (a queryset), in eight queries."""
    found = {}

    def collect(name, rows):
        found[name] = defaultdict(list)
        for key, *values in rows:
            found[name][key].append(values[0] if len(values) == 1 else values)

    links = ThemeLink.objects.filter(record__in=projects, theme__live=True).order_by("sort_order", "pk")
    collect("themes", links.values_list("record", "theme__translation_key", "theme__title"))
    subjects = SubjectLink.objects.filter(record__in=projects).order_by("sort_order", "pk")
    collect("subjects", subjects.values_list("record", "subject__slug"))
    for name, column in (("audiences", "audience__slug"), ("laws", "law__slug"), ("places", "municipality__code")):
        through = getattr(ProjectPage, "municipalities" if name == "places" else name).through
        collect(
            name, through.objects.filter(projectpage__in=projects).order_by(column).values_list("projectpage", column)
        )
    partners = ProjectPartner.objects.filter(project__in=projects).order_by("sort_order", "pk")
    collect("partners", partners.values_list("project", "organisation__name"))
    websites = ActionLink.objects.filter(record__in=projects, kind=VISIT, url__startswith="http").order_by("sort_order")
    collect("websites", websites.values_list("record", "url"))
    answers = ProjectAnswer.objects.filter(project__in=projects, visibility=Visibility.EVERYONE).order_by(
        "position", "pk"
    )
    collect("answers", answers.values_list("project", "question", "label", "value"))
    return found


def record_of(fields, row, related):
    """Return the record of a project as {name of the field: value}, in the order of `fields`.

    row: its columns with `url` and `up_to_date`; related: its lists from read_related().
    """
    period = row["date"]
    starts, ends = period.schema_ends() if period else (None, None)
    derived = {
        "id": str(row["translation_key"]),
        "url": row["url"],
        "language": row["locale__language_code"],
        "description": clean(text_of_body(BODY.to_python(row["blocks"]).raw_data)),
        "period": period.text if period else "",
        "starts": starts or "",
        "ends": ends or "",
        "themes": [title for _key, title in related["themes"]],
        "theme_ids": [str(key) for key, _title in related["themes"]],
        "subjects": related["subjects"],
        "audiences": related["audiences"],
        "laws": related["laws"],
        "municipalities": related["places"],
        "lead_organisation": row["lead_organisation__name"] or "",
        "partners": related["partners"],
        "website": next(iter(related["websites"]), ""),
        "round": row["round__title"] if row["round__live"] else "",
        "answers": [
            {"question": question, "label": label, "answer": clean(value)}
            for question, label, value in related["answers"]
        ],
        "confirmed_on": day(row["confirmed_on"]),
        "up_to_date": row["up_to_date"],
        "published_on": day(row["first_published_at__date"]),
        "changed_on": day(row["last_published_at__date"]),
    }
    return {field.name: plain(row[field.column]) if field.column else derived[field.name] for field in fields}


def plain(value):
    """Return the value of a column for a record: texts without email addresses, dates as ISO 8601, "" for None."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def day(value):
    """Return a date as ISO 8601 text; "" for None."""
    return value.isoformat() if value else ""


def clean(text):
    """Return a text without email addresses, which people did not mean to publish as data."""
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
    html = ENDS_OF_LINES.sub("\n", html)
    text = TAGS.sub("", html)
    text = unescape(strip_tags(html) if "<" in text else text)
    return [line for line in (" ".join(part.split()) for part in text.split("\n")) if line]


class _Lines(list):
    """A file object for csv.writer that keeps lines until they are taken."""

    write = list.append

    def take(self):
        text = "".join(self)
        self.clear()
        return text


def write_csv(records):
    """Yield the CSV file in pieces of text: a header, and a line per record.

    Texts that begin like a formula get an apostrophe (visitors.spreadsheets).
    """
    lines = _Lines()
    fields = list_fields()
    writer = csv.writer(lines)
    writer.writerow([field.name for field in fields])
    for number, record in enumerate(records, start=1):
        writer.writerow([cell_of(field, record[field.name]) for field in fields])
        if number % PIECE == 0:
            yield lines.take()
    yield lines.take()


def cell_of(field, value):
    """Return a value of a record as the text of one cell."""
    if field.kind == STRUCTURED:
        return json.dumps(value, ensure_ascii=False) if value else ""
    if field.kind == FLAG:
        return "true" if value else "false"
    if field.is_list:
        return safe_cell(LIST_SEPARATOR.join(part.replace(LIST_SEPARATOR, "/") for part in value))
    return safe_cell(value)


def write_json(records, about):
    """Yield the file in pieces of text: an object with what `about` (dict) says and the list `projects`."""
    head = json.dumps(about, ensure_ascii=False, indent=1)
    yield f'{head[:-2]},\n "projects": [\n'
    waiting = []
    separator = ""
    for record in records:
        waiting.append(json.dumps(record, ensure_ascii=False))
        if len(waiting) == PIECE:
            yield separator + ",\n".join(waiting)
            separator, waiting = ",\n", []
    if waiting:
        yield separator + ",\n".join(waiting)
    yield "\n]}\n"
