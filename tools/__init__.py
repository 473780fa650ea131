"""The linter, benchmarks, and makers of files that are in git (README.md beside this file)."""

import scripts  # noqa: F401 (ends the program with one sentence under an old Python)
