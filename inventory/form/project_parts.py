"""The parts of a project that answers fill: how answers become a value of the page, and how the page becomes answers.

inventory.form.questions says which question fills which part; accepting, comparing, merging and prefilling an update
all loop over those parts.
"""

import re
from html import unescape
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape, strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext, override

from inventory.models import ProjectPage, ProjectPartner
from pages.actions import VISIT
from pages.fuzzy_date import FuzzyDate, FuzzyDateError, read_point
from pages.models import ActionLink, Subject, SubjectLink
from themes.models import ThemeLink, ThemePage

LONGEST_TITLE = 255
LAST = 1000
NOT_BEGUN = (ProjectPage.Status.IDEA, ProjectPage.Status.STARTING)
OVER = (ProjectPage.Status.FINISHED, ProjectPage.Status.STOPPED)
_BLOCK_ENDS = re.compile(r"(</(?:p|h\d|li|ul|ol)>|<br\s*/?>)", re.IGNORECASE)


class ProjectPart:
    """One part: by default a column of ProjectPage with the name of the question that fills it.

    name: of the column or relation. label: for editors. keys: the answers that it is made of. position: its place
    where a submission is compared with a project. `sent` and `current` return the same type; `show` makes lines of text
    of it, and two values with the same lines count as equal. `sent` in arguments is a desk.submitted_values.
    SubmittedValues.
    """

    # Rows outside the page and its revisions, which can only be written once the page is saved.
    is_apart = False
    # The value is a list of names of organisations, as typed.
    has_organisations = False

    def __init__(self, name, label, *, position=LAST, keys=()):
        self.name, self.label, self.position = name, label, position
        self.keys = keys or (name,)

    def is_sent(self, sent):
        """Return whether the submission says anything about it, be it that it is empty."""
        return sent.is_asked(*self.keys)

    def sent(self, sent):
        """Return the value that was sent; here a text."""
        return sent.text(self.name)

    def current(self, page):
        """Return the value of a ProjectPage."""
        return getattr(page, self.name)

    def put(self, page, value, sent):
        """Set a sent value on a page; saves nothing."""
        setattr(page, self.name, value)

    def merge(self, page, value, sent):
        """Set a sent value where the page has none, join lists; saves nothing."""
        if value and not self.current(page):
            self.put(page, value, sent)

    def show(self, value):
        """Return a value as lines of text, none when it is empty."""
        return [str(value)] if value else []

    def show_sent(self, value, sent):
        """Return a sent value as lines of text."""
        return self.show(value)

    def answers(self, page):
        """Return {question: answer} with which the form of an update is filled in."""
        return {self.name: self.current(page)}


class TextPart(ProjectPart):
    """A text, cut off at `longest` characters."""

    def __init__(self, *args, longest=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.longest = longest

    def sent(self, sent):
        text = sent.text(self.name)
        return Truncator(text).chars(self.longest) if self.longest else text


class TitlePart(ProjectPart):
    """The title, which is a column of Submission too."""

    def is_sent(self, sent):
        return bool(sent.submission.title.strip())

    def sent(self, sent):
        return sent.submission.title.strip()[:LONGEST_TITLE]

    def answers(self, page):
        return {}


class StatusPart(ProjectPart):
    """One of ProjectPage.Status; UNKNOWN counts as empty."""

    def sent(self, sent):
        return status_of(sent)

    def show(self, value):
        return [str(ProjectPage.Status(value).label)] if value else []

    def merge(self, page, value, sent):
        if page.status == ProjectPage.Status.UNKNOWN:
            page.status = value

    def answers(self, page):
        return {self.name: "" if page.status == ProjectPage.Status.UNKNOWN else page.status}


class PeriodPart(ProjectPart):
    """The FuzzyDate of the page, from the first to the last month or year; None when neither is known.

    What runs has no end; what still has to begin is expected.
    """

    def sent(self, sent):
        first, last = (_read_point(sent.text(key)) for key in self.keys)
        if first is None or last is None or last.latest < first.earliest:
            point = first or last
            if point is None:
                return None
            goes_on = first is not None and status_of(sent) not in (*NOT_BEGUN, *OVER)
            return FuzzyDate(point, None if goes_on else point, point.earliest > timezone.localdate())
        return FuzzyDate(first, last, first.earliest > timezone.localdate())

    def current(self, page):
        return page.date

    def put(self, page, value, sent):
        page.date = value

    def answers(self, page):
        date = page.date
        ends = (date.start, date.end if date.is_period else None) if date else (None, None)
        return dict(zip(self.keys, map(_month_of, ends), strict=True))


class FlagPart(ProjectPart):
    """Yes or no; merged it is yes when one says so."""

    def sent(self, sent):
        return sent.answers.get(self.name) is True

    def show(self, value):
        return [gettext("Yes") if value else gettext("No")]


class BodyPart(ProjectPart):
    """The text of the page: description, and results under a heading. What was sent replaces all blocks."""

    def sent(self, sent):
        """Return the texts of the body (HTML), one for each block."""
        description, results = (sent.text(key) for key in self.keys)
        texts = [_paragraphs(description)]
        if results:
            texts.append(f"<h2>{self._heading()}</h2>{_paragraphs(results)}")
        return [text for text in texts if text]

    def current(self, page):
        return [block.value if block.block_type == "text" else "" for block in page.body]

    def put(self, page, value, sent):
        page.body = [("text", html) for html in value]

    def merge(self, page, value, sent):
        if value and not len(page.body):
            self.put(page, value, sent)

    def show(self, value):
        html = "\n".join(str(getattr(part, "source", part)) for part in value)
        for end in ("</p>", "</h2>", "</h3>", "</h4>", "</li>", "<br/>"):
            html = html.replace(end, f"{end}\n")
        return [line for line in (" ".join(part.split()) for part in unescape(strip_tags(html)).splitlines()) if line]

    def answers(self, page):
        html = "\n\n".join(
            getattr(block.value, "source", "") for block in page.body if block.block_type == "text" and block.value
        )
        before, mark, after = html.partition(f"<h2>{self._heading()}</h2>")
        return dict(zip(self.keys, (_plain_text(before), _plain_text(after) if mark else ""), strict=True))

    @staticmethod
    def _heading():
        with override(settings.LANGUAGE_CODE):
            return gettext("What others can learn from it")


class WebsitePart(ProjectPart):
    """The website: the link of the kind “visit” among the actions."""

    def sent(self, sent):
        url = sent.text(self.name)
        return url if url.startswith(("http://", "https://")) and len(url) <= 500 else ""

    def current(self, page):
        link = self._link(page)
        return link.url if link else ""

    def put(self, page, value, sent):
        link = self._link(page)
        links = list(page.action_links.all())
        if value and not link:
            link = ActionLink(kind=VISIT, subject=gettext("the website of the project"))
            links.append(link)
        if value:
            link.url = value
        else:
            links = [other for other in links if other is not link]
        page.action_links.set(in_order(links))

    def _link(self, page):
        return next((link for link in page.action_links.all() if link.kind == VISIT and link.url), None)


class LeadOrganisationPart(ProjectPart):
    """The organisation that leads, as a list of at most one name."""

    has_organisations = True

    def sent(self, sent):
        name = sent.text(self.name)
        return [name] if name else []

    def current(self, page):
        return [page.lead_organisation.name] if page.lead_organisation_id else []

    def put(self, page, value, sent):
        page.lead_organisation = sent.names.find_or_make(value[0]) if value else None

    def show(self, value):
        return list(value)

    def show_sent(self, value, sent):
        """Return the names; those of organisations that are not known yet say so."""
        lines = []
        for name in value:
            found = sent.names.match(name)
            lines.append(found.name if found else gettext("%(name)s (not known yet)") % {"name": name})
        return lines

    def answers(self, page):
        return {self.name: next(iter(self.current(page)), "")}


class PartnersPart(LeadOrganisationPart):
    """The organisations that take part; the role of one that stays is kept."""

    def sent(self, sent):
        return [name for name in sent.list_of(self.name) if name]

    def current(self, page):
        return [partner.organisation.name for partner in page.partners.all()]

    def put(self, page, value, sent):
        page.partners.set(in_order(self._rows(page, value, sent)))

    def merge(self, page, value, sent):
        there = list(page.partners.all())
        page.partners.set(in_order(there + [row for row in self._rows(page, value, sent) if row not in there]))

    def _rows(self, page, value, sent):
        there = {partner.organisation_id: partner for partner in page.partners.all()}
        found = {row.pk: row for row in map(sent.names.find_or_make, value) if row}
        return [there.get(pk) or ProjectPartner(organisation=row) for pk, row in found.items()]

    def answers(self, page):
        return {self.name: [partner.organisation.name for partner in page.partners.select_related("organisation")]}


class RecordsPart(ProjectPart):
    """Records that a page points at, such as audiences; an answer names them by the field `key`."""

    def __init__(self, *args, key, **kwargs):
        super().__init__(*args, **kwargs)
        self.key = key

    def sent(self, sent):
        model = ProjectPage._meta.get_field(self.name).related_model
        return list(model.objects.filter(**{f"{self.key}__in": sent.list_of(self.name)}))

    def current(self, page):
        return list(getattr(page, self.name).all())

    def put(self, page, value, sent):
        getattr(page, self.name).set(value)

    def merge(self, page, value, sent):
        there = self.current(page)
        self.put(page, there + [row for row in value if row not in there], sent)

    def show(self, value):
        return sorted(str(row) for row in value)

    def answers(self, page):
        return {self.name: [getattr(row, self.key) for row in self.current(page)]}


class LinkedPart(RecordsPart):
    """Records in an order: the relation `links` of a page has rows of `link_class`, with the record as `target`."""

    def current(self, page):
        return [getattr(link, self.target) for link in getattr(page, self.links).all()]

    def put(self, page, value, sent):
        links = getattr(page, self.links)
        there = {getattr(link, f"{self.target}_id"): link for link in links.all()}
        links.set(in_order([there.get(row.pk) or self.link_class(**{self.target: row}) for row in value]))

    def answers(self, page):
        rows = getattr(page, self.links).select_related(self.target)
        return {self.name: [str(getattr(getattr(link, self.target), self.key)) for link in rows]}


class ThemesPart(LinkedPart):
    """The ThemePages in the main language, in order."""

    links, target, link_class = "theme_links", "theme", ThemeLink

    def sent(self, sent):
        return find_themes([key for key in sent.list_of(self.name) if is_uuid(key)])

    def show(self, value):
        return [theme.title for theme in value]


class SubjectsPart(LinkedPart):
    """The Subjects of the vocabulary, in the order in which they were chosen."""

    links, target, link_class = "subject_links", "subject", SubjectLink

    def sent(self, sent):
        slugs = sent.list_of(self.name)
        return sorted(Subject.objects.filter(slug__in=slugs), key=lambda subject: slugs.index(subject.slug))


def in_order(rows):
    """Return Orderable rows as a list, numbered in their order: rows without a number have no order in a database."""
    rows = list(rows)
    for place, row in enumerate(rows):
        row.sort_order = place
    return rows


def status_of(sent):
    """Return the ProjectPage.Status that a submission says; UNKNOWN when it says none."""
    status = sent.text("status")
    return status if status in ProjectPage.Status.values else ProjectPage.Status.UNKNOWN


def find_themes(keys):
    """Return the ThemePages in the main language with these translation keys (texts of UUIDs), in that order."""
    found = ThemePage.objects.filter(translation_key__in=keys, locale__language_code=settings.LANGUAGE_CODE)
    return sorted(found.filter(alias_of=None), key=lambda theme: keys.index(str(theme.translation_key)))


def is_uuid(text):
    """Return whether a text is a UUID (RFC 9562) as Python writes it."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _read_point(text):
    try:
        return read_point(text) if text else None
    except FuzzyDateError:
        return None


def _month_of(point):
    """Return a fuzzy_date.Point as "2018-03" or "2018"; "" for None."""
    if point is None:
        return ""
    return str(point.year) if point.is_season else point.text[:7]


def _paragraphs(text):
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in parts if part)


def _plain_text(html):
    text = _BLOCK_ENDS.sub(lambda end: "\n" if end[0].lower().startswith("<br") else "\n\n", html)
    lines = "\n".join(" ".join(line.split()) for line in unescape(strip_tags(text)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
