"""An issue as a letter: what both renderings are made of, with every link known before anything is written."""

import itertools
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Site
from wagtail.rich_text import expand_db_html

from newsletters.items import build_items
from newsletters.models.issue_link import IssueLink
from newsletters.models.newsletter_settings import NewsletterSettings
from newsletters.tokens import TOKEN_PLACEHOLDER
from pages.models import SiteSettings

# Twice the 552 pixels a picture can have in the mail, for sharp screens.
PICTURE = "max-1104x800"
AS_JPEG = f"{PICTURE}|bgcolor-ffffff|format-jpeg"
# What every mail program shows; Outlook does not show webp and avif.
KNOWN_PICTURES = (".gif", ".jpeg", ".jpg", ".png")
WIDEST, HIGHEST = 552, 400  # CSS pixels
# What editors can make in rich text. Anything else gives its words only.
KEPT_TAGS = {"a", "b", "br", "em", "h2", "h3", "h4", "h5", "i", "li", "ol", "p", "strong", "ul"}
# Between texts that are expanded together, so that ten texts with links cost as many queries as one.
SEPARATOR = "\x1e"
HEADINGS_IN_PREHEADER = 3


@dataclass
class Link:
    """One link of a letter: `target` is where it leads, `address` what the HTML mail holds (a counted link)."""

    kind: str
    label: str
    target: str
    address: str = ""

    def __post_init__(self):
        self.address = self.address or self.target


@dataclass(frozen=True)
class LetterAction:
    """An action: `link` is None when it is closed or leads nowhere; `note` says so, or until when it can be done."""

    label: str
    note: str
    link: Link | None


@dataclass(frozen=True)
class LetterEntry:
    """One line of an agenda; `link` may be None."""

    date_line: str
    title: str
    kind_label: str
    link: Link | None


@dataclass(frozen=True)
class Picture:
    """A picture at its size in the mail (CSS pixels)."""

    url: str
    width: int
    height: int
    alt: str


@dataclass
class LetterItem:
    """An item of the issue. `text` is cleaned rich text (BeautifulSoup) or None, `summary` plain text.

    The languages are codes, empty for that of the letter itself: of what the editor wrote, and of the record.
    """

    kind: str
    block: str
    kicker: str = ""
    heading: str = ""
    level: int = 2
    heading_link: Link | None = None
    language: str = ""
    record_language: str = ""
    text: BeautifulSoup | None = None
    text_links: list = field(default_factory=list)
    summary: str = ""
    for_whom: str = ""
    picture: Picture | None = None
    actions: list = field(default_factory=list)
    entries: list = field(default_factory=list)

    @property
    def links(self):
        """All Links of the item, in their order."""
        found = [self.heading_link, *(link for _tag, link in self.text_links)]
        found += [part.link for part in [*self.entries, *self.actions]]
        return [link for link in found if link]


@dataclass
class Letter:
    """A letter in one language (`language`, a code) for one list; every address in it is absolute."""

    issue: object
    language: str
    issue_language: str
    list_name: str
    root: str
    online: str
    unsubscribe: str
    platform: str
    contact: str
    title: str
    date_line: str
    summary: str
    items: list

    @property
    def subject(self):
        """The title on one line, without any character that could end a header (RFC 5322 2.2)."""
        printable = "".join(letter if letter.isprintable() else " " for letter in self.title)
        return " ".join(printable.split())

    @property
    def host(self):
        """The name of the site's host, as a reader would say where it is."""
        return urlsplit(self.root).netloc

    @property
    def preheader(self):
        """What mail programs show beside the subject: what comes first."""
        return " · ".join([item.heading for number, item in self.numbered if number][:HEADINGS_IN_PREHEADER])

    @property
    def numbered(self):
        """The contents as (number, LetterItem); sections and what has no heading have the number None."""
        count = itertools.count(1)
        return [(next(count) if item.heading and item.kind != "section" else None, item) for item in self.contents]

    @property
    def contents(self):
        """All items but the closing notes."""
        return [item for item in self.items if item.kind != "closing_note"]

    @property
    def notes(self):
        """The closing notes."""
        return [item for item in self.items if item.kind == "closing_note"]


def version_for(issue, language):
    """Return the published version of an issue in `language` (a code), or the issue itself when there is none."""
    if issue.locale.language_code == language:
        return issue
    versions = type(issue).objects.filter(translation_key=issue.translation_key, live=True)
    return versions.filter(locale__language_code=language).first() or issue


def write_letter(issue, mailing_list, language):
    """Return the Letter of an issue for a MailingList, in the active language, which must be `language` (a code).

    The number of queries does not grow with the items.
    """
    issue = version_for(issue, language)
    site = issue.get_site() or Site.objects.filter(is_default_site=True).first()
    root = site.root_url if site else settings.BASE_URL
    facts, sender = SiteSettings.for_site(site), NewsletterSettings.for_site(site)
    return Letter(
        issue=issue,
        language=language,
        issue_language=other_language(issue.locale.language_code),
        list_name=mailing_list.label,
        root=root,
        online=absolute(root, issue.get_url() or "/"),
        unsubscribe=root + reverse("newsletter-unsubscribe", args=[TOKEN_PLACEHOLDER]),
        platform=facts.organisation_name,
        contact=sender.reply_address or sender.sender_address or facts.contact_email,
        title=issue.title,
        date_line=issue.date_line,
        summary=issue.summary,
        items=_write_items(issue, root),
    )


def absolute(root, address):
    """Return a whole http(s) address for an address on this site (root has no closing slash) or elsewhere, or ""."""
    try:
        whole = urljoin(f"{root}/", address.strip())
        return whole if urlsplit(whole).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def other_language(code):
    """Return a language code, empty when it is the active language."""
    return "" if code == get_language() else code


def _write_items(issue, root):
    items = build_items(issue.items, issue.locale)
    texts = iter(_expand([item.text.source for item in items if item.text]))
    pictures = _draw_pictures(items, root)
    letter_items = []
    for item, picture in zip(items, pictures, strict=True):
        text, text_links = _clean(next(texts), root) if item.text else (None, [])
        letter_items.append(_write_item(item, issue, root, text=text, text_links=text_links, picture=picture))
    return letter_items


def _write_item(item, issue, root, **parts):
    language = other_language(issue.locale.language_code)
    page_url = item.record.get_url() if item.record else ""
    return LetterItem(
        kind=item.kind,
        block=item.anchor.removeprefix("item-"),
        kicker=item.kicker,
        heading=item.heading,
        level=getattr(item, "level", 2),
        heading_link=_link(IssueLink.HEADING, item.heading, page_url, root),
        language=language,
        record_language=other_language(item.record.locale.language_code) if item.record else language,
        summary=item.summary,
        for_whom=str(getattr(item, "for_whom", "")),
        actions=[LetterAction(action.label, action.note, _action_link(action, root)) for action in item.actions],
        entries=[
            LetterEntry(
                entry.date_line, entry.title, entry.kind_label, _link(IssueLink.AGENDA, entry.title, entry.url, root)
            )
            for entry in item.entries
        ],
        **parts,
    )


def _link(kind, label, address, root):
    target = absolute(root, address) if address else ""
    return Link(kind, str(label), target) if target else None


def _action_link(action, root):
    return _link(IssueLink.ACTION, action.label, action.url, root) if action.is_link else None


def _expand(sources):
    """Return rich texts as HTML."""
    joined = SEPARATOR.join(source.replace(SEPARATOR, "") for source in sources)
    return expand_db_html(joined).split(SEPARATOR)


def _clean(html, root):
    """Return (soup, [(tag, Link)]) of one rich text: no other tags and attributes than a mail needs."""
    soup, links = BeautifulSoup(html, "html.parser"), []
    for hidden in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        hidden.extract()
    for tag in soup.find_all(True):
        address = tag.get("href", "").strip()
        tag.attrs = {}
        if tag.name != "a":
            if tag.name not in KEPT_TAGS:
                tag.unwrap()
        elif address.startswith(("mailto:", "tel:")):
            tag["href"] = address
        elif target := absolute(root, address) if address and not address.startswith("#") else "":
            link = Link(IssueLink.TEXT, " ".join(tag.get_text().split()) or target, target)
            links.append((tag, link))
            tag["href"] = target
        else:
            tag.unwrap()
    return soup, links


def _draw_pictures(items, root):
    """Return for each item its Picture; None without image and for a drawing (SVG), which few mail programs show."""
    shown = [item.image for item in items if item.image and not item.image.is_svg()]
    prefetch_related_objects(shown, "renditions")
    return [_draw(item, root) if item.image in shown else None for item in items]


def _draw(item, root):
    known = item.image.filename.lower().endswith(KNOWN_PICTURES)
    try:
        rendition = item.image.get_rendition(PICTURE if known else AS_JPEG)
    except OSError:
        # The file is gone: the words stand without it.
        return None
    scale = min(1, WIDEST / rendition.width, HIGHEST / rendition.height)
    size = (round(rendition.width * scale), round(rendition.height * scale))
    return Picture(absolute(root, rendition.url), *size, getattr(item, "alt", "") or item.image.description)
