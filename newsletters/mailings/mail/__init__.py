"""Rendering an issue as mail: content, HTML part, plain text part, counted links."""
