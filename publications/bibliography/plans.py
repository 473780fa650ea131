"""What will be made of CSL-JSON items: a Plan for each, which drafts.py makes into a page."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext

from network.models import Organisation
from pages.fuzzy_date import parse
from pages.subjects import read_tree
from publications.duplicates import DuplicateFinder, Work, plain_words
from publications.models import PublicationKind, PublicationPage, Series

from .choices import Choices, kind_key, series_key
from .csl import TYPES, edtf
from .makers import Network

SCHEMA_TYPES = {csl: schema for schema, csl in TYPES.items()} | {
    "broadcast": "PodcastSeries",
    "article": "Article",
    "article-magazine": "Article",
    "article-newspaper": "Article",
    "webpage": "Article",
    "post-weblog": "Article",
    "paper-conference": "Chapter",
}
# CSL variable: field of the page, for what is taken as it stands.
TEXTS = {
    "container-title": "container_title",
    "volume": "volume",
    "issue": "issue",
    "page": "pages",
    "number": "report_number",
    "edition": "edition",
    "publisher-place": "place",
    "collection-number": "series_number",
    "ISBN": "isbn",
    "ISSN": "issn",
    "DOI": "doi",
}


def _date_of(item):
    """Return the FuzzyDate on which a CSL-JSON item was issued, None for none."""
    return parse(edtf(item["issued"])) if "issued" in item else None


def _work_of(item):
    """Return the Work by which a CSL-JSON item is compared with what is there."""
    date = _date_of(item)
    return Work(item["title"], date.earliest.year if date else None, item.get("DOI", ""), item.get("ISBN", ""))


@dataclass
class Plan:
    """What will be made of an item; `warnings` are sentences, `likenesses` what is there already."""

    item: dict
    fields: dict
    kind: object = None
    makers: list = field(default_factory=list)
    publisher: object = None
    series: object = None
    subjects: list = field(default_factory=list)
    address: str = ""
    warnings: list = field(default_factory=list)
    likenesses: list = field(default_factory=list)

    @property
    def title(self):
        return self.item.get("title", "")

    @property
    def same(self):
        """The DuplicateCandidate that is surely the same publication, or None."""
        return next((each for each in self.likenesses if each.is_same), None)

    @property
    def can_be_made(self):
        return bool(self.title) and not self.same


class Planner:
    """Plans drafts below one PublicationIndexPage for a user, with the Choices of an editor.

    What it looks up it keeps: the number of queries of plans does not grow with the number of items.
    """

    def __init__(self, listing, user, choices=None):
        self.listing, self.user, self.choices = listing, user, choices or Choices()
        self.known, self.network = DuplicateFinder(), Network()

    def look_up(self, items):
        """Look up at once what may look like one of these CSL-JSON items (a list), of which plans will be made."""
        self.known.read([_work_of(item) for item in items if item.get("title")])

    @cached_property
    def kinds(self):
        return list(PublicationKind.objects.order_by("position", "name"))

    @cached_property
    def all_series(self):
        return list(Series.objects.order_by("name"))

    @cached_property
    def series(self):
        return {plain_words(name): each for each in self.all_series for name in (each.name_en, each.name) if name}

    @cached_property
    def subjects(self):
        return {plain_words(name): each for each in read_tree().subjects.values() for name in each.names}

    def plan(self, item, problems=()):
        """Return the Plan of a CSL-JSON item with a list of problems that were found while it was read."""
        plan = Plan(item, {}, warnings=list(problems))
        if not item.get("title"):
            return plan
        self._plan_texts(plan)
        self._plan_kind(plan)
        self._plan_others(plan)
        work = _work_of(item)
        plan.likenesses = self.known.find(work.title, work.year, work.doi, work.isbn)
        return plan

    def _plan_texts(self, plan):
        item = plan.item
        title, short = item["title"], item.get("title-short", "")
        subtitle = ""
        if short and title.startswith(short) and title != short:
            title, subtitle = short, title[len(short) :].lstrip(" :")
        texts = {"title": title, "subtitle": subtitle}
        texts |= {name: item[variable] for variable, name in TEXTS.items() if item.get(variable)}
        for name, value in texts.items():
            plan.fields[name] = self._clean(plan, name, value)
        if plan.fields["title"] == "":
            limit = PublicationPage._meta.get_field("title").max_length
            plan.fields["title"] = f"{title[: limit - 1]}…"
        if abstract := item.get("abstract"):
            plan.fields["abstract"] = format_html("<p>{}</p>", abstract)
        if language := item.get("language"):
            plan.fields["languages"] = [language]
        if date := _date_of(item):
            plan.fields["date"] = date
        elif item.get("status"):
            plan.warnings.append(gettext("It has not appeared yet. Write when it is expected."))

    def _clean(self, plan, name, value):
        """Return the value of a field; an empty text, with a warning, for what the field refuses."""
        field = PublicationPage._meta.get_field(name)
        try:
            return field.clean(value, None) if value else ""
        except ValidationError as error:
            plan.warnings.append(
                gettext("%(field)s “%(value)s” is left out. %(reason)s")
                % {
                    "field": str(field.verbose_name).capitalize(),
                    "value": value[:60],
                    "reason": " ".join(error.messages),
                }
            )
            return ""

    def _plan_kind(self, plan):
        genre, csl_type = plain_words(plan.item.get("genre", "")), plan.item["type"]
        schema_type = SCHEMA_TYPES.get(csl_type, "")
        if csl_type == "broadcast" and plan.item.get("container-title"):
            schema_type = "PodcastEpisode"
        named = [kind for kind in self.kinds if genre and genre in (plain_words(kind.name), plain_words(kind.name_en))]
        typed = [kind for kind in self.kinds if kind.schema_type == schema_type]
        plan.kind = next(iter([*named, *typed]), None)
        if (chosen := self.choices.kinds.get(kind_key(plan.item))) is not None:
            plan.kind = next((kind for kind in self.kinds if str(kind.pk) == chosen), None)
        if plan.kind is None:
            plan.warnings.append(gettext("Its kind is not known. Choose one in the draft."))

    def _plan_others(self, plan):
        item = plan.item
        plan.makers = self.network.find_makers(item)
        for model, label in self._refused_models(plan.makers):
            plan.makers = [each for each in plan.makers if not (each.is_new and isinstance(each.record, model))]
            plan.warnings.append(label)
        if not plan.makers:
            plan.warnings.append(gettext("Nobody is named who made it. Add who did."))
        if name := item.get("publisher"):
            plan.publisher = self.network.find_organisation(name)
            if not isinstance(plan.publisher, Organisation) or not self._may_make(plan.publisher):
                plan.publisher = None
                plan.warnings.append(gettext("The publisher “%(name)s” is left out.") % {"name": name})
        plan.series = self.series.get(plain_words(item.get("collection-title", "")))
        if (chosen := self.choices.series.get(series_key(item))) is not None:
            plan.series = next((each for each in self.all_series if str(each.pk) == chosen), None)
        elif (name := item.get("collection-title")) and plan.series is None:
            plan.warnings.append(gettext("There is no series “%(name)s”. Choose or make one.") % {"name": name})
        words = [word.strip() for word in item.get("keyword", "").replace(";", ",").split(",") if word.strip()]
        plan.subjects = list(dict.fromkeys(filter(None, (self.subjects.get(plain_words(word)) for word in words))))
        if others := [word for word in words if plain_words(word) not in self.subjects]:
            plan.warnings.append(gettext("No subject of ours: %(words)s.") % {"words": ", ".join(others[:8])})
        address = item.get("URL", "")
        if address.startswith(("http://", "https://")) and len(address) <= 500 and not self._is_own(address):
            plan.address = address

    def _is_own(self, address):
        """Return whether an address is one of this site, or only says the DOI again."""
        return address.startswith(self.listing.full_url) or "doi.org/" in address

    def _may_make(self, record):
        meta = record._meta
        return record.pk is not None or self.user.has_perm(f"{meta.app_label}.add_{meta.model_name}")

    def _refused_models(self, makers):
        """Yield (model, sentence) of new people or organisations that the user may not make."""
        for model in {type(each.record) for each in makers if not self._may_make(each.record)}:
            yield (
                model,
                gettext("You may not add %(kind)s, so new ones are left out.")
                % {"kind": model._meta.verbose_name_plural},
            )
