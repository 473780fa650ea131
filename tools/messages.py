"""Holds the Dutch translation complete: every text of the source is in the .po file, translated.

Run inside the virtual environment: `python -m tools.messages` checks, with `--write` it updates and compiles. Needs
gettext. The .po files name source files, and no lines: a line number would change with every edit of the source.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from scripts.built_files import compile_catalogs
from scripts.commands import ROOT

# Source texts are English, so Dutch is the one translation.
LANGUAGE = "nl"
DOMAINS = {"django": [], "djangojs": ["--domain", "djangojs"]}
# Folders at the top of the checkout without texts of the site.
WITHOUT_TEXTS = {".venv", ".git", "var", "content", "tests", "docs", "scripts", "tools"}


def main():
    """Return 0 when the translation is complete."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="update the .po files and compile them")
    if parser.parse_args().write:
        write()
    problems = find_problems()
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems in the translations." if problems else "The translations are complete.")
    return int(bool(problems))


def catalogue(domain, root=ROOT):
    """Return the path of a .po file."""
    return Path(root) / "locale" / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"


def extract(folder):
    """Copy the checkout to `folder` and bring the .po files there up to date, by makemessages."""

    def ignore(parent, names):
        return [name for name in names if name == "__pycache__" or (Path(parent) == ROOT and name in WITHOUT_TEXTS)]

    shutil.copytree(ROOT, folder, ignore=ignore)
    (folder / "locale").mkdir(exist_ok=True)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "kus_site.settings.testing"}
    for options in DOMAINS.values():
        command = [sys.executable, "manage.py", "makemessages", "--locale", LANGUAGE, *options]
        command += ["--no-wrap", "--add-location", "file"]
        result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        if result.returncode:
            raise SystemExit(f"makemessages did not work:\n{result.stderr.strip()}")


def write():
    """Update and compile the files in the checkout. Texts that are new stay empty for a person to translate."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "checkout"
        extract(copy)
        for domain in DOMAINS:
            if not catalogue(domain, copy).exists():
                continue
            entries = polib.pofile(str(catalogue(domain, copy)), wrapwidth=0)
            for gone in entries.obsolete_entries():
                entries.remove(gone)
            # The date of extraction would make a difference in git where there is none.
            entries.metadata.pop("POT-Creation-Date", None)
            path = catalogue(domain)
            path.parent.mkdir(parents=True, exist_ok=True)
            entries.save(str(path))
    compile_catalogs()


def find_problems():
    """Return a sentence for every text of the source that is missing, untranslated or fuzzy in the .po files."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "checkout"
        extract(copy)
        return [problem for domain in DOMAINS for problem in compare(catalogue(domain), catalogue(domain, copy))]


def compare(path, fresh_path):
    """Compare the msgids of a .po file with those of one made afresh from it and the source; return the problems."""
    if not fresh_path.exists():
        return []
    name = f"locale/{LANGUAGE}/LC_MESSAGES/{path.name}"
    if not path.exists():
        return [f"{name} does not exist: run 'make messages'."]
    committed = polib.pofile(str(path))
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in committed if not entry.obsolete}
    problems = []
    for entry in polib.pofile(str(fresh_path)):
        if entry.obsolete:
            continue
        where = ", ".join(sorted({source for source, _ in entry.occurrences}))
        if (entry.msgctxt, entry.msgid, entry.msgid_plural) not in known:
            problems.append(f"{name} lacks '{entry.msgid}' ({where}): run 'make messages'.")
        elif entry.fuzzy:
            problems.append(f"{name} guesses at '{entry.msgid}' ({where}): read it and take the word 'fuzzy' away.")
        elif not entry.translated():
            problems.append(f"{name} has no translation of '{entry.msgid}' ({where}).")
    return problems


if __name__ == "__main__":
    sys.exit(main())
