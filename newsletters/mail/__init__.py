"""The mail of an issue."""
