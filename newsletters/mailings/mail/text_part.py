"""The plain text part of a mail, rendered from MailContent, also fit for screen readers.

It has the target URLs instead of counted links, because a reader sees them; visits from plain text are not counted
(docs/decisions/newsletter-mail.md).
"""

from django.utils.translation import gettext

from newsletters.mailings.mail.rich_text import rich_text_lines, underline, width_of, wrap

SIGNATURE_SEPARATOR = "-- "  # RFC 3676, section 4.3


def render_text(content):
    """Return a MailContent as plain text: lines of at most 72 columns except URLs, with a newline at the end."""
    blocks = [_first_lines(content), *_contents(content)]
    for number, item in content.numbered:
        blocks += _item_blocks(item, number)
    if content.notes:
        blocks.append(["", *underline(gettext("And also"), "=")])
        for note in content.notes:
            blocks += _words(note)
    blocks.append(["", *_last_lines(content)])
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _first_lines(content):
    kind = gettext("Newsletter")
    lines = [*wrap(content.platform), *wrap(f"{kind}, {content.date_line}" if content.date_line else kind), ""]
    lines += underline(content.subject, "=")
    if content.summary:
        lines += ["", *wrap(content.summary)]
    return [*lines, "", *_address(gettext("Read this newsletter online"), content.online)]


def _contents(content):
    headings = [(number, item.heading) for number, item in content.numbered if item.heading]
    if len(headings) < 2:
        return []
    lines = []
    for number, heading in headings:
        lines += wrap(heading, first=f"{number}. ".rjust(4) if number else "")
    return [["", *underline(gettext("In this issue"), "=")], lines]


def _item_blocks(item, number):
    heading = f"{number}. {item.heading}" if number else item.heading
    lines = ["", *wrap(item.kicker), *underline(heading, "=" if item.level == 2 else "-")]
    if item.heading_link:
        lines.append(item.heading_link.target)
    return [lines if item.heading else [], *(_agenda(item) if item.kind == "agenda" else _words(item))]


def _words(item):
    blocks = []
    if item.picture and item.picture.alt:
        blocks.append(wrap(gettext("Picture: %(description)s") % {"description": item.picture.alt}))
    blocks += [wrap(f"{label} {words}") for label, words in item.facts]
    if item.text:
        numbered = {id(tag): number for number, (tag, _link) in enumerate(item.text_links, 1)}
        blocks += rich_text_lines(item.text, numbered)
        blocks.append([f"[{number}] {link.target}" for number, (_tag, link) in enumerate(item.text_links, 1)])
    elif item.summary:
        blocks += [wrap(part) for part in item.summary.split("\n\n")]
    if item.for_whom:
        blocks.append(wrap(f"{gettext('For whom:')} {item.for_whom}"))
    for action in item.actions:
        label = f"{action.label} ({action.note})" if action.note else action.label
        blocks.append(_address(label, action.link.target if action.link else ""))
    return blocks


def _agenda(item):
    if not item.entries:
        return [wrap(gettext("Nothing is planned in this period."))]
    column = max(width_of(entry.date_line) for entry in item.entries) + 2
    if column > 32:
        # Long dates go on a line of their own.
        return [[*wrap(entry.date_line), *_entry_lines(entry, "  ")] for entry in item.entries]
    blocks = []
    for entry in item.entries:
        first = entry.date_line + " " * (column - width_of(entry.date_line))
        lines = _entry_lines(entry, " " * column)
        blocks.append([first + lines[0].lstrip(), *lines[1:]])
    return blocks


def _entry_lines(entry, indent):
    lines = wrap(f"{entry.title} ({entry.kind_label})", first=indent)
    for words in filter(None, [entry.place, entry.note]):
        lines += wrap(words, first=indent)
    return [*lines, f"{indent}{entry.link.target}"] if entry.link else lines


def _address(label, address):
    return [*wrap(f"{label}:"), address] if address else wrap(label)


def _last_lines(content):
    names = {"list": content.list_name, "platform": content.platform}
    why = gettext("You get this newsletter because your address is on the list “%(list)s” of %(platform)s.") % names
    stop = gettext("Unsubscribe from “%(list)s”") % names
    return [
        SIGNATURE_SEPARATOR,
        *wrap(why),
        "",
        *_address(stop, content.unsubscribe),
        "",
        *_address(gettext("Change your lists, language or address"), content.preferences),
        "",
        *wrap(content.platform),
        *wrap(content.postal_address),
        f"{content.root}/",
        *([content.contact] if content.contact else []),
    ]
