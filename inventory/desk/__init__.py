"""The editors' desk: what came in, and what becomes of it."""
