"""The HTML part of a mail: MJML (templates/newsletters/mail/) compiled by mrml, in the colours of the site.

MJML gives the tables and conditional comments that Outlook needs; what is in rich text gets its style attributes from
css-inline, for mail programs without a style element.
"""

import re
from functools import lru_cache
from pathlib import Path

import css_inline
import mrml
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from pages.contrast import read_colours
from pages.feeds import xml_text

# Gmail cuts a longer message off and hides the link to unsubscribe with it.
LONGEST = 102 * 1024  # bytes
DARK_SCREEN, ALWAYS, NEVER = "(prefers-color-scheme: dark)", "all", "not all"
BOTH_SCHEMES = re.compile(r'(color-schemes?(?:" content="|: ))light dark')
# What meets in the mail, as in pages.contrast.USED: tests hold it in both schemes.
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
# No style element of another host is asked for: there is no loader for includes, and no fonts.
OPTIONS = {
    "parser_options": mrml.ParserOptions(include_loader=mrml.noop_loader()),
    "render_options": mrml.RenderOptions(fonts={}),
}


def write_html(letter):
    """Return a Letter as one HTML document (text); no style, picture or script in it comes from another host."""
    inliner = css_inline.CSSInliner(
        extra_css=render_to_string("newsletters/mail/rich_text.css", {"light": mail_colours()["light"]}),
        inline_style_tags=False,
        load_remote_stylesheets=False,
    )
    texts = {
        item.block: mark_safe(inliner.inline_fragment(item.text.decode(formatter="minimal"), ""))
        for item in letter.items
        if item.text
    }
    context = {"letter": letter, "texts": texts, "dark_screen": DARK_SCREEN, **mail_colours()}
    source = render_to_string("newsletters/mail/issue.mjml.html", context)
    # A control character that a program put in a field would make it no MJML.
    return mrml.to_html(xml_text(source), **OPTIONS).content


def in_scheme(html, *, dark):
    """Return the HTML of a mail as it looks on a light or a dark screen, whatever screen it is looked at on."""
    html = html.replace(DARK_SCREEN, ALWAYS if dark else NEVER)
    return BOTH_SCHEMES.sub(rf"\1{'dark' if dark else 'light'}", html)


@lru_cache(maxsize=1)
def mail_colours():
    """Return {"light": …, "dark": …} with the colours of static/css/tokens.css, named for templates: text_soft."""
    css = Path(finders.find("css/tokens.css")).read_text(encoding="utf-8")
    return {
        scheme: {name.replace("-", "_"): colour for name, colour in colours.items()}
        for scheme, colours in read_colours(css).items()
    }
