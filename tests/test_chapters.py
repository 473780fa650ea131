"""Chapters of a recording: what editors write, and what programs read of it."""

import pytest
from django.core.exceptions import ValidationError

from pages.chapters import Chapter, chapters_json, describe_clips, parse_chapters, read_chapters


@pytest.mark.parametrize(
    ("line", "seconds", "title"),
    [
        ("00:00 Inleiding", 0, "Inleiding"),
        ("12:30 Het gesprek", 750, "Het gesprek"),
        ("75:30\tNa meer dan een uur", 4530, "Na meer dan een uur"),
        ("1:02:15 – Vragen", 3735, "Vragen"),
        ("01:02:15 - Van 10:00 tot 12:00", 3735, "Van 10:00 tot 12:00"),
        ("  0:05 2 vragen  ", 5, "2 vragen"),
    ],
)
def test_a_line_is_a_moment_and_a_title(line, seconds, title):
    assert parse_chapters(f"\n{line}\r\n\n") == [Chapter(seconds, title)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("00:00 Een\nHet gesprek", 2),
        ("00:00 Een\n12:30", 2),
        ("00:00 Een\n\n12:75 Twee", 3),
        ("1:75:00 Een", 1),
        ("1:100:00 Een", 1),
        ("00:10 Een\n00:10 Twee", 2),
        ("00:10 Een\n00:05 Twee", 2),
        (f"00:00 {'a' * 201}", 1),
        ("٠٠:٠٠ Een", 1),
    ],
)
def test_what_is_refused_names_its_line(text, line):
    with pytest.raises(ValidationError) as refused:
        parse_chapters(text)
    assert f" {line}:" in refused.value.messages[0]
    assert read_chapters(text) == []


def test_more_than_a_reader_can_choose_from_is_refused():
    with pytest.raises(ValidationError, match="300"):
        parse_chapters("\n".join(f"{number}:00 Deel" for number in range(301)))


def test_programs_read_where_each_chapter_begins():
    chapters = parse_chapters("00:00 Een\n12:30 Twee & drie\n1:02:15 Vier")
    assert [chapter.time for chapter in chapters] == ["0:00", "12:30", "1:02:15"]
    assert chapters_json(chapters) == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "title": "Een"},
            {"startTime": 750, "title": "Twee & drie"},
            {"startTime": 3735, "title": "Vier"},
        ],
    }
    clips = describe_clips(chapters, "https://example.org/opname", 4000)
    assert [(clip["startOffset"], clip["endOffset"]) for clip in clips] == [(0, 750), (750, 3735), (3735, 4000)]
    assert clips[1]["name"] == "Twee & drie"
    assert describe_clips([], "https://example.org/opname") == []
