"""Filling in the form of a round: steps, files, links, letters."""
