"""The HTML part of a mail: MJML templates (templates/newsletters/mail/) compiled by mrml, in the colours of the site.

MJML generates the tables and conditional comments that Outlook needs. css-inline adds style attributes to rich text,
for mail programs that ignore style elements.
"""

import re
from functools import lru_cache

import css_inline
import mrml
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from pages.contrast import site_colours
from visitors.plain_text import xml_text

# Gmail clips longer messages, including the unsubscribe link.
MAX_BYTES = 102 * 1024  # bytes
DARK_SCREEN, ALWAYS, NEVER = "(prefers-color-scheme: dark)", "all", "not all"
BOTH_SCHEMES = re.compile(r'(color-schemes?(?:" content="|: ))light dark')
# (foreground, background) pairs in the mail, as in pages.contrast.USED; tests check their contrast in both schemes.
USED_COLOURS = [
    ("text", "surface"),
    ("text_soft", "surface"),
    ("link", "surface"),
    ("accent", "surface"),
    ("text", "paper"),
    ("text_soft", "paper"),
    ("link", "paper"),
    ("on_band", "band"),
]
# No requests to other hosts: no include loader and no web fonts.
OPTIONS = {
    "parser_options": mrml.ParserOptions(include_loader=mrml.noop_loader()),
    "render_options": mrml.RenderOptions(fonts={}),
}


def render_html(content):
    """Return a MailContent as an HTML document (text), without resources of other hosts."""
    inliner = css_inline.CSSInliner(
        extra_css=render_to_string("newsletters/mail/rich_text.css", {"light": mail_colours()["light"]}),
        inline_style_tags=False,
        load_remote_stylesheets=False,
    )
    texts = {
        item.block: mark_safe(inliner.inline_fragment(item.text.decode(formatter="minimal"), ""))
        for item in content.items
        if item.text
    }
    context = {"content": content, "texts": texts, "dark_screen": DARK_SCREEN, **mail_colours()}
    source = render_to_string("newsletters/mail/issue.mjml.html", context)
    # Control characters would make the MJML malformed XML.
    return mrml.to_html(xml_text(source), **OPTIONS).content


def in_scheme(html, *, dark):
    """Return the HTML of a mail with its light or dark colour scheme forced, whatever the preference of the browser."""
    html = html.replace(DARK_SCREEN, ALWAYS if dark else NEVER)
    return BOTH_SCHEMES.sub(rf"\1{'dark' if dark else 'light'}", html)


@lru_cache(maxsize=1)
def mail_colours():
    """Return {"light": {name: colour}, "dark": …} from static/css/tokens.css.

    Names with underscores, such as text_soft.
    """
    return {
        scheme: {name.replace("-", "_"): colour for name, colour in colours.items()}
        for scheme, colours in site_colours().items()
    }
