"""The files that are built from the source before the site starts: compiled translations and collected static files."""

import hashlib

from scripts.catalogs import stale_catalogs
from scripts.commands import ROOT, run_step_command, var_folder


def build_files(python, environment, note=None):
    """Compile the translations and collect the static files, as far as they changed. Returns what was done."""
    compiled = compile_translations(python, note)
    collected = collect_static(python, environment, note)
    return ", ".join(filter(None, [compiled, collected])) or "unchanged"


def compile_translations(python, note=None):
    """Compile the stale .po files in a process of the virtual environment. Returns what was done, or None."""
    if not stale_catalogs():
        return None
    run_step_command([python, "-m", "scripts.catalogs"], "catalogs.log", "Compiling the translations", on_line=note)
    return "translations compiled"


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
