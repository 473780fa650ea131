"""Chapters of an episode or a recording, as editors write them: a line for each, with its moment and its title.

    00:00 Inleiding
    12:30 Het gesprek
    1:02:15 Vragen

Their JSON is that of Podcasting 2.0 ("JSON Chapters Format", version 1.2.0).
"""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Minutes may be more than 59 while there are no hours: “75:30”.
LINE = re.compile(r"(?:(\d{1,2}):([0-5]\d)|(\d{1,3})):([0-5]\d)(?:\s*[-–—]\s*|\s+)(\S.*)", re.ASCII)
MOST = 300
LONGEST_TITLE = 200
JSON_VERSION = "1.2.0"
JSON_MEDIA_TYPE = "application/json+chapters"


class Chapter(NamedTuple):
    """A chapter: where it begins, in seconds from the start, and its title."""

    seconds: int
    title: str

    @property
    def time(self):
        """Where it begins, as a clock: “0:45”, “12:30”, “1:02:15”."""
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def parse_chapters(text):
    """Return the Chapters of a text, in order; [] for an empty one.

    Raises ValidationError, with a sentence that names the first wrong line, for a line without moment or title, for
    moments that are not in order, and for more than MOST lines.
    """
    chapters = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = LINE.fullmatch(line.strip())
        if not match:
            raise _refused(number, gettext("write a moment and a title, such as “12:30 The interview”."))
        hours, of_the_hour, minutes, seconds = (int(part or 0) for part in match.groups()[:4])
        chapter = Chapter((hours * 60 + of_the_hour + minutes) * 60 + seconds, match[5])
        if len(chapter.title) > LONGEST_TITLE:
            raise _refused(number, gettext("the title is too long; use at most %d characters.") % LONGEST_TITLE)
        if chapters and chapter.seconds <= chapters[-1].seconds:
            raise _refused(number, gettext("this moment does not come after that of the line before."))
        chapters.append(chapter)
    if len(chapters) > MOST:
        raise ValidationError(_("Write at most %(count)s chapters."), code="invalid", params={"count": MOST})
    return chapters


def _refused(number, reason):
    return ValidationError(
        _("Line %(number)s: %(reason)s"), code="invalid", params={"number": number, "reason": reason}
    )


def validate_chapters(text):
    """Raise ValidationError for a text that parse_chapters refuses."""
    parse_chapters(text)


class ChaptersField(models.TextField):
    """The chapters of a recording as text, of which `parse_chapters` makes Chapters; what it refuses is not valid."""

    default_validators = [validate_chapters]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("verbose_name", _("chapters"))
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", _("A line for each: when it begins and its title, such as 12:30 The interview."))
        super().__init__(*args, **kwargs)


def read_chapters(text):
    """Return the Chapters of a stored text; [] for one that is not valid (of an older revision, or a preview)."""
    try:
        return parse_chapters(text)
    except ValidationError:
        return []


def chapters_json(chapters):
    """Return Chapters as the dict of a file in the JSON Chapters Format of Podcasting 2.0."""
    return {
        "version": JSON_VERSION,
        "chapters": [{"startTime": chapter.seconds, "title": chapter.title} for chapter in chapters],
    }


def describe_clips(chapters, address, ends=None):
    """Return Chapters as a list of schema.org Clips of what stands at an address; `ends` is its length in seconds."""
    stops = [*(chapter.seconds for chapter in chapters), ends][1:]
    return [
        {
            "@type": "Clip",
            "name": chapter.title,
            "startOffset": chapter.seconds,
            "endOffset": stop,
            "url": f"{address}#t={chapter.seconds}",
        }
        for chapter, stop in zip(chapters, stops, strict=True)
    ]
