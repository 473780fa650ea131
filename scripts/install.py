"""The steps that the Dockerfile runs while it builds: `packages`, then `static`. Standard library only."""

import secrets
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from scripts.commands import ROOT, run_step_command  # noqa: E402  (needs the line above)
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
    """Copy and compress the static files with production's settings; none of these values stays in the image."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "kus_site.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "BASE_URL": "https://build.example.org",
        "DATABASE_URL": "sqlite://:memory:",
    }
    command = [VirtualEnvironment().python, "manage.py", "collectstatic", "--no-input"]
    with Steps(total=1).step("Static files") as note:
        run_step_command(command, "static.log", "Collecting the static files", on_line=note, environment=environment)


PARTS = {"packages": install_packages, "static": collect_static}


def main(arguments):
    """Do the part that the one argument names; return the exit code."""
    if len(arguments) != 1 or arguments[0] not in PARTS:
        raise Refusal(f"Name one part: {' or '.join(PARTS)}.")
    PARTS[arguments[0]]()


if __name__ == "__main__":
    sys.exit(answer_refusals(lambda: main(sys.argv[1:])))
