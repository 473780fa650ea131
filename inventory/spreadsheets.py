"""What goes into cells of CSV, XLSX and ODS, so that no spreadsheet runs what a visitor typed."""

import unicodedata

# What a spreadsheet would take for a formula (OWASP, CSV injection); NFKC turns the full-width forms into these.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value):
    """Return a value for a cell: texts get an apostrophe before what would begin a formula, None becomes empty.

    Numbers, dates and truth values stay what they are: they come from us and cannot be formulas.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    first = unicodedata.normalize("NFKC", value[:80]).lstrip(" \u200b\ufeff\0")
    return f"'{value}" if first.startswith(FORMULA_SIGNS) else value
