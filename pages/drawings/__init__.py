"""Drawings: plain data that templates write as SVG. They know no record type.

`typesetting` breaks words into lines, `tile_map` draws a province, `timeline` draws periods, `covers` and
`cover_patterns` draw the cover of a work, `scenes` themes and towns, `portraits` people without a photo. What belongs
to one record type stays with it: which kind of publication gets which pattern (publications/covers.py), and the icons
of themes, which are choices of a model field (themes/icons.py).
"""
