"""Writes YAML in one canonical way: the same value is always the same text, and `source.read_yaml` reads it back."""

import json
import re

WIDTH = 120
# What needs no quotes: begins with a letter or digit and has nothing in it that means something to YAML.
PLAIN = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*\Z")
# What other programs would take for something else than text.
SPECIAL = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def write_mapping(values, indent=0):
    """Return YAML for a dict of str to str, bool, number, list or dict, in its order, with closing line end.

    A list of short texts without spaces is written on one line, everything else as a block.
    """
    return "".join(_write_entry(f"{key}:", value, indent) for key, value in values.items())


def write_list(values, indent=0):
    """Return YAML for a list of dicts, lists or texts, each a block item."""
    return "".join(_write_item(value, indent) for value in values)


def _write_entry(lead, value, indent):
    pad = " " * indent
    if isinstance(value, dict):
        return f"{pad}{lead}\n{write_mapping(value, indent + 2)}"
    if isinstance(value, list):
        flow = f"{pad}{lead} [{', '.join(map(str, value))}]"
        if (
            all(isinstance(part, str) and re.fullmatch(r"[\w./-]+", part) and part not in SPECIAL for part in value)
            and len(flow) <= WIDTH
        ):
            return flow + "\n"
        return f"{pad}{lead}\n{write_list(value, indent + 2)}"
    return f"{pad}{lead} {_write_scalar(value, indent + 2, len(pad + lead) + 1)}\n"


def _write_item(value, indent):
    pad = " " * indent
    if isinstance(value, dict) and value:
        text = write_mapping(value, indent + 2)
        return f"{pad}- {text[indent + 2 :]}"
    return _write_entry("-", value, indent)


def _write_scalar(value, indent, column):
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if "\n" in value and _fits_block(value):
        return "|-\n" + "\n".join(" " * indent + line if line else "" for line in value.split("\n"))
    if column + len(value) > WIDTH and _fits_fold(value):
        return ">-\n" + "\n".join(_fold(value, indent))
    return (
        value if _is_plain(value) else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\x7f").translate(ESCAPES)
    )


# JSON leaves these as they are, and YAML does not allow them or takes them for a line end.
ESCAPES = {number: f"\\u{number:04x}" for number in (*range(0x80, 0xA0), 0x2028, 0x2029, 0xFEFF)}


def _is_plain(text):
    return bool(
        PLAIN.match(text)
        and text == text.rstrip()
        and text.lower() not in SPECIAL
        and not re.search(r":(\s|$)|\s#", text)
        and not re.search(r"[\[\]{},&*!|>'\"%@`]", text[0])
    )


def _printable(text):
    return not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]", text)


def _fits_block(text):
    """A block shows its lines as they are; spaces at the beginning or end would be read differently."""
    return _printable(text) and text[0] not in " \n" and text[-1] not in " \n" and not re.search(r"[ ]\n", text)


def _fits_fold(text):
    """Folding turns line ends into single spaces, so only single spaces inside may stand there."""
    return _printable(text) and "\n" not in text and "  " not in text and text == text.strip() and " " in text


def _fold(text, indent):
    lines, line = [], ""
    for word in text.split(" "):
        if line and indent + len(line) + 1 + len(word) > WIDTH:
            lines.append(" " * indent + line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, " " * indent + line]
