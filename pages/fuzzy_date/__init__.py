"""Dates that say no more than is known: a day, a month, a season, a year, a period, certain or not.

Kept as text in a subset of EDTF (ISO 8601-2:2019 level 1): `2018-04-10`, `2018-04`, `2018-23` (autumn), `2018`,
`2012/2016`, `2012/..` (still going on), `2027?` (not certain), `2018-04-10T14:00` (local time, Europe/Amsterdam).
"""

from .dates import LONGEST, FuzzyDate, parse
from .fields import FuzzyDateField, FuzzyDateFormField
from .point_parsing import read_point, tidy
from .points import FuzzyDateError, Point

__all__ = [
    "LONGEST",
    "FuzzyDate",
    "FuzzyDateError",
    "FuzzyDateField",
    "FuzzyDateFormField",
    "Point",
    "parse",
    "read_point",
    "tidy",
]
