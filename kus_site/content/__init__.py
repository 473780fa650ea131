"""The site as files: reads and writes the format of docs/content-format.md.

`source` reads files, `schema` says per type which key stands for which model field, `importer` and `exporter` move
records between files and database. Both use the same schema, so that what one writes the other reads.
"""
