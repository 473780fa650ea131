"""Texts in the cells of a spreadsheet: none of them becomes a formula (OWASP, CSV injection)."""

import unicodedata

# What a spreadsheet takes for a formula; NFKC turns the full-width forms into these.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value):
    """Return a value for a cell: texts that begin like a formula get an apostrophe, None becomes empty.

    Numbers, dates and booleans are unchanged: they are ours and cannot be formulas.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    first = unicodedata.normalize("NFKC", value[:80]).lstrip(" \u200b\ufeff\0")
    return f"'{value}" if first.startswith(FORMULA_SIGNS) else value


def without_apostrophe(cell):
    """Return the text of a cell that a spreadsheet wrote, without the apostrophe of safe_cell()."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_SIGNS) else cell
