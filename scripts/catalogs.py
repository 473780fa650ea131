"""Compiles the translations of locale/ (.po files) into what gettext reads (.mo files, not in git).

Needs polib, and not the gettext programs: `python -m scripts.catalogs` in the virtual environment.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def stale_catalogs(root=ROOT):
    """Return the .po files of the checkout whose .mo file is missing or was compiled from another version of them.

    A .mo file carries the modification time of the .po file that it was compiled from.
    """
    found = sorted(Path(root).glob("locale/*/LC_MESSAGES/*.po"))
    return [source for source in found if _time_of(source.with_suffix(".mo")) != _time_of(source)]


def compile_catalogs(root=ROOT):
    """Compile the stale .po files; return the paths of the .mo files written. Safe when several processes do it."""
    return [_compile(source) for source in stale_catalogs(root)]


def _time_of(path):
    return path.stat().st_mtime_ns if path.exists() else None


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
    for path in compile_catalogs():
        print(f"Compiled {path.relative_to(ROOT)}.")
