"""Markdown to the tree of rich_text and back. One tree has one Markdown: the canonical one that the export writes."""

import re

from django.utils.translation import gettext
from markdown_it import MarkdownIt

from visitors.plain_text import clean_text

from .rich_text import LINE_BREAK, Item, Items, Paragraph, Run, grouped, tidy_blocks

ADDRESS = re.compile(r"^(https?://[^\s/].*|mailto:\S+@\S+|tel:[+\d() -]+|record:[a-z0-9-]+|/(?!/)\S*|#\S+)$")
ENTITY = re.compile(r"&(?=#|[A-Za-z][A-Za-z0-9]*;)")
ASCII_PUNCTUATION = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

_parser = MarkdownIt("commonmark").disable("reference")
# Addresses are checked and kept as they are written, by read_blocks.
_parser.validateLink = lambda url: True
_parser.normalizeLink = lambda url: url
_parser.normalizeLinkText = lambda text: text


def parse(text):
    """Return the top-level tokens of markdown-it, each with its nested tokens as a list: [(tokens), ...]."""
    groups, depth = [], 0
    for token in _parser.parse(text):
        if depth == 0:
            groups.append([])
        groups[-1].append(token)
        depth += token.nesting
    return groups


class MarkdownReader:
    """Reads groups of tokens into blocks; `headings`: the levels allowed; `refuse(line, message)` takes problems.

    `line` is the line of the file on which the Markdown begins; `link(address, line)` checks a `record:` link.
    """

    def __init__(self, headings, line, refuse, link):
        self.headings = headings
        self.first_line = line
        self.refuse = refuse
        self.link = link

    def read(self, groups):
        """Return the tidy blocks of the groups of tokens from parse()."""
        return tidy_blocks([block for group in groups if (block := self._read_block(group))])

    def _line(self, token):
        return self.first_line + (token.map[0] if token.map else 0)

    def _read_block(self, tokens):
        kind = tokens[0].type
        if kind == "paragraph_open":
            return Paragraph(self._read_inline(tokens[1]))
        if kind == "heading_open":
            return self._read_heading(tokens)
        if kind in ("bullet_list_open", "ordered_list_open"):
            return self._read_list(tokens)
        messages = {
            "html_block": gettext("HTML is not read; write it as Markdown."),
            "fence": gettext(
                "A block between ``` can stand only in the text below the fields, not in a list and not in a field."
            ),
            "code_block": gettext("Take the four spaces at the beginning of the line away."),
            "blockquote_open": gettext("For a quotation use the block ```quote."),
            "hr": gettext("A rule across the page is not read; use a heading."),
        }
        self.refuse(self._line(tokens[0]), messages.get(kind, gettext("This kind of Markdown is not read.")))
        return None

    def _read_heading(self, tokens):
        level = int(tokens[0].tag[1])
        if level not in self.headings:
            allowed = ", ".join("#" * number for number in self.headings)
            message = (
                gettext("Use a heading of %(allowed)s here.") % {"allowed": allowed}
                if allowed
                else gettext("A heading cannot stand here.")
            )
            self.refuse(self._line(tokens[0]), message)
        return Paragraph(self._read_inline(tokens[1]), level)

    def _read_list(self, tokens):
        start = tokens[0].attrGet("start")
        if start not in (None, 1):
            self.refuse(
                self._line(tokens[0]),
                gettext("Begin a numbered list with 1. For a sentence that begins with a number write “%(start)s\\.”.")
                % {"start": start},
            )
        items = Items(tokens[0].type == "ordered_list_open", [])
        for group in _children(tokens):
            items.items.append(self._read_item(group))
        return items

    def _read_item(self, tokens):
        item = Item([])
        for group in _children(tokens):
            if group[0].type == "paragraph_open" and not item.runs and not item.lists:
                item.runs = self._read_inline(group[1])
            elif group[0].type in ("bullet_list_open", "ordered_list_open"):
                item.lists.append(self._read_list(group))
            elif group[0].type in ("paragraph_open", "heading_open"):
                self.refuse(self._line(group[0]), gettext("An item of a list is one paragraph."))
            else:
                self._read_block(group)
        return item

    def _read_inline(self, inline):
        runs, bold, italic, link, line = [], 0, 0, "", self._line(inline)
        for token in inline.children:
            kind = token.type
            if kind == "text":
                # An entity such as &#8238; brings in what the file itself does not have.
                runs.append(Run(clean_text(token.content), bold > 0, italic > 0, link))
            elif kind == "softbreak":
                line += 1
                runs.append(Run(" ", bold > 0, italic > 0, link))
            elif kind == "hardbreak":
                line += 1
                runs.append(LINE_BREAK)
            elif kind in ("strong_open", "strong_close"):
                bold += token.nesting
            elif kind in ("em_open", "em_close"):
                italic += token.nesting
            elif kind == "link_open":
                link = self._read_link(token, line)
            elif kind == "link_close":
                link = ""
            else:
                self._refuse_inline(token, line)
        return runs

    def _read_link(self, token, line):
        address = token.attrGet("href") or ""
        if token.attrGet("title"):
            self.refuse(line, gettext("Leave the title of the link out; the link text says where it leads."))
        if not ADDRESS.match(address):
            self.refuse(
                line,
                gettext("“%(address)s” is no address. Begin with https://, mailto:, record: or /.")
                % {"address": address},
            )
        elif address.startswith("record:"):
            self.link(address.removeprefix("record:"), line)
        return address

    def _refuse_inline(self, token, line):
        messages = {
            "html_inline": gettext(
                "HTML is not read; write it as Markdown. For a “<” that begins no HTML write “\\<”."
            ),
            "code_inline": gettext("Code between ` is not read; leave the marks out."),
            "image": gettext("For an image use the block ```image."),
        }
        self.refuse(line, messages.get(token.type, gettext("This kind of Markdown is not read.")))


def _children(tokens):
    """Return the groups of tokens inside the outermost pair."""
    groups, depth = [], 0
    for token in tokens[1:-1]:
        if depth == 0:
            groups.append([])
        groups[-1].append(token)
        depth += token.nesting
    return groups


def write(blocks):
    """Return the canonical Markdown of the blocks, without line end at the end."""
    return "\n\n".join(_write_blocks(blocks))


def _write_blocks(blocks):
    texts, before, odd = [], None, False
    for block in blocks:
        if isinstance(block, Paragraph):
            line = _write_runs(block.runs)
            if block.level:
                line = (
                    "#" * block.level
                    + " "
                    + (line[:-1] + "\\#" if line.endswith("#") and not line.endswith("\\#") else line)
                )
            texts.append(line)
            before = None
        else:
            # Two lists after each other need different marks, or they become one.
            odd = before == block.numbered and not odd
            before = block.numbered
            texts.append(_write_list(block, odd))
    return texts


def _write_list(block, odd):
    lines = []
    for number, item in enumerate(block.items, start=1):
        mark = (f"{number}) " if odd else f"{number}. ") if block.numbered else ("* " if odd else "- ")
        parts = ([_write_runs(item.runs)] if item.runs else []) + _write_blocks(item.lists)
        # Lists inside an item follow its words at once; two of them keep a line between.
        words = "\n".join(parts[:2]) + "".join("\n\n" + part for part in parts[2:]) if item.runs else "\n\n".join(parts)
        lines.append(mark + words.replace("\n", "\n" + " " * len(mark)).replace("\n" + " " * len(mark) + "\n", "\n\n"))
    return "\n".join(lines)


def _write_runs(runs):
    """Return the words in Markdown. Pieces are (text, kind): kind is "open", "close" or "" for words."""
    pieces = []
    for link, linked in grouped(runs, lambda run: run.link):
        inner = []
        for bold, bolds in grouped(linked, lambda run: run.bold):
            inner += [("**", "open")] if bold else []
            for italic, italics in grouped(bolds, lambda run: run.italic):
                inner += [("_", "open")] if italic else []
                inner += [(_escape(run), "break" if run == LINE_BREAK else "") for run in italics]
                inner += [("_", "close")] if italic else []
            inner += [("**", "close")] if bold else []
        pieces += [("[", "link"), *inner, (f"]({_write_address(link)})", "")] if link else inner
    return _settle(pieces)


def _settle(pieces):
    """Join the pieces; where a mark would not be read as one, write the letter beside it as a character reference."""
    texts = [text for text, _kind in pieces]
    kinds = [kind for _text, kind in pieces]
    for place, kind in enumerate(kinds):
        if kind == "open" and place and kinds[place - 1] == "":
            before, inside = texts[place - 1], texts[place + 1]
            if _must_refer(texts[place], before[-1], inside[0]):
                texts[place - 1] = f"{before[:-1]}&#{ord(before[-1])};"
        elif kind == "close" and place + 1 < len(kinds) and kinds[place + 1] == "":
            inside, after = texts[place - 1], texts[place + 1]
            if _must_refer(texts[place], after[0], inside[-1]):
                texts[place + 1] = f"&#{ord(after[0])};{after[1:]}"
        elif kind == "link" and place and texts[place - 1].endswith("!"):
            texts[place - 1] = texts[place - 1][:-1] + "\\!"
    return "\n".join(_escape_line_start(line) for line in "".join(texts).split("\n"))


def _must_refer(mark, outside, inside):
    if outside.isspace() or outside in ASCII_PUNCTUATION:
        return False
    return mark == "_" or not inside.isalnum()


def _escape(run):
    if run == LINE_BREAK:
        return "\\\n"
    text = re.sub(r"([\\*_\[\]`])", r"\\\1", run.text)
    text = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", text)
    return ENTITY.sub(r"\\&", text)


def _escape_line_start(line):
    if re.match(r"[#+\-=>~]", line):
        return "\\" + line
    return re.sub(r"^(\d{1,9})([.)])(?=\s|$)", r"\1\\\2", line)


def _write_address(address):
    escaped = ENTITY.sub(r"\\&", re.sub(r"([\\<>()])", r"\\\1", address))
    return f"<{escaped}>" if re.search(r"\s", address) else escaped
