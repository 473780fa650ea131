"""The files built from the source before the site starts, none of them in git: compiled translations, the dictionaries
of search and static files.

`python -m scripts.built_files`, in the virtual environment, compiles the translations: with polib, without gettext.
"""

import hashlib
import os
from pathlib import Path

from scripts.commands import ROOT, run_step_command, var_folder


def build_files(python, environment, note=None):
    """Build what changed: translations, dictionaries and static files. Returns what was done."""
    done = [
        compile_translations(python, note),
        build_dictionaries(python, note),
        collect_static(python, environment, note),
    ]
    return ", ".join(filter(None, done)) or "unchanged"


def compile_translations(python, note=None):
    """Compile the stale .po files in a process of the virtual environment. Returns what was done, or None."""
    if not stale_catalogs():
        return None
    run_step_command(
        [python, "-m", "scripts.built_files"], "translations.log", "Compiling the translations", on_line=note
    )
    return "translations compiled"


def build_dictionaries(python, note=None):
    """Build the tries of pages/search/dictionaries.py when the packages changed. Returns what was done, or None."""
    stamp_file = var_folder() / "dictionaries.stamp"
    stamp = hashlib.sha256((ROOT / "requirements.txt").read_bytes()).hexdigest()
    if list(ROOT.glob("pages/search/tries/*.marisa")) and stamp_file.exists() and stamp_file.read_text() == stamp:
        return None
    command = [python, "-m", "pages.search.dictionaries"]
    run_step_command(command, "dictionaries.log", "Building the dictionaries of search", on_line=note)
    stamp_file.write_text(stamp)
    return "dictionaries built"


def collect_static(python, environment, note=None):
    """Copy and compress the static files into var/static when they changed. Returns what was done, or None."""
    stamp_file = var_folder() / "static.stamp"
    stamp = static_stamp()
    made = (var_folder() / "static" / "staticfiles.json").exists()
    if made and stamp_file.exists() and stamp_file.read_text() == stamp:
        return None
    command = [python, "manage.py", "collectstatic", "--no-input"]
    run_step_command(command, "static.log", "Collecting the static files", on_line=note, environment=environment)
    stamp_file.write_text(stamp)
    return "static files collected"


def static_stamp():
    """Return a hash that changes with the static files of the checkout, and with the packages, which have others."""
    stamp = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted([*ROOT.glob("static/**/*"), *ROOT.glob("*/static/**/*")]):
        if file.is_file() and var_folder() not in file.parents and ROOT / ".venv" not in file.parents:
            stamp.update(f"{file.relative_to(ROOT)} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode())
    return stamp.hexdigest()


def stale_catalogs(root=ROOT):
    """Return the .po files of the checkout whose .mo file is missing or was compiled from another version of them.

    A .mo file carries the modification time of the .po file that it was compiled from.
    """
    sources = sorted(Path(root).glob("locale/*/LC_MESSAGES/*.po"))
    return [source for source in sources if not _is_compiled(source)]


def compile_catalogs(root=ROOT):
    """Compile the stale .po files; return the paths of the .mo files written. Safe when several processes do it."""
    return [_compile(source) for source in stale_catalogs(root)]


def _is_compiled(source):
    target = source.with_suffix(".mo")
    return target.exists() and target.stat().st_mtime_ns == source.stat().st_mtime_ns


def _compile(source):
    import polib  # not yet installed when `make run` asks for stale_catalogs() the first time

    times = source.stat().st_atime_ns, source.stat().st_mtime_ns
    target = source.with_suffix(".mo")
    half = target.with_suffix(f".{os.getpid()}.half")
    half.write_bytes(polib.pofile(str(source)).to_binary())
    os.utime(half, ns=times)
    # At once, so that no process reads half a file.
    half.replace(target)
    return target


if __name__ == "__main__":
    compile_catalogs()
