"""Existing lists of addresses: read from a file, tried, then imported whole or not at all."""
