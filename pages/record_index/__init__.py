"""The record index: one row per record and language with what lists need, kept in step with the pages.

`facets` are what a type can be narrowed by, `build` makes the rows, `changes` notes what must be made anew and
`signal_handlers` notes it by itself, `reading` is for lists, `cards` draws, `check` compares.
"""
