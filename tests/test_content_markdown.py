"""Markdown, stored HTML and YAML: what the export writes is what the import reads, whatever stands in a text."""

import random

import pytest

from kus_site.content import markdown, rich_text, source, yaml_text
from kus_site.content.rich_text import LINE_BREAK, Item, Items, Paragraph, Run
from kus_site.content.serializers import formatted_text
from visitors.plain_text import clean_text

# What means something to Markdown, HTML or YAML somewhere.
PIECES = [
    "a", "b c", "é", " ", "  ", "*", "_", "**", "[", "]", "(x)", "<", "<b>", "&amp;", "&", "!", "#", "1.", "12)",
    "-", "+", "=", "~~~", "`", "```", "\\", "\n", "\u00a0", "x_y", "🙂", "“q”", ".", ",", "http://x.y", "---", "===",
    ">", "|", "&#32;", "\u2028",
]  # fmt: skip
YAML_PIECES = [
    *PIECES, "null", "true", "no", "2018-04-10", ": ", " #", "'", '"', "\x07", "\t", "woord " * 30, "? ", "@",
    "!tag", "&a", "*b", "\ufeff", "\x85", "{", "%",
]  # fmt: skip
LINKS = ["", "", "", "https://a.nl/x_(y)?a=1&b=2&copy;", "mailto:a@b.nl", "record:p12", "record:d3", "/pad/", "#x"]


class IdMap:
    """Knows pages p1, p2 … and documents d1, d2 …"""

    def pk_of(self, identity):
        return int(identity[1:])

    def is_page(self, identity):
        return identity[0] == "p"

    def id_of(self, model, pk):
        return f"{'p' if model.__name__ == 'Page' else 'd'}{pk}"


def draw_runs(draw):
    runs = []
    for _number in range(draw.randint(1, 6)):
        text = "".join(draw.choices(PIECES, k=draw.randint(1, 4)))
        run = Run(text, draw.random() < 0.3, draw.random() < 0.3, draw.choice(LINKS))
        runs.append(LINE_BREAK if draw.random() < 0.1 else run)
    return runs


def draw_list(draw, depth=0):
    items = []
    for _number in range(draw.randint(1, 3)):
        lists = [draw_list(draw, depth + 1) for _list in range(draw.choice([0, 0, 1, 2]) if depth < 2 else 0)]
        items.append(Item(draw_runs(draw), lists))
    return Items(draw.random() < 0.5, items)


def draw_text(seed):
    draw = random.Random(seed)
    blocks = []
    for _number in range(draw.randint(1, 3)):
        is_list = draw.random() < 0.3
        blocks.append(draw_list(draw) if is_list else Paragraph(draw_runs(draw), draw.choice([0, 0, 2, 3, 4])))
    return rich_text.tidy_blocks(blocks)


def read(text):
    problems = []
    reader = markdown.MarkdownReader([2, 3, 4], 1, lambda line, message: problems.append(message), lambda *link: None)
    return reader.read(markdown.parse(text)), problems


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_any_text_is_the_same_after_markdown_and_html(start):
    for seed in range(start, start + 100):
        blocks = draw_text(seed)
        text = markdown.write(blocks)
        assert read(text) == (blocks, []), f"seed {seed}: {text}"
        assert formatted_text.from_html(formatted_text.to_html(text, IdMap()), IdMap()) == text, f"seed {seed}: {text}"
        assert rich_text.tidy_blocks(blocks) == blocks


def test_what_a_person_writes_becomes_what_wagtail_stores():
    text = (
        "Een **vet** en _schuin_ woord,\nmet een [pagina](record:p3), een [stuk](record:d4) en een <https://a.nl/?b&c>.\n\n"
        "## Kop\n\n* een\n* twee\n  1. diep\n"
    )
    assert formatted_text.to_html(text, IdMap()) == (
        "<p>Een <b>vet</b> en <i>schuin</i> woord, "
        'met een <a linktype="page" id="3">pagina</a>, een <a linktype="document" id="4">stuk</a> '
        'en een <a href="https://a.nl/?b&amp;c">https://a.nl/?b&amp;c</a>.</p>'
        "<h2>Kop</h2><ul><li>een</li><li>twee<ol><li>diep</li></ol></li></ul>"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            '<p data-block-key="a1b2c">Een <b>vet </b>woord&nbsp;&amp; <i></i><br/></p><p></p>',
            "Een **vet** woord\u00a0&",
        ),
        ("<p>a<b>b</b>c</p>", "a**b**c"),
        ("<p>a<i>b</i>c</p>", "&#97;_b_&#99;"),
        ('<p>a<b>"b"</b>c</p>', '&#97;**"b"**&#99;'),
        ("<p><b>een <i>twee</i> drie</b></p>", "**een _twee_ drie**"),
        ('<p><a href="https://a.nl/?b=1&amp;c=2">a</a></p>', "[a](https://a.nl/?b=1&c=2)"),
        ('<p><a linktype="page">weg</a> en <a href="javascript:x()">x</a></p>', "weg en x"),
        ('<p>x</p><embed embedtype="media" url="https://a.nl"/><p>y</p>', "x\n\ny"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul><ul><li>c</li></ul>", "- a\n  - b\n\n* c"),
        ("<p>1. geen lijst</p><p># geen kop</p><p>- geen punt</p>", "1\\. geen lijst\n\n\\# geen kop\n\n\\- geen punt"),
    ],
)
def test_what_an_editor_stored_becomes_canonical_markdown(html, text):
    assert formatted_text.from_html(html, IdMap()) == text
    assert markdown.write(read(text)[0]) == text


def test_two_ways_to_write_the_same_are_the_same():
    first, second = "**Vet** en\n_schuin_.\n\n* een\n\n* twee\n", "__Vet__ en *schuin*.\n\n- een\n- twee"
    assert read(first) == read(second)


def draw_value(draw, depth=0):
    kind = draw.random()
    if depth < 3 and kind < 0.15:
        return {f"k{number}": draw_value(draw, depth + 1) for number in range(draw.randint(1, 3))}
    if depth < 3 and kind < 0.3:
        return [draw_value(draw, depth + 1) for _number in range(draw.randint(1, 3))]
    return "".join(draw.choices(YAML_PIECES, k=draw.randint(1, 5)))


def as_plain(node):
    if isinstance(node.value, dict):
        return {key: as_plain(part) for key, part in node.value.items()}
    return [as_plain(part) for part in node.value] if isinstance(node.value, list) else node.value


def as_cleaned(value):
    if isinstance(value, dict):
        return {key: as_cleaned(part) for key, part in value.items()}
    return [as_cleaned(part) for part in value] if isinstance(value, list) else clean_text(value)


def test_any_yaml_that_is_written_is_read_back_without_control_characters():
    for seed in range(600):
        value = {f"k{number}": draw_value(random.Random(f"{seed}-{number}")) for number in range(3)}
        text = yaml_text.write_mapping(value)
        assert as_plain(source.read_yaml(text, 1)) == as_cleaned(value), f"seed {seed}: {text}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Ertoe doen", "a: Ertoe doen\n"),
        ("2018-04", "a: 2018-04\n"),
        ("Ja: nee", 'a: "Ja: nee"\n'),
        ("null", 'a: "null"\n'),
        (True, "a: true\n"),
        (3, "a: 3\n"),
        ("een\ntwee", "a: |-\n  een\n  twee\n"),
        (["b", "c-d"], "a: [b, c-d]\n"),
        ([{"b": "c", "d": ["e"]}], "a:\n  - b: c\n    d: [e]\n"),
        ("woord " * 30 + "eind", "a: >-\n  " + "woord " * 18 + "woord\n  " + "woord " * 10 + "woord eind\n"),
    ],
)
def test_yaml_is_written_for_people(value, text):
    assert yaml_text.write_mapping({"a": value}) == text
