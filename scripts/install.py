"""The steps that the Dockerfile runs while it builds: `packages`, then `static`. Standard library only."""

import secrets
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from scripts.built_files import build_files  # noqa: E402  (needs the line above)
from scripts.commands import ROOT, run_step_command  # noqa: E402
from scripts.steps import Refusal, Steps, answer_refusals  # noqa: E402
from scripts.virtual_environment import VirtualEnvironment  # noqa: E402


def install_packages():
    """Make .venv with exactly the pinned packages."""
    steps = Steps(total=2)
    venv = VirtualEnvironment()
    with steps.step("Virtual environment .venv") as note:
        note(venv.make(note))
    with steps.step("Packages") as note:
        note(venv.install(ROOT / "requirements.txt", note))


def collect_static():
    """Compile the translations and the modules, and collect the static files, with production's settings.

    None of the values that the settings get here stays in the image.
    """
    environment = {
        "DJANGO_SETTINGS_MODULE": "kus_site.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "BASE_URL": "https://build.example.org",
        "DATABASE_URL": "sqlite://:memory:",
    }
    python = VirtualEnvironment().python
    steps = Steps(total=2)
    with steps.step("Translations and static files") as note:
        note(build_files(python, environment, note))
    with steps.step("Bytecode") as note:
        compile_bytecode(python, ROOT)
        note("compiled")


def compile_bytecode(python, folder):
    """Compile the modules (.py) below a folder, without .venv, which pip has compiled.

    Nothing that runs in the image may write, so each process would compile them when it starts. The image does not
    change either: nobody compares the bytecode with its source again (PEP 552, unchecked hashes).
    """
    command = [python, "-m", "compileall", "-q", "-x", r"[/\\]\.venv[/\\]"]
    command += ["--invalidation-mode", "unchecked-hash", folder]
    run_step_command(command, "bytecode.log", "Compiling the modules")


PARTS = {"packages": install_packages, "static": collect_static}


def main(arguments):
    """Do the part that the one argument names."""
    if len(arguments) != 1 or arguments[0] not in PARTS:
        raise Refusal(f"Name one part: {' or '.join(PARTS)}.")
    PARTS[arguments[0]]()


if __name__ == "__main__":
    sys.exit(answer_refusals(lambda: main(sys.argv[1:])))
