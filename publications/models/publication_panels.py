"""The panels in which editors enter a publication: what nobody leaves out first, the rest folded."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from pages.downloads_panel import DownloadsPanel
from pages.entry_check_panel import EntryCheckPanel
from pages.models import RecordPage
from publications.identifiers import IdentifierInput, canonical_doi, canonical_isbn
from publications.licences import LicenceInput

from .parts import KeyPoint
from .recording import Recorded

PUBLICATION_PANELS = [
    RecordPage.content_panels[0],
    FieldRowPanel([FieldPanel("kind"), FieldPanel("date")]),
    EntryCheckPanel("publications_check", "publications/admin/check_panel.html", heading=_("Is it there already?")),
    FieldPanel("summary"),
    InlinePanel("contributors", label=_("Contributor"), heading=_("Contributors")),
    InlinePanel("files", label=_("File"), heading=_("Files")),
    FieldPanel("for_whom"),
    *RecordPage.classification_panels,
    MultiFieldPanel(
        [
            FieldPanel("subtitle"),
            InlinePanel("key_points", label=_("Key point"), heading=_("Key points"), max_num=KeyPoint.LIMIT),
            FieldPanel("abstract"),
            FieldPanel("body"),
            FieldPanel("evidence"),
        ],
        _("Text"),
        classname="collapsed",
    ),
    MultiFieldPanel(
        [
            FieldPanel("container_title"),
            FieldRowPanel([FieldPanel("volume"), FieldPanel("issue"), FieldPanel("pages"), FieldPanel("issn")]),
        ],
        _("Journal or book in which it appeared"),
        classname="collapsed",
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("publisher"), FieldPanel("place")]),
            FieldRowPanel([FieldPanel("edition"), FieldPanel("report_number")]),
            FieldRowPanel(
                [
                    FieldPanel("isbn", widget=IdentifierInput(canonical_isbn)),
                    FieldPanel("doi", widget=IdentifierInput(canonical_doi)),
                ]
            ),
            FieldRowPanel([FieldPanel("series"), FieldPanel("series_number")]),
            FieldPanel("languages"),
            FieldPanel("licence", widget=LicenceInput),
            FieldRowPanel([FieldPanel("cover"), FieldPanel("draws_cover")]),
        ],
        _("Library details"),
        classname="collapsed",
    ),
    MultiFieldPanel(
        Recorded.recording_panels,
        _("Recording or episode"),
        classname="collapsed",
        help_text=_("Of a publication that is one recording; that of an episode among its parts is said there."),
    ),
    InlinePanel("parts", label=_("Part"), heading=_("Parts"), classname="collapsed"),
    InlinePanel(
        "companions",
        label=_("Companion material"),
        heading=_("Companion material"),
        help_text=_("What goes with it: assignments, a presentation, a website."),
        classname="collapsed",
    ),
    InlinePanel("order_links", label=_("Order link"), heading=_("To order"), classname="collapsed"),
    InlinePanel("result_of", label=_("Record"), heading=_("Result of"), classname="collapsed"),
    MultiFieldPanel(RecordPage.link_panels, _("Actions, attachments and related records"), classname="collapsed"),
    DownloadsPanel(heading=_("Downloads"), classname="collapsed"),
]
