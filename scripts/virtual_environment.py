"""The virtual environment .venv: made, repaired, and filled with exactly the pinned packages."""

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import OLDEST_PYTHON, system_packages
from scripts.commands import ROOT, Failed, run_logged, var_folder
from scripts.steps import Refusal

# Words of pip, and what a person should do about it.
COMPLAINTS = [
    (r"DO NOT MATCH THE HASHES", "a package is not the one that was locked: try again, or tell the maintainers"),
    (r"No space left on device", "the disk is full: make room and type the same again"),
    (
        r"NewConnectionError|Connection(?:Reset|Refused)?Error|Connection refused|Temporary failure in name resolution"
        r"|timed out|Max retries exceeded|ProxyError|SSLError|Could not find a version|No matching distribution",
        "the package index cannot be reached: connect to the network and type the same again",
    ),
    (r"Permission denied|Read-only file system", "the folder .venv cannot be written: make it writable and try again"),
]


class VirtualEnvironment:
    """The environment in `folder`; a stamp in it holds the hash of each requirements file that was installed whole."""

    def __init__(self, folder=ROOT / ".venv"):
        self.folder = Path(folder)
        self.python = self.folder / "bin" / "python"
        self.stamp_file = self.folder / "installed.json"

    def make(self, note=None):
        """Make the environment, or replace a half-made one of an earlier attempt. Returns what was done."""
        if self.python.exists() and self._works():
            return "already there"
        repaired = self.folder.exists()
        try:
            if repaired:
                shutil.rmtree(self.folder)
        except OSError as error:
            raise Refusal(f"The half-made {self.folder} cannot be removed ({error.strerror}): remove it.") from None
        if not _has_ensurepip():
            system_packages.install([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"], note)
        try:
            run_logged([sys.executable, "-m", "venv", self.folder], "venv.log", on_line=note)
        except Failed as failure:
            raise Refusal(f"Python could not make {self.folder}: {failure} (see log/venv.log in var).") from None
        return "half-made one replaced" if repaired else "made"

    def install(self, requirements, note=None):
        """Install a requirements file of the checkout with hashes, unless the stamp has it. Returns what was done."""
        name = str(requirements.relative_to(ROOT))
        wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
        stamp = self._stamp()
        if stamp.pop(name, None) == wanted:
            return "already installed"
        # Without its line in the stamp an interrupted installation is done again.
        self.stamp_file.write_text(json.dumps(stamp))
        progress = PipProgress(requirements.read_text(), note)
        _run_pip(self.python, requirements, progress)
        self.stamp_file.write_text(json.dumps(stamp | {name: wanted}))
        return f"{progress.seen} packages"

    def _works(self):
        """Tell whether its Python starts, has pip, and is new enough."""
        program = f"import pip, sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
        return subprocess.run([self.python, "-c", program], capture_output=True).returncode == 0

    def _stamp(self):
        try:
            return json.loads(self.stamp_file.read_text())
        except (OSError, ValueError):
            return {}


class PipProgress:
    """Turns pip's many lines into `12 of 63: Django`."""

    def __init__(self, requirements_text, note=None):
        self.total = len(re.findall(r"^\w\S*==", requirements_text, re.MULTILINE))
        self.seen = 0
        self.note = note or (lambda text: None)

    def __call__(self, line):
        """Take one line of pip."""
        # "Processing" is a package that lies in a folder of this machine.
        if match := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)|Processing .*/([\w.]+)", line):
            self.seen += 1
            self.note(f"{self.seen} of {self.total}: {match[1] or match[2]}")
        elif line.startswith("Ignoring "):
            # A package for another system or another Python.
            self.total -= 1
        elif line.startswith("Installing collected packages"):
            self.note(f"{self.seen} fetched, now unpacking them")


def _run_pip(python, requirements, progress):
    command = [python, "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "--retries", "3", "--timeout", "30", "-r", requirements]
    try:
        run_logged(command, "pip.log", on_line=progress)
    except Failed as failure:
        matter = explain("\n".join(failure.lines))
        raise Refusal(f"The packages were not installed: {matter} (see {var_folder() / 'log' / 'pip.log'}).") from None


def explain(output):
    """Take what pip printed; return what is the matter and what to do, as the second half of a sentence."""
    for pattern, advice in COMPLAINTS:
        if re.search(pattern, output):
            return advice
    return f"pip says '{output.strip().splitlines()[-1] if output.strip() else 'nothing'}'"


def _has_ensurepip():
    # Debian's python3 comes without it, and then `python3 -m venv` fails half-way.
    return importlib.util.find_spec("ensurepip") is not None
