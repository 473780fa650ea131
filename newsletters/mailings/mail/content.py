"""The content of the mail of an issue, from which both the HTML and the plain text part are rendered."""

import itertools
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Site

from newsletters.compose.items import build_items, expand_rich_texts
from newsletters.models.issue_link import IssueLink
from newsletters.models.newsletter_settings import NewsletterSettings
from newsletters.subscribers.tokens import TOKEN_PLACEHOLDER
from pages.models import SiteSettings
from pages.renditions import mail_size, picture_of, specifications

WIDEST, HIGHEST = 552, 400  # CSS pixels
# Elements that the rich text editor makes; of others only the text is kept.
KEPT_TAGS = {"a", "b", "br", "em", "h2", "h3", "h4", "h5", "i", "li", "ol", "p", "strong", "ul"}
HEADINGS_IN_PREHEADER = 3


@dataclass
class MailLink:
    """A link: `target` is the absolute URL, `address` the URL in the HTML part (a counted link)."""

    kind: str
    label: str
    target: str
    address: str = ""

    def __post_init__(self):
        self.address = self.address or self.target


@dataclass(frozen=True)
class MailAction:
    """An action: `link` is None when it is closed or has no target.

    `note` is its deadline or says that it is closed.
    """

    label: str
    note: str
    link: MailLink | None


@dataclass(frozen=True)
class AgendaLine:
    """One line of an agenda; `link` is a MailLink or None.

    `note` says what changed in the plan, `place` where it is; empty for nothing.
    """

    date_line: str
    title: str
    kind_label: str
    link: MailLink | None
    note: str = ""
    place: str = ""


@dataclass(frozen=True)
class Picture:
    """An image with its size in the mail (CSS pixels) and alternative text."""

    url: str
    width: int
    height: int
    alt: str


@dataclass
class MailItem:
    """An item of the issue. `text` is sanitised rich text (BeautifulSoup) or None, `summary` plain text.

    `language` (of the item) and `record_language` are language codes, "" when equal to the language of the mail.
    """

    kind: str
    block: str
    kicker: str = ""
    heading: str = ""
    level: int = 2
    heading_link: MailLink | None = None
    language: str = ""
    record_language: str = ""
    text: BeautifulSoup | None = None
    text_links: list = field(default_factory=list)
    summary: str = ""
    facts: list = field(default_factory=list)
    for_whom: str = ""
    picture: Picture | None = None
    actions: list = field(default_factory=list)
    entries: list = field(default_factory=list)

    @property
    def links(self):
        """All MailLinks of the item, in order."""
        found = [self.heading_link, *(link for _tag, link in self.text_links)]
        found += [part.link for part in [*self.entries, *self.actions]]
        return [link for link in found if link]


@dataclass
class MailContent:
    """The content of a mail in one language (code) for one list; all URLs are absolute."""

    issue: object
    language: str
    issue_language: str
    list_name: str
    root: str
    online: str
    unsubscribe: str
    preferences: str
    platform: str
    contact: str
    postal_address: str
    title: str
    date_line: str
    summary: str
    items: list

    @property
    def subject(self):
        """The title on one line without control characters, against header injection (RFC 5322, section 2.2)."""
        printable = "".join(char if char.isprintable() else " " for char in self.title)
        return " ".join(printable.split())

    @property
    def host(self):
        """The host name of the site."""
        return urlsplit(self.root).netloc

    @property
    def preheader(self):
        """The preview text beside the subject in mail programs: the first headings."""
        return " · ".join([item.heading for number, item in self.numbered if number][:HEADINGS_IN_PREHEADER])

    @property
    def numbered(self):
        """The contents as [(number, MailItem)]; number is None for sections and for items without heading."""
        count = itertools.count(1)
        return [(next(count) if item.heading and item.kind != "section" else None, item) for item in self.contents]

    @property
    def contents(self):
        """All items except closing notes."""
        return [item for item in self.items if item.kind != "closing_note"]

    @property
    def notes(self):
        """The closing notes."""
        return [item for item in self.items if item.kind == "closing_note"]


def version_for(issue, language):
    """Return the live translation of an issue in `language` (code), or the issue itself when there is none."""
    if issue.locale.language_code == language:
        return issue
    versions = type(issue).objects.filter(translation_key=issue.translation_key, live=True)
    return versions.filter(locale__language_code=language).first() or issue


def build_content(issue, mailing_list, language):
    """Return the MailContent of an issue for a MailingList in `language` (code), which must be the active language.

    Constant number of queries.
    """
    issue = version_for(issue, language)
    site = issue.get_site() or Site.objects.filter(is_default_site=True).first()
    root = site.root_url if site else settings.BASE_URL
    site_settings, sender = SiteSettings.for_site(site), NewsletterSettings.for_site(site)
    return MailContent(
        issue=issue,
        language=language,
        issue_language=other_language(issue.locale.language_code),
        list_name=mailing_list.label,
        root=root,
        online=absolute_url(root, issue.get_url() or "/"),
        unsubscribe=root + reverse("newsletter-unsubscribe", args=[TOKEN_PLACEHOLDER]),
        # Without a token: a forwarded mail must not open the preferences of its recipient.
        preferences=root + reverse("newsletter-ask-link"),
        platform=site_settings.organisation_name,
        postal_address=site_settings.postal_address,
        contact=sender.reply_address or sender.sender_address or site_settings.contact_email,
        title=issue.title,
        date_line=issue.date_line,
        summary=issue.summary,
        items=_build_items(issue, root),
    )


def absolute_url(root, address):
    """Return the absolute http(s) URL for a URL or path.

    `root` has no trailing slash. "" for other schemes or malformed.
    """
    try:
        whole = urljoin(f"{root}/", address.strip())
        return whole if urlsplit(whole).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def other_language(code):
    """Return the language code, or "" when it is the active language."""
    return "" if code == get_language() else code


def _build_items(issue, root):
    items = build_items(issue.items, issue.locale)
    texts = iter(expand_rich_texts([item.text.source for item in items if item.text]))
    pictures = _build_pictures(items, root)
    mail_items = []
    for item, picture in zip(items, pictures, strict=True):
        text, text_links = _sanitise(next(texts), root) if item.text else (None, [])
        mail_items.append(_build_item(item, issue, root, text=text, text_links=text_links, picture=picture))
    return mail_items


def _build_item(item, issue, root, **parts):
    language = other_language(issue.locale.language_code)
    page_url = item.record.get_url() if item.record else ""
    return MailItem(
        kind=item.kind,
        block=item.anchor.removeprefix("item-"),
        kicker=item.kicker,
        heading=item.heading,
        level=getattr(item, "level", 2),
        heading_link=_link(IssueLink.HEADING, item.heading, page_url, root),
        language=language,
        record_language=other_language(item.record.locale.language_code) if item.record else language,
        summary=item.summary,
        facts=item.facts,
        for_whom=str(getattr(item, "for_whom", "")),
        actions=[MailAction(action.label, action.note, _action_link(action, root)) for action in item.actions],
        entries=[
            AgendaLine(
                entry.date_line,
                entry.title,
                entry.kind_label,
                _link(IssueLink.AGENDA, entry.title, entry.url, root),
                entry.note,
                entry.place,
            )
            for entry in item.entries
        ],
        **parts,
    )


def _link(kind, label, address, root):
    target = absolute_url(root, address) if address else ""
    return MailLink(kind, str(label), target) if target else None


def _action_link(action, root):
    return _link(IssueLink.ACTION, action.label, action.url, root) if action.is_link else None


def _sanitise(html, root):
    """Sanitise one HTML fragment; return (soup, [(tag, MailLink)]). Keeps KEPT_TAGS and href only."""
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
        elif target := absolute_url(root, address) if address and not address.startswith("#") else "":
            link = MailLink(IssueLink.TEXT, " ".join(tag.get_text().split()) or target, target)
            links.append((tag, link))
            tag["href"] = target
        else:
            tag.unwrap()
    return soup, links


def _build_pictures(items, root):
    """Return a Picture or None for each item; None also for SVG, which few mail programs show."""
    shown = [item.image for item in items if item.image and not item.image.is_svg()]
    return [_build_picture(item, root) if item.image in shown else None for item in items]


def _build_picture(item, root):
    picture = picture_of(item.image, mail_size(item.image)) or _make_picture(item.image)
    if picture is None:
        return None
    scale = min(1, WIDEST / picture["width"], HIGHEST / picture["height"])
    size = (round(picture["width"] * scale), round(picture["height"] * scale))
    return Picture(absolute_url(root, picture["url"]), *size, getattr(item, "alt", "") or item.image.description)


def _make_picture(image):
    """Return an image as {url, width, height} at once, for a mail cannot be mended later; None when its file is lost.

    Tasks build mails, and previews for editors; no visitor waits for it. Raises ConnectionError while the storage is
    away: it may hold the file.
    """
    try:
        rendition = image.get_rendition(*specifications(mail_size(image)))
    except OSError:
        image.file.storage.exists(image.file.name)
        return None
    return {"url": rendition.url, "width": rendition.width, "height": rendition.height}
