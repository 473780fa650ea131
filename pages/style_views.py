"""/stijl/: the living style page, every colour, component and block as the site shows them today, for editors only."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail import hooks

from visitors.breadcrumbs import Link

from . import contrast
from .actions import DOWNLOAD, JOIN, REGISTER, build_action
from .listing import Listing
from .models import ArticleIndexPage
from .page_context import active_locale
from .record_index.reading import indexed_records, make_cards, union_of
from .record_types import record_types

SECTIONS = [
    ("colours", _("Colours and contrast")),
    ("type", _("Type")),
    ("spacing", _("Spacing")),
    ("small-parts", _("Buttons, labels and links")),
    ("records", _("Records in lists")),
    ("listings", _("Parts of a listing")),
    ("forms", _("Forms")),
    ("messages", _("Messages and tables")),
    ("blocks", _("Blocks")),
]
STEPS = ["5", "4", "3", "2", "1", "0", "small"]
SPACES = range(1, 9)


class ExampleForm(forms.Form):
    """A form with each kind of field; it is sent nowhere."""

    name = forms.CharField(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("We use it to answer you, for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("What it is about"), choices=[("question", _("A question")), ("tip", _("A tip"))])
    message = forms.CharField(label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    copy = forms.BooleanField(label=_("Send me a copy"), required=False)


@dataclass(frozen=True)
class ShownBlock:
    """A block with the value of its preview, bound for {% include_block %}; `source` says where it can be used."""

    source: str
    label: str
    bound: object


@require_safe
@permission_required("wagtailadmin.access_admin", login_url="wagtailadmin_login")
def show_style(request):
    """Show the style page to users who may enter the admin; all others are asked to log in."""
    colours = contrast.site_colours()
    shown = Paginator(range(180), 20).get_page(4)
    context = {
        "sections": [{"id": anchor, "title": title} for anchor, title in SECTIONS],
        "schemes": [
            {"name": _("Light"), "colours": colours["light"], "rows": _contrast_rows(colours["light"])},
            {"name": _("Dark"), "colours": colours["dark"], "rows": _contrast_rows(colours["dark"])},
        ],
        "theme_colours": contrast.THEME_COLOURS,
        "steps": STEPS,
        "spaces": SPACES,
        "records": _newest_of_each_type(),
        "listing": _filtered_listing(),
        "shown": shown,
        "pages": list(shown.paginator.get_elided_page_range(shown.number)),
        "actions": _actions(),
        "crumbs": [Link(_("Home"), "/"), Link(_("Publications"), "/publicaties/"), Link(_("This page"), "")],
        "form": ExampleForm(QueryDict("example-name=&example-email=geen+adres&example-kind=tip"), prefix="example"),
        "blocks": _shown_blocks(),
    }
    response = render(request, "pages/style.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


def _contrast_rows(colours):
    """Return the pairs in use with their two colours, for a drawn sample."""
    return [
        {"pair": pair, "ink": colours[pair.foreground], "ground": colours[pair.background]}
        for pair in contrast.measure_pairs(colours)
    ]


def _newest_of_each_type():
    """Return the Card of the newest published record of each type in the language of the page."""
    newest = union_of(indexed_records(get_language(), model).newest_first()[:1] for model in record_types())
    return sorted(make_cards(newest), key=lambda card: record_types().index(card.record_type))


def _filtered_listing():
    """Return a listing narrowed by what it does not know and by its first filter, or None before there is one."""
    page = ArticleIndexPage.objects.live().filter(locale=active_locale()).first()
    return page and Listing(page, QueryDict("soort=interview&thema=bestaat-niet"))


def _actions():
    """Return an action that works, one with a deadline to come, and one that is closed."""
    now = timezone.now()
    return [
        build_action(DOWNLOAD, "Ertoe doen", url="https://example.org/ertoe-doen.pdf"),
        build_action(REGISTER, "de studiedag", url="https://example.org/", deadline=now + timedelta(days=9)),
        build_action(JOIN, "de werkgroep", url="https://example.org/", deadline=now - timedelta(days=9)),
    ]


def _shown_blocks():
    """Return the ShownBlocks of all rooms that register a stream under the hook `style_blocks`."""
    streams = [entry for register in hooks.get_hooks("style_blocks") for entry in register()]
    return [
        ShownBlock(source, block.label, block.bind(block.get_preview_value()))
        for source, stream in streams
        for block in stream.child_blocks.values()
    ]
