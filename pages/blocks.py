"""The shared blocks of a body text: eight at most, each small, one for links."""

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from . import block_previews
from .actions import KINDS, build_action
from .deadlines import DeadlineBlock
from .embeds import MAP, NotShown, find_embed
from .languages import LANGUAGE_NAMES, LANGUAGES

RICH_TEXT_FEATURES = ["h2", "h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class ActionStructValue(blocks.StructValue):
    """Lets a template ask a link block for its `action`."""

    @property
    def action(self):
        """The pages.actions.Action that the editor's choices make."""
        return build_action(
            self.get("kind"),
            self.get("subject"),
            url=self.get("url"),
            document=self.get("document"),
            page=self.get("page"),
            deadline=self.get("deadline"),
        )


class ActionBlock(blocks.StructBlock):
    """The one link block: what the reader does, and a document, a page or an address."""

    kind = blocks.ChoiceBlock(choices=KINDS, label=_("What the reader does"))
    subject = blocks.CharBlock(
        required=False,
        label=_("What it leads to"),
        help_text=_("Leave empty to use the title of the document or page."),
    )
    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    document = DocumentChooserBlock(required=False, label=_("Document"))
    url = blocks.URLBlock(required=False, label=_("Address"))
    deadline = DeadlineBlock(required=False, label=_("Deadline"))

    class Meta:
        icon = "link"
        label = _("Link")
        template = "pages/blocks/action.html"
        preview_value = block_previews.ACTION
        # For pages.text_passages: the child that becomes the words of a link.
        link_text = "subject"
        value_class = ActionStructValue

    def clean(self, value):
        """Refuse two targets, or no target and no subject either."""
        value = super().clean(value)
        targets = [name for name in ("page", "document", "url") if value.get(name)]
        if len(targets) > 1:
            raise blocks.StructBlockValidationError(
                block_errors={targets[1]: ValidationError(_("Choose one target: a page, a document or an address."))}
            )
        if not targets and not value.get("subject"):
            raise blocks.StructBlockValidationError(
                block_errors={"subject": ValidationError(_("Choose a target, or say what the lost address led to."))}
            )
        return value


class TextBlock(blocks.RichTextBlock):
    """Paragraphs with headings and lists."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "pages/blocks/text.html"
        preview_value = block_previews.TEXT

    def __init__(self, **kwargs):
        super().__init__(**{"features": RICH_TEXT_FEATURES, **kwargs})


class ImageBlock(blocks.StructBlock):
    """A picture with a caption; its text alternative comes from the picture unless another is given."""

    image = ImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(
        required=False,
        label=_("Text alternative"),
        help_text=_("Only when it must differ from the description of the image."),
    )
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")
        template = "pages/blocks/image.html"
        preview_value = staticmethod(block_previews.preview_image)


class QuoteBlock(blocks.StructBlock):
    """Somebody's words; `lang` marks a foreign quote for speech (WCAG 3.1.2)."""

    text = blocks.TextBlock(label=_("Quote"))
    attribution = blocks.CharBlock(required=False, label=_("Who says it"))
    lang = blocks.ChoiceBlock(choices=LANGUAGES, default="nl", label=_("Language of the quote"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "pages/blocks/quote.html"
        preview_value = block_previews.QUOTE
        # For pages.text_passages: words of somebody else, who may say u or je.
        is_speech = True


class CalloutBlock(blocks.StructBlock):
    """A short text that stands apart."""

    heading = blocks.CharBlock(label=_("Heading"))
    text = blocks.RichTextBlock(features=SHORT_TEXT_FEATURES, label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "pages/blocks/callout.html"
        preview_value = block_previews.CALLOUT
        # For pages.text_passages: the child that becomes an h2.
        heading = "heading"


class QuestionBlock(blocks.StructBlock):
    """A question and its answer, for interviews; the question becomes a heading."""

    question = blocks.CharBlock(label=_("Question"))
    answer = blocks.RichTextBlock(features=SHORT_TEXT_FEATURES, label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question and answer")
        template = "pages/blocks/question.html"
        preview_value = block_previews.QUESTION
        heading = "question"
        is_speech = True


class LinksBlock(blocks.ListBlock):
    """A list of links."""

    def __init__(self, **kwargs):
        super().__init__(ActionBlock(), **kwargs)

    class Meta:
        icon = "list-ul"
        label = _("Links")
        template = "pages/blocks/links.html"
        preview_value = block_previews.LINKS


class EmbedStructValue(blocks.StructValue):
    """What a template asks of an embed besides its fields."""

    @property
    def is_map(self):
        """Whether the address is one of a map."""
        try:
            return find_embed(self.get("url") or "").host.kind == MAP
        except NotShown:
            return False

    @property
    def foreign_language(self):
        """The code of its language when that is not the reader's, else empty text."""
        code = self.get("language")
        return "" if code == get_language() else code

    @property
    def facts(self):
        """Its language and what there is to read for people who cannot hear it, as sentences; empty for a map."""
        if self.is_map:
            return ""
        has_transcript = self.get("transcript") or self.get("transcript_document")
        offers = [
            self.get("captions")
            and gettext("With captions (%(language)s).")
            % {"language": LANGUAGE_NAMES.get(self["captions"], self["captions"])},
            has_transcript and gettext("With a transcript."),
        ]
        none = gettext("There are no captions and there is no transcript.")
        language = LANGUAGE_NAMES.get(self.get("language"), "")
        return " ".join([f"{language}.", *(filter(None, offers) if any(offers) else [none])])


class EmbedBlock(blocks.StructBlock):
    """Video, audio or a map of another host, loaded after a click only; with text for who cannot see or hear it."""

    url = blocks.URLBlock(
        label=_("Address"),
        help_text=_("Of the page of the video, the recording or the map: YouTube, Vimeo, SoundCloud, OpenStreetMap."),
    )
    title = blocks.CharBlock(label=_("Title"), help_text=_("What it is, without “video” or “recording”."))
    language = blocks.ChoiceBlock(choices=LANGUAGES, default="nl", label=_("Language"))
    image = ImageChooserBlock(
        required=False, label=_("Still"), help_text=_("A picture of your own, shown until the reader asks for more.")
    )
    captions = blocks.ChoiceBlock(
        choices=LANGUAGES,
        required=False,
        label=_("Language of the captions"),
        help_text=_("Leave empty when there are none. Captions that a machine made do not count."),
    )
    transcript = blocks.RichTextBlock(
        features=SHORT_TEXT_FEATURES,
        required=False,
        label=_("Transcript"),
        help_text=_("What is said and shown; for a map what it shows and how to get there."),
    )
    transcript_document = DocumentChooserBlock(required=False, label=_("Transcript as a document"))
    without_text = blocks.BooleanBlock(
        required=False, label=_("There are no captions and there is no transcript"), help_text=_("The page says so.")
    )

    class Meta:
        icon = "media"
        label = _("Video, audio or map")
        template = "pages/blocks/embed.html"
        value_class = EmbedStructValue
        preview_value = block_previews.EMBED

    def clean(self, value):
        """Refuse a host that is not known, and silence about captions and transcript."""
        value = super().clean(value)
        try:
            embed = find_embed(value["url"])
        except NotShown as refusal:
            raise blocks.StructBlockValidationError(block_errors={"url": ValidationError(str(refusal))}) from refusal
        has_text = value["captions"] or value["transcript"] or value["transcript_document"]
        if value["without_text"] and has_text:
            message = _("You filled in captions or a transcript: take this tick away.")
            raise blocks.StructBlockValidationError(block_errors={"without_text": ValidationError(message)})
        if not (has_text or value["without_text"] or embed.host.kind == MAP):
            message = _("Fill in captions or a transcript, or tick that there are none.")
            raise blocks.StructBlockValidationError(block_errors={"without_text": ValidationError(message)})
        return value


class SignUpBlock(blocks.StructBlock):
    """A small form for the newsletter; the form itself fills the slot sign_up_form of the template."""

    heading = blocks.CharBlock(required=False, label=_("Heading"), help_text=_("Leave empty for “Get our newsletter”."))
    text = blocks.CharBlock(required=False, max_length=300, label=_("Text"))
    mailing_list = SnippetChooserBlock(
        "newsletters.MailingList", required=False, label=_("List"), help_text=_("This list is then ticked in the form.")
    )

    class Meta:
        icon = "mail"
        label = _("Sign up for the newsletter")
        template = "pages/blocks/sign_up.html"
        preview_value = block_previews.SIGN_UP
        heading = "heading"


class BodyBlock(blocks.StreamBlock):
    """The body of every page."""

    text = TextBlock()
    image = ImageBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    question = QuestionBlock()
    links = LinksBlock()
    embed = EmbedBlock()
    sign_up = SignUpBlock()

    class Meta:
        required = False
