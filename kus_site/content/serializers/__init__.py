"""Between a content file, Python and the database: single values, values made of parts, fields, whole records."""
