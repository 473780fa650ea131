"""Form fields of questions. Their cleaned values are JSON (docs/inventory.md).

`prepare_value` and `clean` are inverse: what a field shows of a stored value it accepts again, in any language.
"""

import re
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from pages.fuzzy_date import FuzzyDateError, parse

LONGEST_TEXT = 5000  # characters of an answer in more lines
MOST_LINES = 50
MONTH = re.compile(r"\d{4}(?:-\d{2})?", re.ASCII)


def text_area(rows=4):
    """Return a Textarea widget."""
    return forms.Textarea(attrs={"rows": rows})


class NameField(forms.CharField):
    """A name on one line, without line breaks and control characters."""

    def to_python(self, value):
        """Return the text with single spaces and without control characters."""
        text = super().to_python(value)
        return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


class TextField(forms.CharField):
    """Multi-line text. Has no maxlength in HTML, so pasted text is not cut off silently: the error says how much is too
    long.
    """

    def __init__(self, *, rows=4, max_length=LONGEST_TEXT, **kwargs):
        self.longest = max_length
        super().__init__(**{"widget": text_area(rows), **kwargs})

    def clean(self, value):
        """Return the text with plain line ends."""
        text = super().clean(value).replace("\r\n", "\n").replace("\r", "\n")
        if (extra := len(text) - self.longest) > 0:
            raise ValidationError(
                ngettext(
                    "This is %(extra)s character too long. At most %(longest)s fit.",
                    "This is %(extra)s characters too long. At most %(longest)s fit.",
                    extra,
                )
                % {"extra": extra, "longest": self.longest},
                code="max_length",
            )
        return text


class LinesField(TextField):
    """A list of names, one on each line."""

    def clean(self, value):
        """Return the names as a list without duplicates."""
        names = list(
            dict.fromkeys(" ".join(line.split()) for line in super().clean(value).splitlines() if line.strip())
        )
        if len(names) > MOST_LINES:
            raise ValidationError(gettext("Write at most %(most)s lines.") % {"most": MOST_LINES})
        if any(len(name) > 200 for name in names):
            raise ValidationError(gettext("Write one name on each line, of at most 200 characters."))
        return names

    def prepare_value(self, value):
        """Return a stored list as lines."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value


class MonthField(forms.CharField):
    """A month or year as people write it: “maart 2018”, “3-2018”, “2018”. Cleans to "2018-03", "2018" or ""."""

    def __init__(self, **kwargs):
        super().__init__(**{"help_text": _("Such as March 2026, or only 2026."), "max_length": 80, **kwargs})
        self.widget.attrs["class"] = "field-short"

    def clean(self, value):
        """Return "2018-03", "2018" or ""."""
        words = super().clean(value)
        if not words:
            return ""
        point = _read_point(words)
        if point is None or point.is_season or not 1900 <= point.year <= 2100:
            raise ValidationError(_("Write a month and a year, such as March 2026, or only a year."), code="invalid")
        return point.text[:7]

    def prepare_value(self, value):
        """Return a stored month in words; other values unchanged."""
        if not (isinstance(value, str) and MONTH.fullmatch(value)):
            return value
        point = _read_point(value)
        return point.display() if point else value


class DayField(forms.CharField):
    """A day as people write it: “31 december 2026”, “31-12-2026”. Cleans to "YYYY-MM-DD" or ""."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 80, **kwargs})
        self.widget.attrs["class"] = "field-short"
        self.help_text = self.help_text or _("Such as 31-12-2026.")

    def clean(self, value):
        """Return the day as "YYYY-MM-DD", or ""."""
        words = super().clean(value)
        if not words:
            return ""
        point = _read_point(words)
        if point is None or point.day is None or point.hour is not None:
            raise ValidationError(_("Write a day, such as 31-12-2026."), code="invalid")
        return point.text

    def prepare_value(self, value):
        """Return a stored day with the month in words; other values unchanged."""
        try:
            return formats.date_format(date.fromisoformat(value), "j F Y")
        except (TypeError, ValueError):
            return value


class NumberField(forms.CharField):
    """A number as people write it, with decimal comma or point and thousands separators. Cleans to int, float or ""."""

    LARGEST = 10**12

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 40, **kwargs})
        self.widget.attrs |= {"inputmode": "decimal", "class": "field-short"}

    def clean(self, value):
        """Return an int, a float, or "" when nothing is filled in."""
        words = re.sub(r"[\s€]", "", super().clean(value))
        if not words:
            return ""
        # “1.500” is fifteen hundred in Dutch and one and a half in English.
        thousands, decimal = (",", ".") if is_english() else (".", ",")
        if re.fullmatch(rf"-?[1-9]\d{{0,2}}(?:\{thousands}\d{{3}})+(?:\{decimal}\d+)?", words, re.ASCII):
            words = words.replace(thousands, "")
        words = words.replace(",", ".")
        if not re.fullmatch(r"-?\d+(?:\.\d+)?", words, re.ASCII) or abs(Decimal(words)) > self.LARGEST:
            raise ValidationError(_("Write a number, such as 12 or 2,5."), code="invalid")
        return float(words) if Decimal(words) % 1 else int(Decimal(words))

    def prepare_value(self, value):
        """Return a stored number in the notation of the active language."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return format(Decimal(str(value)), "f").replace(".", "." if is_english() else ",")


class FilesInput(forms.FileInput):
    """An input for one file, or for several when `most` is above one."""

    def __init__(self, most=1):
        self.allow_multiple_selected = most > 1
        super().__init__({})

    def value_from_datadict(self, data, files, name):
        """Return the list of files that were sent."""
        return files.getlist(name) if hasattr(files, "getlist") else [file for file in [files.get(name)] if file]


class UploadField(forms.FileField):
    """Files with an answer; their content is checked where they are saved.

    `stored` are the rows of files that are there already; `most` is the maximum in all.
    """

    def __init__(self, *, most=1, **kwargs):
        self.most, self.stored = most, []
        super().__init__(widget=FilesInput(most), max_length=255, **kwargs)

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.stored = []
        return copied

    def clean(self, data, initial=None):
        """Return the list of new files; raises ValidationError for an empty one, too many, or none where one is due."""
        if len(data or []) + len(self.stored) > self.most:
            raise ValidationError(
                ngettext("Only one file fits here.", "At most %(most)s files fit here.", self.most)
                % {"most": self.most}
            )
        if not data and self.required and not self.stored:
            raise ValidationError(self.error_messages["required"], code="required")
        return [self.to_python(file) for file in data or []]


def is_english():
    """Return whether the active language is English, whose number notation differs."""
    return (get_language() or "").startswith("en")


def _read_point(words):
    """Return the pages.fuzzy_date.Point of one moment in words; None for a period, an expected one, or no date."""
    try:
        found = parse(words)
    except FuzzyDateError:
        return None
    return None if found.is_period or found.expected else found.start
