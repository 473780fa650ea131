"""Readers who cannot read a file ask for a version that they can read; editors find the requests in an inbox."""
