"""The parts of a project that a submission can fill: what was sent, what is there, and how one becomes the other."""

from html import unescape

from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.models import ProjectAnswer, ProjectPage, ProjectPartner
from pages.actions import VISIT
from pages.models import ActionLink
from themes.models import ThemeLink

LONGEST_TITLE = 255
LONGEST_SUMMARY = 600


def in_order(rows):
    """Return Orderable rows as a list, numbered in their order: rows without a number have no order in a database."""
    rows = list(rows)
    for place, row in enumerate(rows):
        row.sort_order = place
    return rows


class ProjectField:
    """One part. `name` is that of the column, `keys` are the answers it is made of (the name, unless told).

    A value of `sent` and `current` is the same kind of thing; `show` makes lines of text of it for people, and two
    values with the same lines are the same.
    """

    # Rows of their own, which can only be written once the page is there.
    is_apart = False

    def __init__(self, name, label, *keys):
        self.name = name
        self.label = label
        self.keys = keys or (name,)

    def is_sent(self, sent):
        """Return whether the SubmittedValues say anything about it, be it that it is empty."""
        return sent.is_asked(*self.keys)

    def sent(self, sent):
        """Return the value in SubmittedValues."""
        return getattr(sent, self.name)

    def current(self, page):
        """Return the value of a ProjectPage."""
        return getattr(page, self.name)

    def put(self, page, value, sent):
        """Give a page a value that was sent; saves nothing."""
        setattr(page, self.name, value)

    def unite(self, page, value, sent):
        """Let a page keep what it has and fill in only what it lacks; saves nothing."""
        if value and not self.current(page):
            self.put(page, value, sent)

    def show(self, value):
        """Return a value as lines of text, none when it is empty."""
        return [str(value)] if value else []

    def show_sent(self, value, sent):
        """Return a sent value as lines of text."""
        return self.show(value)


class TextField(ProjectField):
    """A text in a column, not longer than that takes."""

    def __init__(self, name, label, longest=None):
        super().__init__(name, label)
        self.longest = longest

    def sent(self, sent):
        text = sent.text(self.name)
        return Truncator(text).chars(self.longest) if self.longest else text


class TitleField(ProjectField):
    """The title, which is a column of the submission too."""

    def is_sent(self, sent):
        return bool(sent.submission.title.strip())

    def sent(self, sent):
        return sent.submission.title.strip()[:LONGEST_TITLE]


class StatusField(ProjectField):
    """How far it is."""

    def show(self, value):
        return [str(ProjectPage.Status(value).label)] if value else []

    def unite(self, page, value, sent):
        """Not known counts as empty."""
        if page.status == ProjectPage.Status.UNKNOWN:
            page.status = value


class PeriodField(ProjectField):
    """From when until when: the date of the page."""

    def current(self, page):
        return page.date

    def put(self, page, value, sent):
        page.date = value


class FlagField(ProjectField):
    """Yes or no; united it is yes when one says so."""

    def sent(self, sent):
        return sent.answers.get(self.name) is True

    def show(self, value):
        return [gettext("Yes") if value else gettext("No")]


class BodyField(ProjectField):
    """The text: description and results. What was sent takes the place of all blocks."""

    def current(self, page):
        return [block.value if block.block_type == "text" else "" for block in page.body]

    def put(self, page, value, sent):
        page.body = [("text", html) for html in value]

    def unite(self, page, value, sent):
        if value and not len(page.body):
            self.put(page, value, sent)

    def show(self, value):
        html = "\n".join(str(getattr(part, "source", part)) for part in value)
        for end in ("</p>", "</h2>", "</h3>", "</h4>", "</li>", "<br/>"):
            html = html.replace(end, f"{end}\n")
        return [line for line in (" ".join(part.split()) for part in unescape(strip_tags(html)).splitlines()) if line]


class WebsiteField(ProjectField):
    """The website: the link of the kind “visit” among the actions."""

    def sent(self, sent):
        url = sent.text("website")
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


class LeadOrganisationField(ProjectField):
    """The organisation that leads; sent as a name."""

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


class PartnersField(LeadOrganisationField):
    """The organisations that take part; the role of one that stays is kept."""

    def current(self, page):
        return [partner.organisation.name for partner in page.partners.all()]

    def put(self, page, value, sent):
        page.partners.set(in_order(self._rows(page, value, sent)))

    def unite(self, page, value, sent):
        there = list(page.partners.all())
        page.partners.set(in_order(there + [row for row in self._rows(page, value, sent) if row not in there]))

    def _rows(self, page, value, sent):
        there = {partner.organisation_id: partner for partner in page.partners.all()}
        found = {row.pk: row for row in map(sent.names.find_or_make, value) if row}
        return [there.get(pk) or ProjectPartner(organisation=row) for pk, row in found.items()]


class RecordsField(ProjectField):
    """A list of records that a page points at, such as audiences."""

    def current(self, page):
        return list(getattr(page, self.name).all())

    def put(self, page, value, sent):
        getattr(page, self.name).set(value)

    def unite(self, page, value, sent):
        there = self.current(page)
        getattr(page, self.name).set(there + [row for row in value if row not in there])

    def show(self, value):
        return sorted(str(row) for row in value)


class ThemesField(RecordsField):
    """The themes."""

    def current(self, page):
        return [link.theme for link in page.theme_links.all()]

    def put(self, page, value, sent):
        there = {link.theme_id: link for link in page.theme_links.all()}
        page.theme_links.set(in_order([there.get(theme.pk) or ThemeLink(theme=theme) for theme in value]))

    def unite(self, page, value, sent):
        there = self.current(page)
        self.put(page, there + [theme for theme in value if theme not in there], sent)

    def show(self, value):
        return [theme.title for theme in value]


class OwnAnswersField(ProjectField):
    """The answers to the round's own questions, which stand outside the page and its revisions."""

    is_apart = True

    def is_sent(self, sent):
        return bool(sent.own)

    def sent(self, sent):
        return [(question.label, text) for question, text in sent.own]

    def current(self, page):
        return [(answer.label, answer.value) for answer in page.own_answers.all()]

    def put(self, page, value, sent):
        """Write the answers; those to questions of other rounds stay."""
        for position, (question, text) in enumerate(sent.own):
            ProjectAnswer.objects.update_or_create(
                project=page,
                question=question.clean_name,
                defaults={
                    "label": question.label,
                    "value": text,
                    "visibility": question.visibility,
                    "position": position,
                },
            )

    def unite(self, page, value, sent):
        known = set(page.own_answers.values_list("question", flat=True))
        ProjectAnswer.objects.bulk_create(
            ProjectAnswer(
                project=page,
                question=question.clean_name,
                label=question.label,
                value=text,
                visibility=question.visibility,
                position=position,
            )
            for position, (question, text) in enumerate(sent.own)
            if question.clean_name not in known
        )

    def show(self, value):
        return [f"{label}: {text}" for label, text in value]


FIELDS = [
    TitleField("title", _("Title")),
    TextField("summary", _("Summary"), LONGEST_SUMMARY),
    BodyField("body", _("Description and results"), "description", "results"),
    StatusField("status", _("Status")),
    PeriodField("period", _("Period"), "starts", "ends"),
    WebsiteField("website", _("Website")),
    LeadOrganisationField("lead_organisation", _("Lead organisation")),
    PartnersField("partners", _("Partners")),
    ThemesField("themes", _("Themes")),
    RecordsField("audiences", _("Audiences")),
    RecordsField("laws", _("Laws")),
    RecordsField("municipalities", _("Municipalities")),
    TextField("wanted", _("Help wanted")),
    FlagField("open_for_contact", _("Open for contact")),
    OwnAnswersField("own", _("Own questions")),
]
