"""The items of a newsletter issue."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from newsletters.compose import block_previews
from pages.blocks import SHORT_TEXT_FEATURES, ActionBlock, ImageBlock
from pages.date_fields import DayBlock

ITEM_TEXT_FEATURES = ["h3", "h4", *SHORT_TEXT_FEATURES]


class RecordItemBlock(blocks.StructBlock):
    """An item made from a record; fields that are filled in override those of the record."""

    record = blocks.PageChooserBlock(label=_("Record"))
    kicker = blocks.CharBlock(
        required=False, label=_("Kicker"), help_text=_("A word above the heading, such as Look-back.")
    )
    heading = blocks.CharBlock(
        required=False, label=_("Heading"), help_text=_("Leave empty to use the title of the record.")
    )
    text = blocks.RichTextBlock(
        required=False,
        features=ITEM_TEXT_FEATURES,
        label=_("Text"),
        help_text=_("Leave empty to use the summary of the record."),
    )
    text_record = blocks.PageChooserBlock(
        required=False, label=_("Use the text of"), help_text=_("Another record whose summary serves this item too.")
    )
    for_whom = blocks.CharBlock(
        required=False, label=_("For whom"), help_text=_("Leave empty to use the audiences of the record.")
    )
    actions = blocks.ListBlock(
        ActionBlock(), default=[], label=_("Actions"), help_text=_("Leave empty to use the actions of the record.")
    )
    image = ImageChooserBlock(required=False, label=_("Image"))

    class Meta:
        icon = "doc-full"
        label = _("Record")
        template = "newsletters/blocks/item.html"
        preview_value = staticmethod(block_previews.preview_record)
        heading = "heading"


class TextItemBlock(blocks.StructBlock):
    """An item that is not made from a record."""

    kicker = blocks.CharBlock(required=False, label=_("Kicker"))
    heading = blocks.CharBlock(label=_("Heading"))
    text = blocks.RichTextBlock(features=ITEM_TEXT_FEATURES, label=_("Text"))
    actions = blocks.ListBlock(ActionBlock(), default=[], label=_("Actions"))
    image = ImageChooserBlock(required=False, label=_("Image"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "newsletters/blocks/item.html"
        preview_value = block_previews.TEXT_ITEM
        heading = "heading"


class SectionBlock(blocks.StructBlock):
    """A heading for the items that follow, up to the next section."""

    heading = blocks.CharBlock(label=_("Heading"))

    class Meta:
        icon = "title"
        label = _("Section heading")
        template = "newsletters/blocks/section.html"
        preview_value = block_previews.SECTION
        heading = "heading"


class ImageItemBlock(ImageBlock):
    """An image between items, with an optional link below it."""

    actions = blocks.ListBlock(
        ActionBlock(), default=[], max_num=1, label=_("Link"), help_text=_("Where the reader can go from here, if any.")
    )

    class Meta:
        template = "newsletters/blocks/image.html"
        preview_value = staticmethod(block_previews.preview_image_item)


class AgendaBlock(blocks.StructBlock):
    """The agenda of a period: events and, optionally, the deadlines of calls, read when shown."""

    heading = blocks.CharBlock(label=_("Heading"))
    first_day = DayBlock(label=_("First day"))
    last_day = DayBlock(label=_("Last day"))
    with_deadlines = blocks.BooleanBlock(
        required=False, label=_("With deadlines"), help_text=_("Also the last day of calls in this period.")
    )

    class Meta:
        icon = "calendar"
        label = _("Agenda")
        template = "newsletters/blocks/agenda.html"
        preview_value = staticmethod(block_previews.preview_agenda)
        heading = "heading"

    def clean(self, value):
        """Refuse a period that ends before it begins."""
        value = super().clean(value)
        if value["last_day"] < value["first_day"]:
            raise blocks.StructBlockValidationError(
                block_errors={"last_day": ValidationError(_("The last day must not come before the first."))}
            )
        return value


class ClosingNoteBlock(blocks.StructBlock):
    """A short note at the end of an issue."""

    text = blocks.RichTextBlock(features=SHORT_TEXT_FEATURES, label=_("Text"))
    actions = blocks.ListBlock(ActionBlock(), default=[], label=_("Actions"))

    class Meta:
        icon = "info-circle"
        label = _("Closing note")
        template = "newsletters/blocks/closing_note.html"
        preview_value = block_previews.CLOSING_NOTE


class IssueBlock(blocks.StreamBlock):
    """The stream of blocks of an issue."""

    record = RecordItemBlock()
    text = TextItemBlock()
    section = SectionBlock()
    image = ImageItemBlock()
    agenda = AgendaBlock()
    closing_note = ClosingNoteBlock()

    class Meta:
        required = False
